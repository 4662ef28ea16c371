"""The tables of a comparison, made once for the terminal, the workbook and the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lungang.batch.compare.comparison import (
    Comparison,
    MeasureRef,
    PlacedUnder,
    ScenarioColumn,
)
from lungang.batch.compare.leaders import (
    MOST_NAMES,
    POINTS,
    NumberLine,
    OptionLine,
)
from lungang.document.parts import STATUS, PostRef
from lungang.formats import Text
from lungang.report.table import Cell, Column, Line, Table, lines_of, words
from lungang_models.rule import article_words
from lungang_models.words import Words, listed, same

NO_PLAN = Words("—", "—")
STANDING = {
    "kept": Words("不动", "stays"),
    "moved": Words("调整", "moves"),
    "unplaced": Words("待安排", "unplaced"),
    "absent": Words("不在编", "not on the staff"),
    "no-plan": NO_PLAN,
}


def heads(comparison: Comparison) -> tuple[Column, ...]:
    """A column for each scenario."""
    return tuple(Column(words(s.name), 20) for s in comparison.scenarios)


def summary(comparison: Comparison) -> Table:
    """Outcome, proof, tiers and every measure, a scenario a column."""
    scenarios = comparison.scenarios
    lines = [
        _line(
            Words("结论", "outcome"), [STATUS[s.status] for s in scenarios], "strong"
        ),
        _line(Words("证明", "proof"), [_proof(s) for s in scenarios]),
    ]
    lines += [_measure(scenarios, row) for row in comparison.rows]
    columns = (Column(Words("指标", "measure"), 30), *heads(comparison))
    return Table("summary", Words("比较", "comparison"), columns, tuple(lines))


def options(comparison: Comparison) -> Table:
    """An option a line: its sentence, its six numbers, its gates, its people."""
    numbers = comparison.options[0].numbers
    columns = (
        Column(Words("方案", "option"), 18), Column(Words("一句话", "in a sentence"), 46),
        *(Column(words(n.title), 12) for n in numbers),
        Column(Words("采纳条件", "conditions"), 30),
        Column(Words("去向不同的人员", "people concerned"), 30),
    )  # fmt: skip
    lines = tuple(
        Line((words(o.name), words(o.says), *map(_number, o.numbers), _gated(o),
              _names(o)), "significant" if o.failed else "")
        for o in comparison.options
    )  # fmt: skip
    return Table("options", Words("方案比较", "options"), columns, lines)


def _number(line: NumberLine) -> Words:
    if line.value is None:
        return NO_PLAN
    if not line.step:
        return same(f"{line.value}{'' if line.comparable else '※'}")
    arrow = "▲" if line.step > 0 else "▼"
    return same(f"{line.value}{'' if line.comparable else '※'} {arrow}{abs(line.step)}")


def _gated(option: OptionLine) -> Words:
    if not option.gated:
        return NO_PLAN
    if not option.failed:
        return Words(f"符合（{option.passed}项）", f"met ({option.passed})")
    return lines_of([words(f) for f in option.failed])


def _names(option: OptionLine) -> Words:
    """The first few, and how many there are."""
    count, some = len(option.people), option.people[:MOST_NAMES]
    if not count:
        return NO_PLAN
    if count == len(some):
        return Words("、".join(some), ", ".join(some))
    return Words(
        f"{'、'.join(some)}等{count}人",
        f"{', '.join(some)} and {count - MOST_NAMES} more",
    )


def differing(comparison: Comparison) -> Table:
    """The measures in which the options differ, without the sums of points."""
    scenarios = [s for s in comparison.scenarios if s.measures]
    rows = [
        r for r in comparison.rows
        if r.key not in POINTS and len({s.measures[r.key] for s in scenarios}) > 1
    ]  # fmt: skip
    lines = tuple(_measure(comparison.scenarios, row) for row in rows)
    columns = (Column(Words("指标", "measure"), 30), *heads(comparison))
    title = Words("有差别的指标", "the measures that differ")
    none = Words("各方案的指标全部相同", "the options are the same in every measure")
    if len(scenarios) < 2:
        none = Words("有可行方案的不足两个，没有可比的指标",
                     "fewer than two options have a plan: there is nothing to compare")  # fmt: skip
    return Table("differing", title, columns, lines, none)


def _line(name: Words, cells: Sequence[Cell], tone: str = "") -> Line:
    return Line((name, *cells), tone)


def _proof(scenario: ScenarioColumn) -> Words:
    if not scenario.tiers:
        return words(scenario.says)
    kinds = {t.proof.code: t.proof.says for t in scenario.tiers}
    gaps = [t for t in scenario.tiers if t.gap]
    said = listed([words(w) for w in kinds.values()])
    if not gaps:
        return said
    first = gaps[0]
    gap = Words(
        f"{first.tier.says.zh}差距{first.gap}",
        f"gap {first.gap} in {first.tier.says.en}",
    )
    return listed([said, gap])


def _measure(scenarios: Sequence[ScenarioColumn], row: MeasureRef) -> Line:
    return _line(
        words(row.title), [s.measures.get(row.key, NO_PLAN) for s in scenarios]
    )


def verdicts(comparison: Comparison) -> Table:
    """Each scenario against the first: what is better, what is worse."""
    first, *others = comparison.scenarios
    columns = (
        Column(Words("情景", "scenario"), 20), Column(Words("变好", "better"), 48),
        Column(Words("变差", "worse"), 48),
    )  # fmt: skip
    lines = []
    for other in others:
        changes = list(_changes(comparison.rows, first, other))
        better = listed([w for good, w in changes if good])
        worse = listed([w for good, w in changes if not good])
        if not other.measures:
            worse = STATUS[other.status]
        lines.append(Line((words(other.name), better, worse)))
    title = Words(f"与“{first.name.zh}”相比", f"against “{first.name.en}”")
    return Table("verdicts", title, columns, tuple(lines))


def _changes(
    rows: Sequence[MeasureRef], first: ScenarioColumn, other: ScenarioColumn
) -> Iterator[tuple[bool, Words]]:
    if not first.measures or not other.measures:
        return
    for row in rows:
        step = other.measures[row.key] - first.measures[row.key]
        if step and row.sense != "none":
            good = (step < 0) is (row.sense == "less")
            yield good, Words(f"{row.title.zh}{step:+d}", f"{row.title.en} {step:+d}")


def questions(comparison: Comparison) -> Table:
    """What each scenario asks, who asks it, and what it changes."""
    columns = (
        Column(Words("情景", "scenario"), 20), Column(Words("问题", "question"), 40),
        Column(Words("提出", "asked by"), 14), Column(Words("改动", "changes"), 60),
        Column(Words("指纹", "hash"), 14),
    )  # fmt: skip
    lines = tuple(
        Line(
            (
                words(s.name),
                s.purpose,
                s.author,
                _listed(s.changes),
                s.lineage.hash[:12],
            )
        )
        for s in comparison.scenarios
    )
    return Table("questions", Words("情景说明", "the scenarios"), columns, lines)


def _listed(texts: Sequence[Text]) -> Words:
    return lines_of([words(t) for t in texts])


NOBODY = Words("不得豁免", "nobody")


def cores(comparison: Comparison) -> Table:
    """Why scenarios without a plan have none."""
    columns = (
        Column(Words("情景", "scenario"), 20),
        Column(Words("不能同时成立的依据", "grounds that cannot all hold"), 70),
        Column(Words("可由谁豁免", "who may waive it"), 24),
        Column(Words("规则", "rule"), 22), Column(Words("条款", "article"), 14),
    )  # fmt: skip
    lines = tuple(
        Line(
            (words(s.name), words(g.says), words(g.waivable) if g.waivable else NOBODY,
             words(g.title), article_words(g.article)),
            "major",
        )
        for s in comparison.scenarios if s.core is not None for g in s.core.grounds
    )  # fmt: skip
    title = Words("无可行方案的原因", "why there is no plan")
    return Table("cores", title, columns, lines)


def repairs(comparison: Comparison) -> Table:
    """What would make scenarios without a plan possible, as cheaply as was found."""
    columns = (
        Column(Words("情景", "scenario"), 20), Column(Words("出路", "way out"), 70),
        Column(Words("性质", "kind"), 24), Column(Words("由谁批准", "granted by"), 24),
        Column(Words("凭据", "paper"), 30), Column(Words("涉及人数", "people"), 10),
        Column(Words("是否最省", "cheapest"), 18),
    )  # fmt: skip
    proofs = {
        True: Words("最省（已查尽）", "cheapest of all"),
        False: Words("找到的最省", "cheapest found"),
    }
    lines = tuple(
        Line((words(s.name), words(w.says), words(w.kind.says), words(w.authority),
              words(w.paper), len(s.repair.touched), proofs[s.every_repair]))
        for s in comparison.scenarios if s.repair is not None for w in s.repair.ways
    )  # fmt: skip
    title = Words("最省的出路", "the cheapest way out")
    return Table("repairs", title, columns, lines)


def people(comparison: Comparison) -> Table:
    """Those whom the scenarios place differently, and where each puts them."""
    columns = (
        Column(Words("工号", "staff number"), 10), Column(Words("姓名", "name"), 10),
        Column(Words("现任", "today"), 24), *heads(comparison),
    )  # fmt: skip
    lines = tuple(
        Line((p.staff.id, p.staff.name, seat(p.today), *(place(u) for u in p.under)))
        for p in comparison.people
    )
    title = Words("去向不同的人员", "people placed differently")
    none = Words("各情景对人员的安排相同", "all scenarios place everybody alike")
    return Table("people", title, columns, lines, none)


def seat(post: PostRef | None) -> Words:
    return same(f"{post.id} {post.unit_name} {post.name}" if post else "—")


def place(placed: PlacedUnder) -> Words:
    """Where somebody is under a scenario, and why they move there."""
    parts = [STANDING[placed.standing]]
    if placed.standing == "moved" and placed.post is not None:
        parts = [seat(placed.post)]
        if placed.why is not None:
            parts.append(words(placed.why))
    return lines_of(parts)


def units(comparison: Comparison) -> Table:
    """Of each unit the share of staff that leaves it, a scenario a column."""
    columns = (Column(Words("单位", "unit"), 20), *heads(comparison))
    rows: dict[str, str] = {
        u.unit: u.name for s in comparison.scenarios for u in s.units
    }
    lines = tuple(
        Line((name, *(_share(s, unit) for s in comparison.scenarios)))
        for unit, name in rows.items()
    )
    title = Words("各单位调出人数（占在编%）", "leaving each unit (% of its staff)")
    return Table("units", title, columns, lines)


def _share(scenario: ScenarioColumn, unit: str) -> Words:
    load = next((u for u in scenario.units if u.unit == unit), None)
    if load is None:
        return NO_PLAN
    return same(f"{load.left} ({share(load.left, load.staff)}%)" if load.left else "0")


def share(part: int, whole: int) -> int:
    """A share in whole per cent; of nothing, nothing."""
    return 100 * part // whole if whole else 0


def all_tables(comparison: Comparison) -> tuple[Table, ...]:
    """Every table, in the order of a reading."""
    makers = (
        options,
        differing,
        summary,
        verdicts,
        cores,
        repairs,
        questions,
        people,
        units,
    )
    return tuple(maker(comparison) for maker in makers)
