"""On what a file of ours rests, where that is not what is at hand now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lungang.document import program_version
from lungang.intake.workbook.messages import clipped
from lungang_models.problem import Problem
from lungang_models.words import Words, listed

_WORKBOOK = Words(
    "工作簿是另一份，或此后有改动", "the workbook is another one, or changed since"
)


def other_basis(made: Mapping[str, Any], problem: Problem) -> Words:
    """What differs of pack, effect date and program; else it is what the workbook holds.

    ``made`` is what a file says of itself, as in ``provenance``. A hash of the whole
    input tells only that something differs.
    """
    named = [*_named(made, problem)]
    says = [
        Words(f"{title.zh}为{was}（现为{now}）", f"{title.en}: {was} (now {now})")
        for _, title, was, now in named
    ]
    if not {"pack", "effect"} & {key for key, *_ in named}:
        says.append(_WORKBOOK)
    return listed(says)


def other_program(program: str) -> tuple[str, str] | None:
    """The version that wrote a file, and ours, where they differ."""
    was, now = clipped(program), program_version()
    return (was, now) if was and was != now else None


def _named(
    made: Mapping[str, Any], problem: Problem
) -> Iterator[tuple[str, Words, str, str]]:
    pack, mine = made.get("pack"), problem.pack
    if isinstance(pack, Mapping):
        pack = f"{pack.get('name')} {pack.get('version')}"
    for key, title, said, now in (
        ("pack", Words("规则包", "rule pack"), pack, f"{mine.name} {mine.version}"),
        ("effect", Words("生效日期", "effect date"), made.get("effect"),
         problem.effect.isoformat()),
        ("program", Words("程序版本", "program"), made.get("program"), program_version()),
    ):  # fmt: skip
        was = clipped(said or "")
        if was and was != now:
            yield key, title, was, now
