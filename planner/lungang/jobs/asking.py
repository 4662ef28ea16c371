"""Questions about a plan, candidates with their prices, and why no plan exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple, TypeVar

from lungang.disk import private_folder, replaced
from lungang.document import from_json
from lungang.draw.folder import DrawFolder
from lungang.engines.lexicographic import AtHand
from lungang.explain import chance as chances
from lungang.explain import letter as letters
from lungang.explain import no_plan, questions, whatif
from lungang.explain.changed import changed
from lungang.explain.contrast import Base, Contrast
from lungang.explain.folding import shortened
from lungang.explain.impossible import Impossible, as_placed, impossible
from lungang.explain.impossible import to_json as reasons_data
from lungang.explain.letter import as_text, write_letter
from lungang.explain.no_plan import causes, ways
from lungang.explain.pricing import WishPricer
from lungang.explain.questions import Answer
from lungang.explain.ranking import Ranking, ranking
from lungang.explain.repair import Repair
from lungang.infeasible.clauses import as_clauses, as_dimacs, as_drup, refuted
from lungang.infeasible.pseudo_boolean import as_opb
from lungang.jobs.limits import USUAL, Limits, Watch, silent
from lungang.outcome import NoPlan, OutOfTime, Progress
from lungang.proof.refutation import is_refutation
from lungang.review.moves import titled
from lungang.solve import solve
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words

__all__ = [
    "Answer",
    "Base",
    "Contrast",
    "Impossible",
    "NoBase",
    "Ranking",
    "Repair",
    "Unknown",
    "WhatIf",
    "about",
    "alternates",
    "as_placed",
    "as_text",
    "best",
    "cannot_be",
    "causes",
    "chance",
    "chance_in_draw",
    "changed",
    "elsewhere",
    "impossible",
    "letter",
    "named",
    "post_named",
    "reasons_data",
    "shortened",
    "staff_named",
    "ways",
    "what_if",
    "write_letter",
    "write_opb",
    "write_proofs",
]

Id = TypeVar("Id", bound=str)

NEAR = 3
"""The most names offered where somebody asks for one that does not exist."""

PRICING_ANEW = Words("重新求解以求代价", "solving again for the price")


class NoBase(Exception):
    """There is no plan to ask about: ``proved`` says that none exists."""

    def __init__(self, proved: bool) -> None:
        super().__init__("no plan exists" if proved else "no plan within the time")
        self.proved = proved


class Unknown(LookupError):
    """A question names somebody, or a post, that is not in the workbook.

    ``near`` are a few who may have been meant, each with number and name.
    """

    def __init__(self, kind: Words, asked: str, near: tuple[str, ...]) -> None:
        super().__init__(asked)
        self.kind, self.asked, self.near = kind, asked, near

    @property
    def says(self) -> Words:
        """That there is none, and who or what may have been meant."""
        (zh, en), few = self.kind, self.near
        meant = f"您是否指：{'；'.join(few)}？" if few else ""
        meant_en = f" Did you mean: {'; '.join(few)}?" if few else ""
        return Words(
            f"没有这个{zh}：{self.asked}。{meant}",
            f"No such {en}: {self.asked}.{meant_en}",
        )


def staff_named(problem: Problem, asked: str) -> StaffId:
    """The person of a number, or of a name that only one has. Raises ``Unknown``."""
    names = {s: p.name for s, p in problem.person.items()}
    return _meant(Words("人员", "person"), asked, names)


def post_named(problem: Problem, asked: str) -> PostId:
    """The post of a number, or of a title that only one has. Raises ``Unknown``."""
    names = {p: titled(problem, post).zh for p, post in problem.post.items()}
    return _meant(Words("岗位", "post"), asked, names)


def _meant(kind: Words, asked: str, names: Mapping[Id, str]) -> Id:
    found = next((one for one in names if one == asked), None)
    alike = [one for one, name in names.items() if name == asked]
    if found is not None:
        return found
    if len(alike) == 1:
        return alike[0]
    near = alike + [one for one, name in names.items() if asked and asked in name]
    either = {**{str(one): one for one in names}, **{n: o for o, n in names.items()}}
    near += [either[m] for m in get_close_matches(asked, either, NEAR, 0.5)]
    few = tuple(f"{one} {names[one]}" for one in dict.fromkeys(near))[:NEAR]
    raise Unknown(kind, asked, few)


def about(plan: Plan) -> Base:
    """A plan in hand, to ask about: nothing is solved, nothing claimed of its being best."""
    return Base.given(plan)


def best(problem: Problem, limits: Limits = USUAL, watch: Watch = silent) -> Base:
    """The best plan of a problem, to ask about.

    What was proved of parts on the way is kept for the prices. Raises ``NoBase``.
    """
    pricing = WishPricer(problem)
    outcome = solve(
        problem,
        time_limit=limits.time_limit,
        settings=limits.settings,
        watch=watch,
        at_hand=AtHand(pricing.memory, built=lambda: pricing.statement),
    )
    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if isinstance(solved, NoPlan) or solved is None:
        raise NoBase(isinstance(solved, NoPlan))
    watch(Progress(PRICING_ANEW, outcome.run.seconds))
    return Base.of(solved, pricing)


class Question(NamedTuple):
    """A question that can be asked of a plan, and which names it takes.

    ``solves``: it asks for prices, within some seconds; others read the plan alone.
    """

    ask: Callable[..., Answer]
    takes: tuple[str, ...]
    solves: bool = True


QUESTIONS: Mapping[str, Question] = {
    "why": Question(questions.why, ("staff",)),
    "why-not": Question(questions.why_not, ("staff", "post")),
    "why-rather": Question(questions.why_rather, ("staff", "staff", "post")),
    "must-move": Question(questions.must_move, ("staff",)),
    "exempt": Question(questions.exempt, ("staff",), solves=False),
    "remaining": Question(questions.remaining, ("staff",), solves=False),
    "alternates": Question(questions.alternates, ("post",)),
    "elsewhere": Question(questions.elsewhere, ("staff",)),
}
"""The questions of one form. ``remaining`` may also be asked of nobody in particular."""


def asked(question: str, base: Base, names: tuple[str, ...], seconds: float) -> Answer:
    """Ask one of ``QUESTIONS``. Raises ``Unknown`` for a name that is not there."""
    found, ids = QUESTIONS[question], named(base.plan.problem, question, names)
    if found.solves:
        return found.ask(base, *ids, seconds)
    return found.ask(base.plan, *ids) if ids else found.ask(base.plan, None)


def named(
    problem: Problem, question: str, names: tuple[str, ...]
) -> list[StaffId | PostId]:
    """Who and which posts one of ``QUESTIONS`` is asked about. Raises ``Unknown``."""
    read: dict[str, Callable[[Problem, str], StaffId | PostId]]
    read = {"staff": staff_named, "post": post_named}
    takes = zip(QUESTIONS[question].takes, names, strict=False)
    return [read[kind](problem, name) for kind, name in takes]


def alternates(base: Base, post: PostId, seconds: float, most: int = 5) -> Ranking:
    """Who else could hold a post, the cheapest first, each with the exact price."""
    return ranking(base, questions.who_else(base, post), seconds, most)


def elsewhere(base: Base, person: StaffId, seconds: float, most: int = 5) -> Ranking:
    """Where else somebody could be placed, the cheapest first, each with its price."""
    return ranking(base, questions.where_else(base, person), seconds, most)


@dataclass(frozen=True)
class WhatIf:
    """An event that is asked about: a post that must be held, a departure, a marriage."""

    staff: str
    pinned: str = ""
    leaves: bool = False
    marries: str = ""


def what_if(base: Base, asked: WhatIf, seconds: float) -> Answer:
    """What an event would change, or that it cannot be. Raises ``Unknown``."""
    return whatif.what_if(base, _event(base.plan.problem, asked), seconds)


def cannot_be(problem: Problem, asked: WhatIf) -> Answer | None:
    """The answer about an event that contradicts what is known. Raises ``Unknown``."""
    return whatif.contradicted(problem, _event(problem, asked))


def _event(problem: Problem, asked: WhatIf) -> whatif.SupposedEvent:
    who = staff_named(problem, asked.staff)
    if asked.pinned:
        return whatif.pinned_to(problem, who, post_named(problem, asked.pinned))
    if asked.leaves:
        return whatif.gone(problem, who)
    return whatif.married(problem, who, staff_named(problem, asked.marries))


def letter(base: Base, staff: str, seconds: float) -> dict[str, object]:
    """The answer owed to one person, field by field. Raises ``Unknown``."""
    return letters.letter(base, staff_named(base.plan.problem, staff), seconds)


def chance(plan: Plan, staff: str) -> Answer:
    """Somebody's chance of being drawn for leave, by the default rules."""
    return chances.chance(plan, staff_named(plan.problem, staff))


