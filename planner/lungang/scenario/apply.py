"""Problem × patch → the problem asked about, checked as a workbook is at the door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from lungang.intake.open import knobs
from lungang.intake.waivers import (
    approved_by_kin,
    waiver_faults,
    waivers_of_nothing,
)
from lungang.intake.workbook.cells import as_text, join, parser, shown
from lungang.intake.workbook.columns import SheetColumn, columns, field_of, kind_of
from lungang.intake.workbook.knobs import knob_value
from lungang.intake.workbook.messages import placed, trouble
from lungang.intake.workbook.row_errors import of_pydantic, own_words
from lungang.scenario.faults import fault
from lungang.scenario.patch import Cells, Patch
from lungang_models.consistency import faults, reference
from lungang_models.extended import joined, worksheets
from lungang_models.facts import fact
from lungang_models.facts.kinship import recusing
from lungang_models.fault import BadInput, Doubt, Fault
from lungang_models.problem import Pack, Problem, assemble
from lungang_models.registry import checks, sheets
from lungang_models.rule import Rule
from lungang_models.vocabulary import Evidence, Person, Policy, PostId, Row, Tables
from lungang_models.words import Words, same

Rows = dict[type[Row], list[Row]]


def apply(problem: Problem, patch: Patch) -> Problem:
    """The problem with a patch on it; the empty patch gives the same problem.

    Removed rows go first, then cells are changed, then rows added. With somebody or a
    post removed go the rows of evidence that name them, and those who sat in a removed
    post are to be placed anew. Raises ``BadInput`` with every fault at once, those of
    the patch under its file and line.
    """
    work = _Work(problem, patch)
    rows = work.rows()
    pack = work.pack()
    tables = Tables(rows)
    found = [*work.faults, *waiver_faults(tables)]
    if found:
        raise BadInput(tuple(dict.fromkeys(found)))
    effect = patch.effect or problem.effect
    if patch.add or patch.change or patch.remove or effect != problem.effect:
        made = assemble(tables, pack, effect)
    else:  # the rows stand as they were, and were found to fit together
        made = problem.with_(pack=pack, doubts=_found(problem))
    lost = (*_kin_lost(problem, made, patch), *approved_by_kin(made))
    if lost:
        raise BadInput(lost)
    doubts = tuple(_doubts(problem, made, tables))
    return made.with_(
        doubts=doubts, assumptions=problem.assumptions, office=problem.office,
        account=problem.account,
    )  # fmt: skip


def by_kind(problem: Problem) -> Rows:
    """The rows of a problem by their sheet, as a workbook would hold them."""
    found: Rows = {kind: [] for kind in sheets()}
    groups: tuple[tuple[Row, ...], ...] = (
        problem.units, problem.posts, problem.staff, problem.duties, problem.evidence,
    )  # fmt: skip
    for group in groups:
        for row in group:
            found.setdefault(type(row), []).append(row)
    return joined(found)


def _doubts(problem: Problem, made: Problem, rows: Tables) -> Iterator[Doubt]:
    """The doubts that still stand, and those that the patch gives rise to.

    Doubts across rows are found anew; those known before keep the address of the cell.
    """
    known = {replace(d, cell=""): d for d in problem.doubts}
    before = _across(problem)
    here = {row.origin for row in rows.of(Row)}
    for plain, doubt in known.items():
        if plain not in before and (doubt.origin is None or doubt.origin in here):
            yield doubt
    for doubt in made.doubts:
        if doubt in known or doubt not in before:
            yield known.get(doubt, doubt)
    yield from (d for d in waivers_of_nothing(rows) if d not in known)


@fact
def _found(problem: Problem) -> tuple[Doubt, ...]:
    """The doubts of the rows on the day of effect; found once for all scenarios that
    leave the rows as they are."""
    return assemble(Tables(by_kind(problem)), problem.pack, problem.effect).doubts


@fact
def _across(problem: Problem) -> frozenset[Doubt]:
    """The doubts that show only across rows; found once for all scenarios on it."""
    found = faults(Tables(by_kind(problem)))
    return frozenset(f for f in found if isinstance(f, Doubt))


def _kin_lost(before: Problem, after: Problem, patch: Patch) -> Iterator[Fault]:
    """Kin who both stay, but whose tie was known through somebody removed."""
    if before.person.keys() <= after.person.keys():
        return
    known = {(a, b) for a, b, _ in recusing(after)}
    policies = before.pack.policies == after.pack.policies
    if not policies or before.effect != after.effect:
        before = before.with_(pack=after.pack, effect=after.effect)
    for a, b, _ in recusing(before):
        if {a, b} <= after.person.keys() and (a, b) not in known:
            names = f"{before.person[a]}、{before.person[b]}"
            yield fault("kin-through-removed", patch.origin("remove"), names)


class _Work:
    """One application: the rows and the pack made, and what was wrong on the way."""

    def __init__(self, problem: Problem, patch: Patch) -> None:
        self.problem, self.patch = problem, patch
        self.faults: list[Fault] = []

    def _wrong(self, code: str, what: object, *path: str | int) -> None:
        self.faults.append(fault(code, self.patch.origin(*path), what))

    # -- rows

    def rows(self) -> Rows:
        rows = by_kind(self.problem)
        gone: set[tuple[Any, str]] = set()
        for sheet, those in self.patch.remove.items():
            kind = self._kind("remove", sheet)
            for at, wanted in enumerate(those if kind else ()):
                gone |= self._remove(rows, kind, wanted, ("remove", sheet, at))
        _follow(rows, gone)
        for sheet, changed in self.patch.change.items():
            kind = self._kind("change", sheet)
            for name, cells in (changed if kind else {}).items():
                self._change(rows, kind, name, cells, ("change", sheet, name))
        for sheet, added in self.patch.add.items():
            kind = self._kind("add", sheet)
            for at, cells in enumerate(added if kind else ()):
                made = self._row(kind, {}, cells, ("add", sheet, at))
                if made is not None and kind is not None:
                    rows[kind].append(made)
        return rows

    def _kind(self, part: str, sheet: str) -> type[Row] | None:
        kind = kind_of(sheet, worksheets(sheets()))
        if kind is None:
            self._wrong("scenario-sheet", sheet, part, sheet)
        elif part == "change" and issubclass(kind, Evidence):
            self._wrong("scenario-rows-by-id", kind.sheet, part, sheet)
            return None
        return kind

    def _remove(
        self, rows: Rows, kind: Any, wanted: str | Cells, path: tuple[str | int, ...]
    ) -> set[tuple[Any, str]]:
        """Take rows away; gives the kinds of id that nobody answers to any more."""
        if isinstance(wanted, str):
            found = [r for r in rows[kind] if getattr(r, "id", None) == wanted]
        else:
            values = self._values(kind, wanted, path)
            if values is None:
                return set()
            found = [r for r in rows[kind] if _matches(r, values)]
        if not found:
            self._wrong("scenario-row", _as_text(wanted), *path)
        rows[kind] = [r for r in rows[kind] if r not in found]
        if issubclass(kind, Evidence):
            return set()
        home = reference(kind.model_fields["id"].annotation)
        return {(home, getattr(r, "id", "")) for r in found}

    def _change(
        self, rows: Rows, kind: Any, name: str, cells: Cells,
        path: tuple[str | int, ...],
    ) -> None:  # fmt: skip
        at = next(
            (n for n, r in enumerate(rows[kind]) if getattr(r, "id", None) == name),
            None,
        )
        if at is None:
            self._wrong("scenario-row", name, *path)
            return
        old = {f: getattr(rows[kind][at], f) for f in kind.headings()}
        made = self._row(kind, old, cells, path)
        if made is not None:
            rows[kind][at] = made

    def _row(
        self, kind: Any, old: dict[str, Any], cells: Cells,
        path: tuple[str | int, ...],
    ) -> Row | None:  # fmt: skip
        """A row of the cells given over those it had, read as a workbook's are."""
        values = self._values(kind, cells, path)
        if values is None:
            return None
        merged = {f: v for f, v in {**old, **values}.items() if v is not None}
        origin = self.patch.origin(*path)
        try:
            return _validated(kind, {**merged, "origin": origin})
        except ValidationError as errors:
            known = {c.field: c for c in columns(kind)}
            for error in errors.errors(include_url=False):
                column = known.get(str(error["loc"][0]) if error["loc"] else "")
                if column is None:
                    what = trouble("row-invalid", why=own_words(error))
                    self.faults.append(placed(what, origin))
                else:
                    raw = as_text(merged.get(column.field))
                    what = of_pydantic(error, column, raw)
                    self.faults.append(self._at(what, column, cells, path, raw))
        return None

    def _values(
        self, kind: Any, cells: Cells, path: tuple[str | int, ...]
    ) -> dict[str, Any] | None:
        """Cells read as those of a sheet; ``None`` when something is wrong with one."""
        known = {c.field: c for c in columns(kind)}
        values: dict[str, Any] = {}
        sound = True
        for heading, raw in cells.items():
            field = field_of(kind, heading)
            if field is None or field in values:
                self._wrong("scenario-column", heading, *path, heading)
                sound = False
                continue
            column = known[field]
            given = join([as_text(v) for v in raw]) if isinstance(raw, tuple) else raw
            parsed = parser(column)(given)
            values[field] = parsed.value
            if parsed.trouble is not None and parsed.trouble.grave:
                self.faults.append(self._at(parsed.trouble, column, cells, path, given))
                sound = False
        return values if sound else None

    def _at(
        self, what: Any, column: SheetColumn, cells: Cells, path: tuple[str | int, ...],
        raw: Any,
    ) -> Fault:  # fmt: skip
        heading = next((h for h in cells if field_of_column(h, column)), "")
        origin = self.patch.origin(*path, heading)
        return placed(what, origin, column.heading.zh, "", shown(column, raw))

    # -- rules and their values

    def pack(self) -> Pack:
        pack = self.problem.pack
        given = {
            key: values
            for key, cells in self.patch.policies.items()
            if (values := self._knobs(key, cells)) is not None
        }
        policies = {**pack.policies}
        for key, values in given.items():
            policies[key] = self._policy(key, pack.policies[key], values)
        asked = same(f"{self.patch.name} ({self.patch.author})")
        own = frozenset(f"{key}.{knob}" for key in given for knob in given[key])
        source = Words("情景假设：{by}", "assumed in: {by}").fill(by=asked).zh
        return replace(
            pack,
            rules=self._rules(pack),
            policies=policies,
            sources={**pack.sources, **dict.fromkeys(own, source)},
            overlaid=pack.overlaid | own,
        )

    def _knobs(self, key: str, cells: Cells) -> dict[str, Any] | None:
        policy = knobs().get(key)
        values: dict[str, Any] = {}
        for knob, raw in cells.items():
            path = ("policies", key, knob)
            unknown = policy is None or knob not in policy.model_fields
            if unknown or key not in self.problem.pack.policies:
                what = trouble("knob-unknown", text=f"{key}.{knob}")
                self.faults.append(placed(what, self.patch.origin(*path)))
                continue
            assert policy is not None
            value, wrong = knob_value(raw, policy.model_fields[knob], knob)
            if wrong is None:
                values[knob] = value
            else:
                where = self.patch.origin(*path)
                self.faults.append(placed(wrong, where, f"{key}.{knob}", "", raw))
        return values or None

    def _policy(self, key: str, policy: Policy, values: Mapping[str, Any]) -> Policy:
        merged = {f: getattr(policy, f) for f in type(policy).model_fields}
        try:
            return type(policy).model_validate({**merged, **values})
        except ValidationError as errors:  # values that do not go together
            for error in errors.errors(include_url=False):
                what = trouble("row-invalid", why=own_words(error))
                self.faults.append(placed(what, self.patch.origin("policies", key)))
            return policy

    def _rules(self, pack: Pack) -> frozenset[str]:
        known = {c.id: c for c in checks()}
        for part, names in (("adopt", self.patch.adopt), ("drop", self.patch.drop)):
            for at, name in enumerate(names):
                self._rule(pack, part, name, known.get(name), (part, at))
        return (pack.rules | set(self.patch.adopt)) - set(self.patch.drop)

    def _rule(
        self, pack: Pack, part: str, name: str, check: Any, path: tuple[str | int, ...]
    ) -> None:
        origin = self.patch.origin(*path)
        if check is None:
            says = Words(f"没有规则{name}", f"no rule {name}")
            maybe = Words("规则编号见 lungang rules", "see lungang rules for the ids")
            self.faults.append(Fault("rule-unknown", says, maybe, origin, value=name))
        elif (name in pack.rules) is (part == "adopt"):
            how = (
                Words("在采用", "adopted")
                if part == "adopt"
                else Words("未采用", "off")
            )
            self.faults.append(fault("scenario-rule-idle", origin, name, how))
        elif part == "drop" and isinstance(check, Rule) and check.waivable is None:
            self.faults.append(fault("scenario-rule-fixed", origin, name))
        elif part == "adopt":
            for missing in {k.key for k in check.knobs} - pack.policies.keys():
                what = trouble("knob-unknown", text=missing)
                self.faults.append(placed(what, origin))


