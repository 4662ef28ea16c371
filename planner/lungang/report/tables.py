"""The tables of a report, made once from the document for the workbook and the page."""

from __future__ import annotations

from lungang.document.parts import (
    ChoiceLine,
    CoverLine,
    LeaveLine,
    MoveLine,
    PlanDocument,
    RegisterDocument,
    RepairLine,
    VacancyLine,
    WaiverLine,
)
from lungang.intake.plan_file import LeaveRow, PlacementRow, post_label
from lungang.report.table import (
    NO,
    YES,
    Cell,
    Column,
    Line,
    Table,
    headed,
    in_book,
    label,
    lines_of,
    people,
    posts,
    words,
    years,
)
from lungang_models.registry import checks
from lungang_models.rule import article_words
from lungang_models.words import Words

MOVES = Words("调整名单", "moves")


# -- the plan


def moves(document: PlanDocument) -> Table:
    columns = headed(
        ("组", "chain", 6), ("序", "place", 6), ("工号", "staff number", 11),
        ("姓名", "name", 11), ("现单位", "unit today", 16), ("现任岗位", "post today", 20),
        ("拟任单位", "unit to be", 16), ("拟任岗位", "post to be", 20),
        ("方式", "kind", 11), in_book("范围", "reach", 9), in_book("任现岗", "in post", 12),
        ("事由与依据", "reasons", 64), ("必要性", "necessity", 22),
        ("程序", "procedure", 10),
    )  # fmt: skip
    lines = tuple(Line(_move(m), tone_of_move(m)) for m in document.moves)
    none = Words("本方案无人员调整", "nobody moves")
    return Table("moves", MOVES, columns, lines, none)


def _move(move: MoveLine) -> tuple[Cell, ...]:
    left, taken = move.left, move.taken
    return (
        move.chain, move.place, move.staff.id, move.staff.name,
        left.unit_name if left else "—", left.name if left else "—",
        taken.unit_name if taken else "—", taken.name if taken else "—",
        words(move.kind.says), words(move.reach.says), years(move.months),
        reasons(move), words(move.necessity.says), move.procedure,
    )  # fmt: skip


def reasons(move: MoveLine) -> Words:
    return lines_of(
        Words(
            f"{r.reason.says.zh}（{article_words(r.article).zh}）：{r.says.zh}",
            f"{r.reason.says.en} ({article_words(r.article).en}): {r.says.en}",
        )
        for r in move.reasons
    )


def tone_of_move(move: MoveLine) -> str:
    return "open" if any(r.reason.code == "unexplained" for r in move.reasons) else ""


def chains(document: PlanDocument) -> Table:
    columns = headed(
        ("组", "chain", 6), ("类型", "kind", 12), ("人数", "people", 7),
        ("衔接", "who follows whom", 90),
    )  # fmt: skip
    cycle, path = Words("轮换", "exchange"), Words("递补", "succession")
    lines = tuple(
        Line((c.number, cycle if c.cycle else path, len(c.staff), words(c.says)))
        for c in document.chains
    )
    return Table("chains", Words("衔接关系", "chains"), columns, lines)


def concurrent(document: PlanDocument) -> Table:
    columns = headed(
        ("工号", "staff number", 11), ("姓名", "name", 11), ("单位", "unit", 18),
        ("兼任岗位", "concurrent post", 26), ("变动", "change", 12),
    )  # fmt: skip
    takes, leaves = Words("新兼", "takes up"), Words("免兼", "gives up")
    lines = tuple(
        Line((c.staff.id, c.staff.name, c.post.unit_name, c.post.name,
              takes if c.taken else leaves))
        for c in document.concurrent
    )  # fmt: skip
    title = Words("兼任变动", "concurrent posts that change")
    return Table("concurrent", title, columns, lines)


def stays(document: PlanDocument) -> Table:
    columns = headed(
        ("工号", "staff number", 11), ("姓名", "name", 11), ("单位", "unit", 18),
        ("岗位", "post", 24), ("留任事由", "reason", 18), ("条款", "article", 10),
        ("说明", "in words", 64),
    )  # fmt: skip
    lines = tuple(
        Line(
            (s.staff.id, s.staff.name, s.post.unit_name, s.post.name,
             words(s.reason.says), s.article, words(s.says)),
            "open" if s.reason.code == "due-but-stays" else "",
        )
        for s in document.stays
    )  # fmt: skip
    return Table("stays", Words("留任名单", "who stays"), columns, lines)


