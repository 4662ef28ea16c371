"""What the questions about a plan share: workbook, plan, time, and how an answer is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lungang.jobs.asking import Answer, Base, WhatIf
    from lungang.jobs.reading import Problem

from lungang.cli.language import tell
from lungang.cli.objects import print_json
from lungang.cli.options import (
    AsJson,
    Book,
    Effect,
    Lang,
    LanguageOption,
    Pack,
    Seconds,
    plan_in,
    problem_in,
    said,
    stop,
)
from lungang.cli.progress import TimedProgress
from lungang.cli.sharing import Ask, command_with

FIRST = 3
"""Lines of evidence that are printed unless all are asked for."""

MOST_LINES = 40
"""No answer is longer unless all of it is asked for."""

All = Annotated[
    bool, typer.Option("--all", help="列出全部依据。Every ground, one by one.")
]

Who = Annotated[str, typer.Argument(help="工号。Staff number.")]
Given = Annotated[
    Path | None,
    typer.Option(
        "--plan", help="已有方案（不另求解）。A plan in hand, not solved anew."
    ),
]
Where = Annotated[str, typer.Argument(help="岗位编号。Post.")]


@dataclass(frozen=True)
class QuestionOptions:
    """What the questions share: the workbook, the plan in hand, the time, the printing."""

    book: Path
    plan: Path | None = None
    time_limit: float = 60.0
    pack: str = ""
    effect: str = ""
    lang: LanguageOption = LanguageOption.zh
    as_json: bool = False
    whole: bool = False

    def ask(self, question: str, *names: str) -> None:
        """Ask one of the questions of one form, and print the answer."""
        from lungang.jobs.asking import asked, named

        with TimedProgress(self.time_limit, self.lang) as timed, naming():
            problem = self.problem()
            named(problem, question, names)  # told before anything is solved
            found = asked(question, self._base(problem, timed), names, timed.left)
        self.show(found)

    def what_if(self, event: WhatIf) -> None:
        """Print what an event would change."""
        from lungang.jobs.asking import cannot_be, what_if

        with TimedProgress(self.time_limit, self.lang) as timed, naming():
            problem = self.problem()
            found = cannot_be(problem, event)
            found = found or what_if(self._base(problem, timed), event, timed.left)
        self.show(found)

    def show(self, answer: Answer) -> None:
        """Print an answer as the options say."""
        print_answer(answer, self.lang, self.as_json, self.whole)

    def base(self, timed: TimedProgress, person: str) -> Base:
        """The plan to ask about, once it is known that there is such a person."""
        from lungang.jobs.asking import staff_named

        problem = self.problem()
        staff_named(problem, person)
        return self._base(problem, timed)

    def problem(self) -> Problem:
        """The workbook, read and checked."""
        return problem_in(self.book, self.pack, self.effect, self.lang)

    def _base(self, problem: Problem, timed: TimedProgress) -> Base:
        return base_of(problem, self.plan, self.lang, timed)


def _shared(
    book: Book, *,
    plan: Given = None, time_limit: Seconds = 60.0, pack: Pack = "",
    effect: Effect = "", lang: Lang = LanguageOption.zh, as_json: AsJson = False,
    whole: All = False,
) -> None:  # fmt: skip
    """What every question takes besides its names."""


def question(group: typer.Typer, name: str, *without: str) -> Callable[[Ask], Ask]:
    """Add a question to a group; it names what it asks about."""
    return command_with(_shared, QuestionOptions, group, name, without)


@contextmanager
def naming() -> Iterator[None]:
    """Within it, a name that is not in the workbook ends the command."""
    from lungang.jobs.asking import Unknown

    try:
        yield
    except Unknown as met:
        stop(2, *met.says)


def base_of(
    problem: Problem,
    plan: Path | None,
    lang: LanguageOption,
    timed: TimedProgress,
    share: float = 0.5,
) -> Base:
    """The plan that is asked about: the one in hand, or the best one of the workbook."""
    from lungang.jobs.asking import NoBase, about, best
    from lungang.jobs.limits import Limits

    if plan is not None:
        return about(plan_in(plan, problem, lang))
    try:
        return best(problem, Limits(timed.share(share)), timed.watch)
    except NoBase as none:
        if none.proved:
            stop(
                3,
                "无法形成符合规定的方案，见 lungang explain / no plan exists: see lungang explain",
            )
        stop(5, "限时内没有方案 / no plan within the time limit")


def print_answer(
    answer: Answer, lang: LanguageOption, as_json: bool, whole: bool = False
) -> None:
    if as_json:
        print_json(answer.to_json())
        return
    zh = lang is LanguageOption.zh
    tell(said(answer.question, lang))
    tell(
        f"{said(answer.verdict, lang)}（{said(answer.proved, lang)}）"
        if zh
        else f"{said(answer.verdict, lang)} ({said(answer.proved, lang)})"
    )
    few = MOST_LINES - FIRST - 3 - len(answer.next) if not whole else None
    evidence = answer.evidence if whole else answer.evidence[:FIRST]
    for line in (*evidence, *(answer.details if whole else ())):
        tell(f"  · {said(line, lang)}")
    for line in answer.alternatives[:few]:
        tell(f"  → {said(line, lang)}")
    hidden = len(answer.evidence) - len(evidence)
    hidden += len(answer.alternatives) - len(answer.alternatives[:few])
    if hidden or (answer.details and not whole):
        count = (
            (f"另有{hidden}行；" if zh else f"{hidden} more lines; ") if hidden else ""
        )
        more = "全部依据和计分加 --all" if zh else "every ground and the points: --all"
        tell(f"  {count}{more}")
    for number, after in enumerate(answer.next, start=1):
        head, colon = ("接着可问", "：") if zh else ("ask next ", ": ")
        command = f"lungang ask {after.ask[0]} … {' '.join(after.ask[1:])}"
        tell(f"  {head}{number}{colon}{said(after.says, lang)}  {command}")