def chance_in_draw(home: Path, draw: str, problem: Problem, staff: str) -> Answer:
    """Somebody's chance in a draw prepared before: the pages of its book are counted."""
    folder = DrawFolder(home, draw)
    number = staff_named(problem, staff)
    return chances.chance_in_draw(folder, today(problem), number)


def same_repair(found: Impossible, report: Path, number: int) -> Repair | None:
    """The way out that an earlier plan.json counts as ``number``, found again or not.

    Raises ``LookupError`` where the report has no such way out.
    """
    try:
        reasons = from_json(report.read_text("utf-8")).reasons
        ways = () if reasons is None else reasons.repairs[number - 1].ways
    except (OSError, ValueError, LookupError, RecursionError) as error:
        raise LookupError(number) from error
    wanted = {(w.rule, w.says.zh, *(s.id for s in w.staff)) for w in ways}
    for repair in found.repairs:
        if {(w.rule, w.sentence.zh, *w.staff) for w in repair.ways} == wanted:
            return repair
    return None


def write_opb(
    found: Impossible, folder: Path, replace: bool = False
) -> tuple[list[Path], list[int]]:
    """Write each cause for solvers and proof checkers of others.

    The files, and the numbers of the causes that were counted and state no rows. Raises
    ``FileExistsError`` before anything is written.
    """
    texts = {n: as_opb(core) for n, core in enumerate(found.cores, start=1)}
    files = {f"原因{n}.opb": text for n, text in texts.items() if text}
    return _written(folder, files, replace), [
        n for n, text in texts.items() if not text
    ]


