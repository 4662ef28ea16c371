"""How good a plan is, how much is proved, over which data, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from lungang.document.parts import Grades, PlanDocument
from lungang.report.table import Cell, Line, Table, headed, lines_of, words
from lungang_models.words import Words


def tiers(document: PlanDocument) -> Table:
    columns = headed(
        ("目标层次", "tier", 26), ("方案值", "value", 12), ("已证明的最小值", "proved least", 16),
        ("差距", "gap", 9), ("证明", "proof", 30),
    )  # fmt: skip
    lines = tuple(
        Line(
            (words(t.tier.says), t.value, t.bound, t.gap, words(t.proof.says)),
            "significant" if t.gap or t.proof.code == "open" else "",
        )
        for t in document.tiers
    )
    title = Words("目标层次与证明", "tiers of the objective, and what is proved")
    return Table("tiers", title, columns, lines)


def provenance(document: PlanDocument) -> Table:
    columns = headed(("项目", "item", 26), ("内容", "content", 76))
    of = document.provenance
    solvers = ", ".join(f"{k} {v}" for k, v in of.solvers.items()) or "—"
    parameters = ", ".join(f"{k} = {v}" for k, v in of.parameters.items()) or "—"
    own = "; ".join(f"{k} = {v}" for k, v in of.overlaid.items()) or "—"
    pack = Words(
        f"{of.pack.title.zh}（{of.pack.name} {of.pack.version}）",
        f"{of.pack.title.en} ({of.pack.name} {of.pack.version})",
    )
    items: tuple[tuple[str, str, Cell], ...] = (
        ("方案生效日期", "effect date", of.effect),
        ("规则包", "rule pack", pack),
        ("本单位参数", "own policy values", own),
        ("输入摘要 SHA-256", "hash of the input", of.input_hash),
        ("方案摘要 SHA-256", "hash of the plan", of.plan_hash or "—"),
        ("程序版本", "program", f"lungang {of.program}"),
        ("计算程序版本", "solvers", solvers),
        ("求解参数", "parameters", parameters),
        ("文档格式", "format", document.schema_),
    )
    lines = tuple(Line((Words(zh, en), value)) for zh, en, value in items)
    return Table("provenance", Words("来源", "provenance"), columns, lines)


def covered(document: PlanDocument) -> list[Words]:
    """Over which data and which rules the verdict speaks; it stands beside it."""
    told = []
    if document.account is not None:
        offered, used = (
            sum(getattr(s, name) for s in document.account)
            for name in ("offered", "used")
        )
        told.append(Words(
            f"数据：提供{offered}行，采用{used}行，未采用{offered - used}行。",
            f"data: {offered} rows offered, {used} used, {offered - used} not used.",
        ))  # fmt: skip
    if document.not_examined:
        count = len(document.not_examined)
        names = list(dict.fromkeys(n.title for n in document.not_examined))
        told.append(Words(
            f"缺少依据而未检查的规则{count}项，不等于已遵守："
            f"{'、'.join(n.zh for n in names)}。",
            f"{count} rules lack their evidence and were not examined, which is not "
            f"being kept: {', '.join(n.en for n in names)}.",
        ))  # fmt: skip
    return told


def account(document: PlanDocument) -> Table:
    """What became of the rows of each sheet."""
    columns = headed(
        ("工作表", "sheet", 24), ("提供行数", "rows offered", 10),
        ("采用", "used", 10), ("未采用", "not used", 10), ("原因", "why", 64),
    )  # fmt: skip
    lines = tuple(
        Line((s.sheet, s.offered, s.used, s.ignored,
              lines_of(words(w.says) for w in s.why)), "open" if s.ignored else "")
        for s in document.account or ()
    )  # fmt: skip
    return Table("account", Words("数据读取情况", "what was read"), columns, lines)


def unexamined(document: PlanDocument) -> Table:
    """Rules that lack their evidence."""
    columns = headed(("规则", "rule", 30), ("缺少的依据", "what is missing", 90))
    lines = tuple(
        Line((words(n.title), words(n.says)), "open") for n in document.not_examined
    )
    title = Words("未检查的规则", "rules not examined")
    return Table("unexamined", title, columns, lines)


def figures(document: PlanDocument) -> list[tuple[Words, Cell, str]]:
    """The plan in numbers: what, how many, and in which tone."""
    f, after = document.figures, document.figures.after
    found: list[tuple[Words, Cell, str]] = [
        (Words("人员", "staff"), f.staff, ""), (Words("编制", "seats"), f.seats, ""),
    ]  # fmt: skip
    if after is not None:
        share = f"{f.moves / f.staff:.1%}" if f.staff else "—"
        found += [
            (Words("调整人数", "people moved"), f.moves, "strong"),
            (Words("调整比例", "share moved"), share, ""),
            (Words("跨单位 / 单位内", "across / within units"),
             f"{f.across} / {f.within}", ""),
            (Words("其中失去 / 新任领导职务", "leading posts lost / newly taken"),
             f"{f.leading_lost} / {f.leading_gained}", ""),
            (Words("联动调整组数", "chains"), f.chains, ""),
            (Words("空缺（关键、高风险）", "vacant (key or high-risk)"),
             Words(f"{f.empty}（{f.empty_watched}）", f"{f.empty} ({f.empty_watched})"),
             "major" if f.empty_watched else ""),
            (Words("到期应调整：已调整", "due and free to move: moved"),
             f"{f.settled} / {f.forced + f.due - f.excused}", ""),
            (Words("强制休假人数", "sent on leave"), f.leaves, ""),
        ]  # fmt: skip
    else:
        found += [
            (Words("必须交流", "forced"), f.forced, ""),
            (Words("应当交流", "due"), f.due, ""),
        ]
    return [*found, *_breaches(f.before, after)]


def _breaches(
    before: Grades, after: Grades | None
) -> Iterator[tuple[Words, Cell, str]]:
    pairs = (
        (Words("违反硬性规则", "breaches"), "breaches"),
        (Words("重大风险", "major risks"), "major"),
    )
    for name, field in pairs:
        then = getattr(before, field)
        if after is None:
            yield name, then, "major" if then else ""
        else:
            now = getattr(after, field)
            yield name, f"{then} → {now}", "major" if now else "good"


def grades(document: PlanDocument) -> Table:
    """Findings by grade, today and under the plan."""
    before, after = document.figures.before, document.figures.after
    columns = headed(
        ("等级", "grade", 16), ("现状", "today", 10),
        ("方案", "under the plan", 14),
    )  # fmt: skip
    names = (
        (Words("重大", "major"), "major"),
        (Words("较大", "significant"), "significant"),
        (Words("一般", "ordinary"), "ordinary"),
        (Words("其中违反硬性规则", "of these, breaches"), "breaches"),
    )
    lines = tuple(
        Line(
            (name, getattr(before, field),
             "—" if after is None else getattr(after, field)),
            "" if field == "breaches" else field,
        )
        for name, field in names
    )  # fmt: skip
    return Table("grades", Words("风险等级", "findings by grade"), columns, lines)
