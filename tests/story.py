"""Stories: small cases a lawyer can read, told to both halves of a rule.

A file ``stories/<rule id>.yaml`` quotes the article and tells cases. A case puts rows,
by sheet and heading in either language, on top of one tiny spotless bureau: a row with
a known id changes that row, any other is added. ``plan`` moves people from where they
sit today, ``leaves`` sends them away; then either ``breach`` names the people of every
finding of the rule (posts, units and the grade may be added; ``says`` is what they all
say), or ``near_miss`` says why there is
none, or ``fault`` names the codes with which the door refuses the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import permutations, product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from lungang_models.build import build_full
from lungang_models.extended import worksheets
from lungang_models.fault import BadInput, Origin
from lungang_models.model import Model
from lungang_models.pack import load, overlay
from lungang_models.plan import Leave, Plan
from lungang_models.problem import Pack, Problem, assemble
from lungang_models.registry import checks, rules, sheets
from lungang_models.rule import Check, Finding, Rule, waived
from lungang_models.vocabulary import Row, Tables

FOLDER = Path(__file__).parent / "stories"
BUREAU = FOLDER / "bureau" / "rows.yaml"
OUTCOMES = ("breach", "near_miss", "fault")
WORDS = {
    "rule",
    "cites",
    "name",
    "plan",
    "leaves",
    "policy",
    "pack",
    "effect",
    "without",
    "finds",
    "says",
    "waived",
    *OUTCOMES,
}


class StoryError(ValueError):
    """A story that cannot be read; names its file and line."""


@dataclass(frozen=True)
class Case:
    """One case of a story and where it stands."""

    rule: str
    told: Mapping[str, Any]
    where: str

    @property
    def outcome(self) -> str:
        return next(o for o in OUTCOMES if o in self.told)

    def __str__(self) -> str:
        return f"{self.rule}: {self.told['name']}"


def cases() -> Iterator[Case]:
    """Every case of every story."""
    for file in sorted(FOLDER.glob("*.yaml")):
        yield from read(file)


def read(file: Path) -> Iterator[Case]:
    """The cases of one file. Raises ``StoryError``."""
    story = opened(file)
    for key in ("rule", "article", "quote", "cases"):
        if not story.get(key):
            raise StoryError(f"{file.name}:1: no {key}")
    if story["rule"] != file.stem or story["rule"] not in {c.id for c in checks()}:
        raise StoryError(f"{file.name}:{_line(story, 'rule')}: no such rule")
    for told in story["cases"]:
        where = f"{file.name}:{told.lc.line + 1}"
        if not told.get("name") or sum(o in told for o in OUTCOMES) != 1:
            raise StoryError(f"{where}: a name and one of {', '.join(OUTCOMES)}")
        yield Case(story["rule"], told, where)


def world(text: str) -> Problem:
    """The tiny bureau with the rows of a YAML text on it."""
    return _problem(Case("", YAML(typ="rt").load(text), "world:1"))


def rule(case: Case) -> Check:
    """The rule a case is about."""
    return next(c for c in checks() if c.id == case.rule)


def plan(case: Case) -> Plan:
    """The world of a case and what is planned in it.

    Raises ``StoryError`` for what cannot be read, ``BadInput`` for what the door refuses.
    """
    problem = _problem(case)
    held = {(s.id, p) for s in problem.staff for p in s.concurrent}
    main = {s.id: s.post for s in problem.staff}
    for person, posts in case.told.get("plan", {}).items():
        held = {(s, p) for s, p in held if s != person}
        held |= {(person, p) for p in str(posts or "").split()}
        main[person] = None
    held |= {(s, p) for s, p in main.items() if p is not None}
    known = {s.id for s in problem.staff}, {p.id for p in problem.posts}
    for person, post in held:
        if person not in known[0] or post not in known[1]:
            raise StoryError(f"{case.where}: plan: {person} in {post}")
    leaves = tuple(
        Leave(
            v["person"],
            v.get("window", 1),
            tuple(
                (post, cover)
                for post, covers in sorted(v.get("covers", {}).items())
                for cover in str(covers).split()
            ),
        )
        for v in case.told.get("leaves", ())
    )
    return Plan(problem, frozenset(held), leaves)


def found(case: Case, made: Plan) -> list[Finding]:
    """What the auditor's half of the rule finds, waivers attached."""
    return list(waived(rule(case).audit(made), made.problem.waivers()))


def beside(plan: Plan, *told: Rule) -> tuple[Rule, ...]:
    """Rules with the basic ones, and those of leave where somebody goes on leave."""
    leaving = bool(plan.leaves) or any(rule.family.about_leave for rule in told)
    others = (r for r in rules() if r.basic or (leaving and r.family.about_leave))
    return (*(r for r in others if r.id not in {t.id for t in told}), *told)


def allows(plan: Plan, *told: Rule) -> bool:
    """Whether the planner's half of rules, and those beside them, let a plan pass."""
    statement = build_full(plan.problem, beside(plan, *told), ())
    point = statement.model.point(plan)
    return point is not None and statement.rows.holds_at(point)