def placements(document: PlanDocument) -> Table:
    """Everybody and their posts, as the sheet that may be edited and given back."""
    person, post = PlacementRow.headings()["person"], PlacementRow.headings()["post"]
    columns = (
        Column(person, 12),
        *headed(("姓名", "name", 12)),
        Column(post, 44),
        *headed(
            ("任职方式", "held as", 10), ("变动", "change", 10),
            ("关键或高风险", "key or high-risk", 13), ("届时任职", "in post by then", 14),
        ),
    )  # fmt: skip
    main, beside = Words("主任", "main"), Words("兼任", "concurrent")
    lines = [
        Line(
            (p.staff, p.name, post_label(p.post, p.unit_name, p.post_name),
             main if p.main else beside, Words("新任", "new") if p.moved else None,
             YES if p.watched else None, years(p.months)),
            "moved" if p.moved else "",
        )
        for p in document.placements
    ]  # fmt: skip
    none = Words("待安排", "unplaced")
    lines += [Line((p.id, p.name, "", main, none, None, None), "open")
              for p in document.unplaced]  # fmt: skip
    return Table("placements", PlacementRow.sheet, columns, tuple(lines))


def all_posts(document: PlanDocument) -> list[str]:
    """Every post as it stands in the drop-down: each is held or vacant."""
    held = {
        (p.post, post_label(p.post, p.unit_name, p.post_name))
        for p in document.placements
    }
    vacant = {(v.post.id, label(v.post)) for v in document.vacancies}
    return [text for _, text in sorted(held | vacant)]


def vacancies(document: PlanDocument) -> Table:
    columns = headed(
        ("单位", "unit", 18), ("岗位编号", "post id", 10), ("岗位", "post", 24),
        ("编制", "seats", 7), ("空缺", "vacant", 7), ("现已空缺", "vacant today", 9),
        ("关键或高风险", "key or high-risk", 12), ("符合条件", "candidates", 10),
        ("原因", "why", 64),
    )  # fmt: skip
    lines = tuple(
        Line(
            (v.post.unit_name, v.post.id, v.post.name, v.seats, v.empty, v.empty_today,
             YES if v.key or v.high_risk else NO, v.candidates, _why_empty(v)),
            "major" if v.key or v.high_risk else "",
        )
        for v in document.vacancies
    )  # fmt: skip
    return Table("vacancies", Words("空缺", "vacancies"), columns, lines)


def _why_empty(vacancy: VacancyLine) -> Words:
    bars = vacancy.barred[:4]
    zh = "、".join(f"{b.title.zh}{b.people}人" for b in bars)
    en = ", ".join(f"{b.title.en} {b.people}" for b in bars)
    if vacancy.candidates:
        n = vacancy.candidates
        return Words(
            f"{n}人单看条件可任，本方案另有安排；受下列规定限制而不得任：{zh or '无'}",
            f"{n} meet the conditions and are needed elsewhere; barred: {en or 'none'}",
        )
    return Words(
        f"无人符合条件；受下列规定限制而不得任：{zh}",
        f"nobody meets the conditions; barred: {en}",
    )


def leaves(document: PlanDocument) -> Table:
    """One line for each post covered, as it may be edited and given back."""
    headings = LeaveRow.headings()
    columns = (
        Column(headings["person"], 12),
        *headed(("姓名", "name", 12)),
        Column(headings["window"], 8),
        Column(headings["post"], 40),
        Column(headings["cover"], 13),
        *headed(
            ("代职人", "name of cover", 13), ("代职人岗位", "post of cover", 34),
            in_book("批次总数", "windows", 9), in_book("工作日", "working days", 9),
        ),
    )  # fmt: skip
    lines = tuple(
        _leave(leave, cover)
        for leave in document.leaves
        for cover in leave.covers or (None,)
    )
    none = Words("本方案未安排", "none arranged")
    return Table("leaves", LeaveRow.sheet, columns, lines, none)


def _leave(leave: LeaveLine, cover: CoverLine | None) -> Line:
    acting: tuple[Cell, ...] = ("", "", "", "")
    if cover is not None:
        seat = label(cover.cover_post) if cover.cover_post else ""
        acting = (label(cover.post), cover.cover.id, cover.cover.name, seat)
    return Line(
        (leave.staff.id, leave.staff.name, leave.window, *acting, leave.windows,
         leave.working_days)
    )  # fmt: skip


# -- the law


def due(document: PlanDocument) -> Table:
    columns = headed(
        ("工号", "staff number", 11), ("姓名", "name", 11), ("单位", "unit", 16),
        ("岗位", "post", 22), ("关键或高风险", "key or high-risk", 12),
        ("类别", "stage", 12), ("本方案", "this plan", 10),
        ("暂缓或不纳入", "deferred or excused", 34), ("计时", "clock", 11),
        ("起算日", "since", 12), ("已任", "served", 12),
        in_book("应当/必须（年）", "due/forced (y)", 13), ("应当交流日", "due on", 12),
        ("必须交流日", "forced on", 12), ("条款", "article", 9),
    )  # fmt: skip
    plan = {True: Words("调离", "leaves"), False: Words("未调离", "stays"), None: None}
    lines = []
    for d in document.due:
        why = words(d.excused) if d.excused else None
        if d.deferred is not None:
            on = paper(d.deferred)
            why = Words(f"暂缓：{on.zh}", f"deferred: {on.en}")
        band = f"{d.due_years or '—'} / {d.must_years or '—'}"
        lines.append(
            Line(
                (d.staff.id, d.staff.name, d.post.unit_name, d.post.name,
                 YES if d.watched else NO, words(d.stage.says), plan[d.settled], why,
                 words(d.clock.says), d.since, years(d.months), band, d.due_on,
                 d.forced_on, d.article),
                {"forced": "major", "due": "significant"}.get(d.stage.code, ""),
            )
        )  # fmt: skip
    title = Words("符合交流轮岗条件人员名单", "staff due for rotation")
    return Table("due", title, columns, tuple(lines))


