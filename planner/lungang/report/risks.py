"""The tables of the register: risks, their totals, and what people have to act by."""

from __future__ import annotations

from lungang.document.parts import FindingLine, PlanDocument, PostRef, RegisterDocument
from lungang.report.table import Cell, Column, Line, Table, headed, people, words
from lungang.report.tables import paper, reasons, tone_of_move
from lungang_models.facts.risk import PastRisk, RiskStanding
from lungang_models.words import Words

STANDING = {s.name.lower(): s.words for s in RiskStanding}
Registered = PlanDocument | RegisterDocument


#: Widths of the register's columns; their headings are those of last term's sheet.
_REGISTER = {
    "risk": 14, "standing": 10, "state": 8, "grade": 8, "graded": 34, "nature": 13,
    "code": 7, "title": 20, "article": 11, "says": 56, "staff": 13, "names": 13,
    "posts": 13, "posts_named": 28, "unit": 15, "means": 13, "measure": 36,
    "owner": 20, "due": 12, "waiver": 26,
}  # fmt: skip


#: Columns of the register that only the workbook has.
_IN_BOOK = frozenset({
    "nature", "code", "title", "article", "staff", "names", "posts", "posts_named",
    "means", "waiver",
})  # fmt: skip


def findings(document: Registered) -> Table:
    """The register; copied as it stands it is next term's sheet of the last one."""
    headings = PastRisk.headings()
    columns = tuple(
        Column(headings[n], width, n not in _IN_BOOK) for n, width in _REGISTER.items()
    )
    lines = tuple(
        Line(tuple(cells[name] for name in _REGISTER), _tone(f))
        for f in document.findings
        for cells in (_finding(f),)
    )
    none = Words("未发现风险点", "nothing was found")
    title = Words("岗位利益冲突风险清单", "conflict risks")
    return Table("findings", title, columns, lines, none)


def _finding(finding: FindingLine) -> dict[str, Cell]:
    nature = Words("提示", "warning")
    if finding.hard:
        nature = Words("违反硬性规则", "breach")
    waiver = None
    if finding.waiver is not None:
        nature, waiver = Words("已豁免", "waived"), paper(finding.waiver)
    return {
        "risk": finding.risk, "standing": STANDING[finding.standing],
        "state": words(finding.state.says), "grade": words(finding.grade.says),
        "graded": words(finding.graded), "nature": nature, "code": finding.code,
        "title": words(finding.title), "article": finding.article,
        "says": words(finding.says),
        "staff": "、".join(p.id for p in finding.staff),
        "names": "、".join(p.name for p in finding.staff),
        "posts": "、".join(p.id for p in finding.posts),
        "posts_named": "\n".join(f"{p.unit_name} {p.name}" for p in finding.posts),
        "unit": finding.unit or "", "means": words(finding.means.says),
        "measure": words(finding.measure), "owner": words(finding.owner),
        "due": finding.due, "waiver": waiver,
    }  # fmt: skip


def totals(document: Registered) -> Table:
    """Risks by unit, means and grade, before and after."""
    columns = headed(
        ("单位", "unit", 20), ("防控手段", "means", 16), ("等级", "grade", 10),
        ("现状", "today", 8), ("方案", "under the plan", 12),
    )  # fmt: skip
    nowhere = Words("不分单位", "no particular unit")
    lines = tuple(
        Line((t.unit_name or nowhere, words(t.means.says), words(t.grade.says),
              t.before, "—" if t.after is None else t.after), t.grade.code)
        for t in document.register_.totals
    )  # fmt: skip
    return Table("totals", Words("风险汇总", "risks by unit"), columns, lines)


def counts(document: RegisterDocument) -> Table:
    """The register in numbers: what may be disclosed (article 5(2))."""
    of = document.counts
    columns = headed(
        ("项目", "item", 40), ("现状", "today", 10), ("方案", "under the plan", 14)
    )
    items = (
        ("重大风险", "major risks", "major"), ("较大风险", "significant risks", "significant"),
        ("一般风险", "ordinary risks", "ordinary"),
        ("其中违反硬性规则", "of these, breaches", "breaches"),
    )  # fmt: skip
    lines = [
        Line((Words(zh, en), getattr(of.before, field),
              "—" if of.after is None else getattr(of.after, field)))
        for zh, en, field in items
    ]  # fmt: skip
    last = "—" if of.after is None else None
    rest = (
        ("经豁免的风险", "waived risks", of.waived),
        ("接续上期的风险", "carried over from last term", of.carried),
        ("上期风险已逾期", "of last term, overdue", of.overdue),
        ("上期风险本期未见", "of last term, not found", of.vanished),
        ("非制度必需的调整", "moves no rule required", of.unrequired),
    )
    lines += [Line((Words(zh, en), n if last else None, "—" if last else n))
              for zh, en, n in rest]  # fmt: skip
    title = Words("内控执行情况", "internal control in numbers")
    return Table("counts", title, columns, tuple(lines))


