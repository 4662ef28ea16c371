"""What leadership reads first: who goes where, and the grave risks that remain."""

from __future__ import annotations

from lungang.document.parts import FindingLine, MoveLine, PlanDocument
from lungang.report.table import Line, Table, headed, words
from lungang_models.words import Words


def roll(document: PlanDocument) -> Table:
    """Everybody who moves, one line each; those who lead, or will, come first."""
    columns = headed(
        ("姓名", "name", 11), ("现任岗位", "post today", 30), ("拟任岗位", "post to be", 30),
        ("方式", "kind", 14),
    )  # fmt: skip
    ordered = sorted(document.moves, key=lambda m: m.kind.code in _ORDINARY)
    lines = tuple(
        Line((m.staff.name, _at(m, "left"), _at(m, "taken"), words(m.kind.says)))
        for m in ordered
    )
    none = Words("本方案无人员调整", "nobody moves")
    return Table("roll", Words("调整人员", "who moves"), columns, lines, none)


_ORDINARY = frozenset({"lateral", "first-placement"})


def _at(move: MoveLine, side: str) -> str:
    post = move.left if side == "left" else move.taken
    if post is None:
        return "—"
    return post.name if post.name.startswith(post.unit_name) else (
        f"{post.unit_name} {post.name}"
    )  # fmt: skip


def gravest(document: PlanDocument) -> Table:
    """The major risks that the plan leaves or brings, soonest due first."""
    columns = headed(
        ("单位", "unit", 16), ("事项", "risk", 22), ("责任单位", "owner", 16),
        ("期限", "due by", 12),
    )  # fmt: skip
    nowhere = Words("不分单位", "no particular unit")
    grave = [f for f in document.findings if _grave(f)]
    lines = tuple(
        Line((f.unit or nowhere, words(f.title), words(f.owner), f.due), "major")
        for f in sorted(grave, key=lambda f: (f.due, f.risk))
    )
    none = Words("没有遗留的重大风险", "no major risk remains")
    title = Words("遗留的重大风险", "major risks that remain")
    return Table("gravest", title, columns, lines, none)


def _grave(finding: FindingLine) -> bool:
    return finding.grade.code == "major" and finding.standing != "resolved"