def paper(waiver: WaiverLine) -> Words:
    return Words(
        f"{waiver.paper}，至{waiver.until}", f"{waiver.paper}, until {waiver.until}"
    )


def waivers(document: PlanDocument | RegisterDocument) -> Table:
    columns = headed(
        ("规则", "rule", 20), ("人员", "people", 16), ("岗位", "posts", 28),
        ("理由", "reason", 36), ("批准", "approved by", 20), ("文号", "paper", 20),
        ("有效期至", "until", 12), ("替代控制措施", "mitigating control", 26),
        ("仍需", "needed", 12),
    )  # fmt: skip
    still = Words("仍需", "needed")
    gone = Words("风险已消除，可撤销", "its risk has gone: withdraw it")
    titles = {check.id: check.title for check in checks()}
    lines = tuple(
        Line((titles.get(w.rule, w.rule), people(w.staff), posts(w.posts), w.reason,
              w.approver, w.paper, w.until, w.mitigation,
              still if w.needed else gone))
        for w in document.waivers
    )  # fmt: skip
    return Table("waivers", Words("有效的豁免", "waivers in force"), columns, lines)


def core(document: PlanDocument) -> Table:
    columns = headed(
        ("原因", "cause", 8), ("规则", "rule", 22), ("条款", "article", 12),
        ("内容", "in words", 70), ("人员", "people", 18), ("岗位", "posts", 32),
        ("可由谁豁免", "who may waive it", 30),
    )  # fmt: skip
    nobody = Words("不得豁免", "nobody")
    counted = Words("清点", "counted")
    causes = document.reasons.causes if document.reasons else ()
    lines: list[Line] = []
    for at, cause in enumerate(causes, start=1):
        if cause.counted is not None:
            lines.append(Line((at, counted, "", words(cause.counted), "", "", "")))
        lines += [
            Line((at, words(g.title), g.article, words(g.says), people(g.staff),
                  posts(g.posts), words(g.waivable) if g.waivable else nobody))
            for g in cause.grounds
        ]  # fmt: skip
    title = Words("不能同时成立的依据", "grounds that cannot all hold")
    return Table("core", title, columns, tuple(lines))


def repairs(document: PlanDocument) -> Table:
    columns = headed(
        ("出路", "way out", 8), ("做法", "what is asked for", 60),
        ("性质", "kind", 20), ("由谁决定", "who decides", 24), ("凭据", "paper", 34),
        ("涉及人员", "people", 18), ("共涉及人数", "people touched in all", 12),
        ("需登记的豁免风险", "waived risks for the register", 44),
        ("方案各层代价", "prices of the plan", 40),
    )  # fmt: skip
    lines: list[Line] = []
    for at, r in enumerate(document.reasons.repairs if document.reasons else (), 1):
        lines += [
            Line((at, words(w.says), words(w.kind.says), words(w.authority),
                  words(w.paper), people(w.staff), len(r.touched),
                  lines_of(map(words, r.risks)), _prices(r)))
            for w in r.ways
        ]  # fmt: skip
        lines += [
            Line((at, _choice(c), "", "", "", people(staff), "", "", ""))
            for c in r.choices
            for staff in [[s for w in c.ways for s in w.staff]]
        ]
    title = Words("可供选择的出路", "ways out to choose from")
    none = Words("未找到出路", "no way out was found")
    return Table("repairs", title, columns, tuple(lines), none)


def _choice(choice: ChoiceLine) -> Words:
    zh = "任选其一，影响相同" if choice.as_good else "也可改为，影响较大"
    en = "or as well" if choice.as_good else "or, dearer"
    says = [words(w.says) for w in choice.ways]
    return Words(
        f"{zh}：{'，并'.join(s.zh for s in says)}",
        f"{en}: {' and '.join(s.en for s in says)}",
    )


def _prices(repair: RepairLine) -> Words:
    return lines_of(
        Words(f"{t.tier.says.zh} {t.value}", f"{t.tier.says.en} {t.value}")
        for t in repair.tiers
        if t.tier.code != "canonical"
    )