def vanished(document: Registered) -> Table:
    """What the last register held and nobody finds any more."""
    columns = headed(
        ("风险编号", "risk", 14), ("代码", "code", 7), ("等级", "grade", 8),
        ("人员工号", "staff numbers", 20), ("岗位编号", "post ids", 20),
        ("状态", "state", 8), ("责任单位", "owner", 20), ("整改期限", "due by", 12),
    )  # fmt: skip
    lines = tuple(
        Line((p.risk, p.code, words(p.grade.says), "、".join(p.staff),
              "、".join(p.posts), words(p.state.says), p.owner, p.due), "resolved")
        for p in document.register_.vanished
    )  # fmt: skip
    title = Words("上期风险本期未见", "of the last register, not found")
    return Table("vanished", title, columns, lines)


def idle(document: Registered) -> Table:
    """Decided grades whose risk is not in this register."""
    columns = headed(
        ("风险编号", "risk", 14), ("审定等级", "decided grade", 12),
        ("审定理由", "reason", 44), ("审定日期", "decided on", 12),
        ("文号", "document number", 20),
    )  # fmt: skip
    lines = tuple(
        Line((d.risk, words(d.grade.says), d.reason, d.on, d.paper))
        for d in document.register_.idle
    )
    title = Words("审定等级未用", "decided grades without a risk")
    return Table("idle", title, columns, lines)


def avoid(document: RegisterDocument) -> Table:
    """What each person keeps out of in a new post: one notice a person."""
    columns = headed(
        ("工号", "staff number", 11), ("姓名", "name", 11), ("新任岗位", "new post", 30),
        ("缘由", "cause", 14), ("回避的人和事", "whom and what to avoid", 70),
    )  # fmt: skip
    lines = tuple(
        Line((a.staff.id, a.staff.name, _where(a.post), words(a.cause.says),
              words(a.says)))
        for a in document.avoid
    )  # fmt: skip
    title = Words("履职回避提示", "recusals on duty")
    return Table("avoid", title, columns, lines)


def leaving(document: RegisterDocument) -> Table:
    """Which member leaves which meeting for whose item."""
    columns = headed(
        ("会议", "meeting", 24), ("类别", "kind", 14), ("回避成员", "member who leaves", 16),
        ("讨论对象", "whose item", 16), ("缘由", "because", 44),
    )  # fmt: skip
    lines = tuple(
        Line((i.meeting, words(i.kind.says), people([i.member]), people([i.subject]),
              words(i.because)))
        for i in document.leaving
    )  # fmt: skip
    return Table(
        "leaving", Words("会议回避名单", "recusals in meetings"), columns, lines
    )


def _tone(finding: FindingLine) -> str:
    return "resolved" if finding.standing == "resolved" else finding.grade.code


def unexplained(document: Registered) -> Table:
    """The moves that nobody's rule required (article 30(4))."""
    columns = headed(
        ("工号", "staff number", 11), ("姓名", "name", 11), ("现任岗位", "post today", 30),
        ("拟任岗位", "post to be", 30), ("方式", "kind", 11),
        ("必要性", "necessity", 26), ("事由与依据", "reasons", 64),
    )  # fmt: skip
    lines = tuple(
        Line((m.staff.id, m.staff.name, _where(m.left), _where(m.taken),
              words(m.kind.says), words(m.necessity.says), reasons(m)),
             tone_of_move(m))
        for m in document.moves if not m.required
    )  # fmt: skip
    none = Words("每项调整均有制度事由或为衔接所必需",
                 "every move has a reason in a rule or in its chain")  # fmt: skip
    title = Words("非制度必需的调整", "moves no rule required")
    return Table("unexplained", title, columns, lines, none)


def _where(post: PostRef | None) -> str:
    return f"{post.unit_name} {post.name}" if post else "—"