def _validated(kind: Any, values: dict[str, Any]) -> Row:
    made = kind.model_validate(values)
    assert isinstance(made, Row)
    return made


def field_of_column(heading: str, column: SheetColumn) -> bool:
    """Whether a heading, in either language or as a field, means this column."""
    return heading in (column.field, column.heading.zh, column.heading.en)


def _matches(row: Row, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, field) == value for field, value in values.items())


def _as_text(wanted: str | Cells) -> str:
    if isinstance(wanted, str):
        return wanted
    return ", ".join(f"{k}={v}" for k, v in wanted.items())


def _follow(rows: Rows, gone: set[tuple[Any, str]]) -> None:
    """What goes with people and posts removed: evidence about them, seats in them."""
    if not gone:
        return
    for kind in rows:
        if issubclass(kind, Evidence):
            rows[kind] = [r for r in rows[kind] if not _names(r, gone)]
    posts = {name for home, name in gone if home is PostId}
    staff = next(kind for kind in rows if issubclass(kind, Person))
    rows[staff] = [_unseated(p, posts) for p in rows[staff] if isinstance(p, Person)]


def _names(row: Row, gone: set[tuple[Any, str]]) -> bool:
    for field in type(row).headings():
        home = reference(type(row).model_fields[field].annotation)
        value = getattr(row, field)
        named = value if isinstance(value, tuple) else (value,)
        if home is not None and any((home, one) in gone for one in named):
            return True
    return False


def _unseated(person: Person, posts: set[str]) -> Person:
    kept = tuple(c for c in person.concurrent if c not in posts)
    if person.post not in posts and kept == person.concurrent:
        return person
    left = {"post": None, "entered_post": None} if person.post in posts else {}
    return person.model_copy(update={**left, "concurrent": kept})