def refuses(plan: Plan, *told: Rule) -> bool:
    """Whether they let it pass in no seat and at no value of what the rest decides.

    A solver is free to choose these, and would choose what lets the plan pass.
    """
    statement = build_full(plan.problem, beside(plan, *told), ())
    model, rows = statement.model, statement.rows
    point = model.point(plan)
    if point is None:
        return (point := _seated(model, plan)) is None or not rows.holds_at(point)
    decided = [c for c, _ in model._derived] + sorted({*model.may_cover.values()})
    if len(decided) <= MOST_DECIDED:
        chosen = product((0, 1), repeat=len(decided))
    else:  # each alone
        own = point[decided]
        chosen = (
            own ^ np.eye(1, len(own), at, dtype=int)[0] for at in range(-1, len(own))
        )
    for values in chosen:
        point[decided] = values
        if rows.holds_at(point):
            return False
    return True


MOST_DECIDED = 10
"""Columns whose values are all tried; of more each is turned round alone."""


def _seated(model: Model, plan: Plan) -> npt.NDArray[np.int64] | None:
    """The point of a plan with each in some seat, whoever else is in it."""
    if plan.leaves:
        return None
    point = np.zeros(model.size, np.int64)
    for person, post in plan.placements:
        columns = model.holds(plan.problem.person[person], [post])
        if not columns:
            return None
        point[columns[0]] = 1
    for (post, place), column in model.vacant.items():
        point[column] = place >= len(plan.holders_of(plan.problem.post[post]))
    return point


def wanted(case: Case) -> list[set[str]]:
    """What each finding must name: its people, all of them, and maybe posts and units."""
    return [set(str(item).split()) for item in case.told.get("breach", ())]


def fits(names: set[str], finding: Finding) -> bool:
    """Whether a finding is about just these people, and of these posts, unit and grade."""
    others = {*finding.posts, finding.unit, finding.severity.value}
    return set(finding.staff) <= names <= {*finding.staff, *others}


def as_told(case: Case, found: Sequence[Finding]) -> bool:
    """Whether some findings are just those that a case tells of, in any order."""
    names = wanted(case)
    if any(case.told.get("says", "") not in f.says.zh for f in found):
        return False
    return len(found) == len(names) and any(
        all(map(fits, names, some)) for some in permutations(found)
    )


@cache
def opened(file: Path) -> Any:
    """A YAML file as it stands. Raises ``StoryError``."""
    try:
        return YAML(typ="rt").load(file.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise StoryError(f"{file.name}:{line}: {error.problem}") from None


def _line(node: Any, key: Any) -> int:
    data = node.lc.data or {}
    return int(data[key][0] if key in data else node.lc.line) + 1


def _problem(case: Case) -> Problem:
    told, file = case.told, case.where.split(":")[0]
    rows: dict[type[Row], dict[Any, tuple[dict[str, Any], int]]] = {}
    for source, book in ((BUREAU.name, opened(BUREAU)), (file, told)):
        for name, given in book.items():
            if name in WORDS:
                continue
            kind = _sheets().get(str(name))
            if kind is None:
                raise StoryError(f"{source}:{_line(book, name)}: no sheet {name!r}")
            there = rows.setdefault(kind, {})
            for row in given:
                line = row.lc.line + 1
                plain = {_field(kind, k, source, line): v for k, v in row.items()}
                key = plain.get("id", (source, line, row.lc.col))
                before = there.get(key, ({}, 0))[0]
                there[key] = ({**before, **plain}, line)
    gone = set(told.get("without", ()))
    read_rows = {
        kind: [
            _row(kind, row, file, line)
            for key, (row, line) in there.items()
            if key not in gone
        ]
        for kind, there in rows.items()
    }
    effect = told.get("effect", date(2027, 3, 1))
    return assemble(Tables(read_rows), _pack(case), effect)


def _pack(case: Case) -> Pack:
    pack = load(case.told.get("pack", "cn-finance-bureau"))
    values: dict[str, dict[str, Any]] = {}
    for key, knobs in case.told.get("policy", {}).items():
        if key not in pack.policies:
            raise StoryError(f"{case.where}: no policy {key}")
        before = pack.policies[key].model_dump()
        try:
            new = type(pack.policies[key]).model_validate({**before, **knobs})
        except ValidationError as error:
            raise StoryError(f"{case.where}: policy {key}: {error}") from None
        values[key] = dict(new)
    return overlay(pack, values, {})


@cache
def _sheets() -> dict[str, type[Row]]:
    return {
        n: k for k in worksheets(sheets()) for n in (k.__name__, k.sheet.zh, k.sheet.en)
    }


def _field(kind: type[Row], heading: str, file: str, line: int) -> str:
    for field, words in kind.headings().items():
        if heading in (field, words.zh, words.en):
            return field
    raise StoryError(f"{file}:{line}: no column {heading!r} in {kind.sheet.zh}")


def _row(kind: type[Row], row: Mapping[str, Any], file: str, line: int) -> Row:
    try:
        return kind(**{**row, "origin": Origin(file, line)})
    except ValidationError as error:
        raise StoryError(f"{file}:{line}: {kind.sheet.zh}: {error}") from None


def refused(case: Case) -> set[str]:
    """The codes of the faults with which the rows of a case are refused."""
    try:
        plan(case)
    except BadInput as bad:
        return {f.code for f in bad.faults}
    return set()
