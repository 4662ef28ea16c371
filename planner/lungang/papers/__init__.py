"""The papers of a rotation cycle as Word files that HR can edit (article 33).

What a paper says stands in ``specs``, one readable file each; how it looks is
:mod:`lungang.formats.official` (GB/T 9704-2012); what fills it is :mod:`.values`. An
organisation replaces a paper by a template of its own with the same name. What nobody
told the program is marked （待填）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lungang.disk import replaced
from lungang.document.parts import PlanDocument
from lungang.papers.template import Spec, as_printed, rendered, specs, template
from lungang.papers.values import Office, office_of, shared_values, subjects
from lungang_models.at_work import counted
from lungang_models.plan import Plan
from lungang_models.words import Words, same

__all__ = ["Office", "office_of", "papers", "write_papers", "write_templates"]


FILLING = Words("正在填写文件", "filling in the papers")
WRITING = Words("正在写出文件", "writing the files")


def papers() -> tuple[str, ...]:
    """The names of all papers, in the order of the cycle."""
    return tuple(s.name for s in specs())


def write_papers(
    folder: Path,
    plan: Plan,
    document: PlanDocument,
    office: Office,
    only: Sequence[str] = (),
    templates: Path | None = None,
) -> tuple[Path, ...]:
    """Write the papers of a plan into a folder; returns the files.

    ``only`` names some of :func:`papers`; ``templates`` is a folder whose ``.docx`` files
    go before ours by their name. Papers for one unit or one person stand in a folder of
    their own, one file each. Raises ``BadInput`` for a template that cannot be filled,
    before anything is written.
    """
    made: dict[Path, bytes] = {}
    everybody = shared_values(plan, document, office)
    shared = as_printed(everybody)  # once: with many letters it is most of the work
    asked = [s for s in specs() if not only or s.name in only]
    for spec in counted(asked, FILLING):
        form = _template(spec, templates)
        each = tuple(_each(spec, plan, document, office, everybody))
        for name, own in counted(each, same(spec.name)):
            goal = folder / (f"{spec.name}/{_safe(name)}.docx" if spec.each else
                             f"{spec.name}.docx")  # fmt: skip
            made[goal] = rendered(form, {**shared, **as_printed(own)}, spec.name)
    for path, data in counted(made.items(), WRITING):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replaced(path) as draft:
            draft.write_bytes(data)
    return tuple(made)


def write_templates(folder: Path) -> tuple[Path, ...]:
    """Write our templates into a folder, for an organisation to make its own."""
    found = []
    for spec in specs():
        path = folder / f"{spec.name}.docx"
        with replaced(path) as draft:
            draft.write_bytes(template(spec))
        found.append(path)
    return tuple(found)


def _template(spec: Spec, own: Path | None) -> bytes:
    if own is not None and (own / f"{spec.name}.docx").is_file():
        return (own / f"{spec.name}.docx").read_bytes()
    return template(spec)


def _each(
    spec: Spec,
    plan: Plan,
    document: PlanDocument,
    office: Office,
    everybody: Mapping[str, Any],
) -> Iterator[tuple[str, dict[str, Any]]]:
    if not spec.each:
        yield "", {}
        return
    yield from subjects(spec.each, plan, document, office, everybody)


def _safe(name: str) -> str:
    """A name as part of a path: no separators, no leading dot, not too long."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).strip(". ")[:60] or "_"