def write_proofs(
    found: Impossible, folder: Path, replace: bool = False
) -> tuple[list[Path], list[int]]:
    """Write each purely logical cause as clauses, and beside it their checked refutation.

    The files, and the numbers of the causes without one. Raises as ``write_opb``.
    """
    files, without = dict[str, str](), list[int]()
    for number, core in enumerate(found.cores, start=1):
        clauses = as_clauses(core)
        steps = None if clauses is None else refuted(clauses)
        if clauses is None or steps is None or not is_refutation(clauses, steps):
            without.append(number)
        else:
            files[f"原因{number}.cnf"] = as_dimacs(clauses)
            files[f"原因{number}.drup"] = as_drup(steps)
    return _written(folder, files, replace), without


def _written(folder: Path, texts: Mapping[str, str], replace: bool) -> list[Path]:
    files = [folder / name for name in texts]
    for file in files:
        if file.exists() and not replace:
            raise FileExistsError(17, "exists", str(file))
    private_folder(folder)
    for file, text in zip(files, texts.values(), strict=True):
        with replaced(file) as draft:
            draft.write_text(text, "utf-8", newline="\n")
    return files


def causes_and_ways(problem: Problem, found: Impossible) -> tuple[Words, ...]:
    """The causes why no plan exists and the ways out, as sentences."""
    return (*no_plan.causes(problem, found), *no_plan.ways(found.repairs))
