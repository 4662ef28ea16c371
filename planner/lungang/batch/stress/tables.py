"""The tables of a stress test, made once for the terminal, the workbook and the page."""

from __future__ import annotations

from lungang.batch.stress.result import VERDICTS, RoundLine, StressDocument
from lungang.document.parts import PersonRef, PostRef
from lungang.report.table import Cell, Column, Line, Table, headed, lines_of, words
from lungang_models.words import Words, listed, same

SAYS = {
    "stands": Words("照原方案可行", "stands as it is"),
    "few": Words("少量改动", "stands after few changes"),
    "many": Words("较多改动", "needs many changes"),
    "impossible": Words("无合法方案", "no lawful plan is left"),
    "open": Words("限时内未定", "not settled in time"),
}
TONES = {"stands": "good", "many": "significant", "impossible": "major", "open": "open"}
NONE = Words("—", "—")
UNREFINED = Words(
    "原因未在时限内查清，可延长 --time-limit",
    "the cause was not narrowed down in time: give a longer --time-limit",
)


def shares(of: StressDocument) -> Table:
    """How often the plan stands, and how far it must be repaired."""
    columns = headed(
        ("结论", "verdict", 26), ("轮数", "rounds", 10), ("占比%", "share %", 10),
        ("95%区间", "19 times in 20", 18),
    )  # fmt: skip
    lines = tuple(
        Line(
            (_verdict(of, s.verdict), s.rounds, s.percent, f"{s.low}–{s.high}"),
            TONES.get(s.verdict, "") if s.rounds else "",
        )
        for s in of.shares
    )
    count = sum(s.rounds for s in of.shares)
    title = Words(
        f"{count}轮，每轮{of.events}起变故（种子{of.seed}）",
        f"{count} rounds, events in each: {of.events} (seed {of.seed})",
    )
    return Table("shares", title, columns, lines)


def _verdict(of: StressDocument, verdict: str) -> Words:
    says = SAYS[verdict]
    if verdict in ("few", "many"):
        bound = "≤" if verdict == "few" else ">"
        return Words(f"{says.zh}（{bound}{of.few}人）", f"{says.en} ({bound}{of.few})")
    return says


def others(of: StressDocument) -> Table:
    """Rounds by the number of people who move for others."""
    columns = headed(("另须改动人数", "others moved", 16), ("轮数", "rounds", 10))
    lines = tuple(Line((people, rounds)) for people, rounds in of.others.items())
    title = Words("除当事人外还须改动几人", "people moved besides those hit")
    return Table("others", title, columns, lines)


def kinds(of: StressDocument) -> Table:
    """What each kind of event comes to."""
    columns = (
        Column(Words("变故", "event"), 18),
        *(Column(SAYS[v], 14) for v in VERDICTS),
        Column(Words("另须改动人次", "others moved"), 14),
    )
    lines = tuple(
        Line((words(k.kind.says), *(k.verdicts[v] for v in VERDICTS), k.others))
        for k in of.kinds
    )
    return Table("kinds", Words("按变故种类", "by kind of event"), columns, lines)


def posts(of: StressDocument) -> Table:
    """The posts that break, the most fragile first."""
    columns = headed(
        ("岗位编号", "post", 12), ("单位", "unit", 20), ("岗位", "name", 22),
        ("当事人在岗", "holder hit", 12), ("因而无方案", "no plan then", 12),
        ("换人", "held by others", 12), ("受牵连换人", "dragged in", 12),
        ("少人", "emptier", 12),
    )  # fmt: skip
    lines = tuple(
        Line(
            (p.post.id, p.post.unit_name, p.post.name, p.hit, p.impossible, p.changed,
             p.dragged, p.emptied),
            "major" if p.impossible else "",
        )
        for p in of.posts
    )  # fmt: skip
    title = Words("脆弱岗位（轮数）", "fragile posts (in rounds)")
    none = Words("没有岗位须改动", "no post is touched")
    return Table("posts", title, columns, lines, none)


def staff(of: StressDocument) -> Table:
    """The people on whom most hangs, and those who move for others."""
    columns = headed(
        ("工号", "staff number", 12), ("姓名", "name", 12),
        ("遇变故", "hit", 10), ("因而无方案", "no plan then", 12),
        ("牵动他人（人次）", "others moved", 14), ("为他人改动", "moves for others", 14),
    )  # fmt: skip
    lines = tuple(
        Line(
            (s.staff.id, s.staff.name, s.hit, s.impossible, s.others, s.dragged),
            "major" if s.impossible else "",
        )
        for s in of.staff
    )
    title = Words("牵动最多的人员（轮数）", "people on whom most hangs (in rounds)")
    none = Words("没有人须为他人改动", "nobody moves for others")
    return Table("staff", title, columns, lines, none)


def rounds(of: StressDocument) -> Table:
    """Every round: what happened, what came of it, and how far that is proved."""
    columns = headed(
        ("轮", "round", 8), ("变故", "events", 36), ("结论", "verdict", 20),
        ("证明", "proof", 20), ("改动（*为当事人）", "changes (* hit)", 60),
        ("少人的岗位", "emptier posts", 30), ("无方案的规则", "rules of the cause", 40),
    )  # fmt: skip
    lines = tuple(
        Line(_round(line), TONES.get(line.verdict, ""))
        for line in (of.baseline, *of.rounds)
        if line is not None
    )
    return Table("rounds", Words("各轮", "the rounds"), columns, lines)


def _round(line: RoundLine) -> tuple[Cell, ...]:
    events = [words(e.says) for e in line.events]
    core: Words = listed([words(c.says) for c in line.core])
    if line.verdict == "impossible" and not line.core:
        core = UNREFINED
    return (
        line.number,
        listed(events) if events else Words("无变故", "nothing happens"),
        SAYS[line.verdict],
        words(line.proof.says) if line.proof else NONE,
        lines_of(
            same(f"{_person(c.staff)}{'*' if c.hit else ''}: "
                 f"{_posts(c.approved)} → {_posts(c.repaired)}")
            for c in line.changes
        ),
        lines_of(same(_post(p)) for p in line.emptied),
        core,
    )  # fmt: skip


def _person(ref: PersonRef) -> str:
    return f"{ref.id} {ref.name}"


def _posts(refs: tuple[PostRef, ...]) -> str:
    return "、".join(map(_post, refs)) or "—"


def _post(ref: PostRef) -> str:
    return f"{ref.id} {ref.unit_name} {ref.name}"


def all_tables(of: StressDocument) -> tuple[Table, ...]:
    """Every table, in the order of a reading; the public's hold numbers alone."""
    named = () if of.edition == "public" else (posts, staff, rounds)
    return tuple(make(of) for make in (shares, kinds, others, *named))
