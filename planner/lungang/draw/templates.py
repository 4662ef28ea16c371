"""Builds the shipped Word templates; the office may edit the results in Word or WPS.

The layout is that of all our papers (:mod:`lungang.formats.official`).  Run
``python -m lungang.draw.templates`` to write them again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lungang.formats.official import BODY, BODY_FONT, CELL, OfficialPaper

FOLDER = Path(__file__).with_name("templates")
BLANK = "　"


class _Sheet(OfficialPaper):
    """An official paper with what the papers of a draw have in common."""

    def __init__(self, title: str, numbered: bool = True) -> None:
        super().__init__()
        if numbered:
            number = "{{ org }}〔{{ year }}〕" + BLANK * 3 + "号"
            self._paragraph(number, BODY_FONT, BODY, "center")
        self.title(title)

    def sign_here(self, *roles: str) -> None:
        """A line to sign on for each role."""
        widest = max(map(len, roles))
        for role in roles:
            line = "＿" * (8 + widest - len(role))
            self.text(f"{role}：{line}（签字）{BLANK * 2}年{BLANK}月{BLANK}日")

    def code(self, words: str) -> None:
        """A paragraph with a hash: its groups stand close, not stretched to the edge."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        self.text(words)
        self.document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.LEFT

    def command(self, words: str) -> None:
        """A line that is typed as it stands, set apart from what is read."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = self._paragraph(words, BODY_FONT, CELL, "left")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.left_indent = Pt(3 * BODY)
        paragraph.paragraph_format.first_line_indent = Pt(-BODY)
        paragraph.paragraph_format.line_spacing = Pt(1.5 * CELL)

    def sign_in_pairs(self, *roles: str) -> None:
        """Two roles on each line, and one day for them all."""
        for one, other in zip(roles[::2], roles[1::2], strict=True):
            line = "＿" * 6
            self.text(f"{one}：{line}{BLANK * 2}{other}：{line}")
        self.text(f"日期：{BLANK * 4}年{BLANK * 2}月{BLANK * 2}日")

    def sealed(self, body: str, day: str) -> None:
        """Who issues it and when, with room for the seal."""
        self.blank()
        self.signed(body, day)

    def grid(
        self,
        header: Sequence[str],
        cells: Sequence[str],
        widths: Sequence[float],
        loop: str = "",
    ) -> None:
        """A table by its heading, its cells and their widths; a row for each item."""
        self.table(list(zip(header, cells, widths, strict=True)), loop)


def record() -> Any:
    """强制休假抽取记录: what was drawn, from what, before whom."""
    sheet = _Sheet("强制休假抽取记录")
    sheet.text(
        "{{ org }}依据岗位利益冲突风险防控规定第三十八条，于{{ drawn_at }}"
        "组织{{ draw }}强制休假随机抽取，现记录如下。"
    )
    sheet.head("一、抽取范围")
    sheet.text(
        "关键岗位人员{{ pool }}人参加抽取，不参加抽取{{ excluded }}人（理由、依据、审批"
        "另存备查），抽取{{ size }}人。本次为第{{ attempt }}次承诺；{{ ledger_year }}年台账共"
        "承诺{{ commits }}次，抽取{{ draws }}次，作废{{ voids }}次，失败{{ fails }}次。"
    )
    sheet.head("二、事先承诺")
    sheet.code("承诺值：{{ root }}。")
    sheet.text("承诺时间：{{ committed_at }}。签署：{{ signers }}。")
    sheet.grid(["签署人", "公钥指纹"], ["{{ k.role }}", "{{ k.fingerprint }}"],
                (36, 120), "k in keys")  # fmt: skip
    sheet.text(
        "验证所用文件的哈希（{{ hash }}）如下，文件从何处取得都须一致；网页打开后显示的是其中"
        "程序的哈希。"
    )
    sheet.grid(["文件", "哈希"], ["{{ v.name }}", "{{ v.hash }}"], (44, 112),
               "v in verifiers")  # fmt: skip
    sheet.head("三、公共数值")
    sheet.grid(
        ["来源", "期号或轮次", "数值", "登记时间"],
        ["{{ s.name }}", "{{ s.issue }}", "{{ s.value }}", "{{ s.at }}"],
        (17, 26, 50, 63), "s in sources",
    )  # fmt: skip
    sheet.when("witnesses")
    sheet.text(
        "抽号球时在场见证：{{ witnesses }}。见证人抽号球时才登记，姓名不在承诺值之内，以本"
        "记录上的签字和现场录像为准。"
    )
    sheet.end("if")
    sheet.head("四、抽取结果")
    sheet.text(
        "页码为第{{ page }}页（名册编号00000至{{ last_page }}，共{{ pages }}页），"
        "该页所列人员为抽中人员。"
    )
    sheet.grid(
        ["序号", "代号"], ["{{ loop.index }}", "{{ p }}"], (20, 136), "p in drawn"
    )
    _standing_out(sheet)
    sheet.text(
        "公平证书共{{ levels }}级，差距{{ gap }}。任何人可以用公开的独立验证程序复核。"
    )
    _afterwards(sheet)
    sheet.code("台账链首：{{ ledger_head }}。")
    sheet.sign_here("人事部门", "内控部门", "纪检机构", "见证人", "见证人")
    sheet.sealed("{{ org }}", "{{ date }}")
    return sheet.document


def _standing_out(sheet: _Sheet) -> None:
    """That it came late, and whose chance the rules decided beforehand, if so."""
    sheet.when("late")
    sheet.text("{{ late }}")
    sheet.end("if")
    sheet.when("standouts")
    sheet.text(
        "按规则和代职安排，不论抽到哪一页，下列人员必然抽中、必不抽中或机会远离平均，依据另存"
        "备查。"
    )
    sheet.grid(
        ["缘由", "人数", "代号"], ["{{ o.why }}", "{{ o.many }}", "{{ o.who }}"],
        (60, 16, 80), "o in standouts",
    )  # fmt: skip
    sheet.end("if")


def _afterwards(sheet: _Sheet) -> None:
    """What came after the draw, where anything did."""
    sheet.when("changes")
    sheet.head("五、抽取之后的变动和异议")
    sheet.grid(
        ["登记日期", "代号", "事项", "审批或经办"],
        ["{{ c.on }}", "{{ c.pid }}", "{{ c.what }}", "{{ c.by }}"],
        (40, 30, 50, 36), "c in changes",
    )  # fmt: skip
    sheet.end("if")
    sheet.when("upheld")
    sheet.text("{{ upheld }}")
    sheet.end("if")


def failure() -> Any:
    """强制休假抽取作废记录: an attempt that ended without a draw, and why."""
    sheet = _Sheet("强制休假抽取作废记录")
    sheet.text(
        "{{ org }}{{ draw }}强制休假随机抽取，第{{ attempt }}次承诺未能完成抽取，"
        "于{{ ended_at }}{{ how }}，现记录如下。"
    )
    sheet.head("一、事先承诺")
    sheet.code("承诺值：{{ root }}。")
    sheet.text("承诺时间：{{ committed_at }}。揭晓期限：{{ deadline }}。")
    sheet.text("已签署：{{ signed }}。未签署：{{ unsigned }}。")
    sheet.head("二、公共数值")
    sheet.grid(
        ["来源", "最早产生时间", "登记情况"],
        ["{{ s.name }}", "{{ s.due }}", "{{ s.recorded }}"],
        (20, 60, 76), "s in sources",
    )  # fmt: skip
    sheet.head("三、理由和批准")
    sheet.text("{{ reason }}。{{ approved }}。")
    sheet.head("四、后续")
    sheet.text(
        "本次没有产生抽取结果。可以再次承诺，名册、抽签条照旧。{{ ledger_year }}年台账共承诺"
        "{{ commits }}次，抽取{{ draws }}次，作废{{ voids }}次，失败{{ fails }}次。"
    )
    sheet.code("台账链首：{{ ledger_head }}。")
    sheet.sign_here("人事部门", "内控部门", "纪检机构")
    sheet.sealed("{{ org }}", "{{ date }}")
    return sheet.document


def notice() -> Any:
    """强制休假通知书: served on the day."""
    sheet = _Sheet("强制休假通知书")
    sheet.text("{{ name }}同志：", indent=False)
    sheet.text(
        "根据岗位利益冲突风险防控规定第三十八条，经{{ draw }}随机抽取"
        "（第{{ page }}页），您自{{ first }}起至{{ last }}止脱离{{ post }}岗位强制休假，"
        "共{{ days }}个工作日。"
    )
    sheet.text(
        "请于{{ handover_at }}当日，在监交人监督下向代职人{{ cover }}办理交接。休假期间"
        "停用您的系统权限，不得以任何方式（包括远程）办理本岗位业务，不得要求他人代为办理。"
    )
    sheet.text("您被抽中的机会为{{ pages }}页中的{{ pages_named }}页。{{ reason }}。")
    sheet.text(
        "对抽取有异议的，可以在收到本通知之后、{{ appeal_by }}之前向{{ appeal_to }}提出，"
        "异议处理期间不停止休假。"
    )
    sheet.sealed("{{ org }}", "{{ date }}")
    sheet.sign_here("签收")
    sheet.code("台账链首：{{ ledger_head }}。")
    return sheet.document


def handover() -> Any:
    """代职交接单: leaving the post and coming back, two supervisors each time."""
    sheet = _Sheet("强制休假代职交接单", numbered=False)
    sheet.text("岗位：{{ post }}" + BLANK + "休假人：{{ name }}" + BLANK
               + "代职人：{{ cover }}", indent=False)  # fmt: skip
    for title in ("一、离岗交接（{{ first }}）", "二、返岗交接（{{ last }}）"):
        sheet.head(title)
        sheet.grid(
            ["事项", "数量或内容", "移交", "接收"],
            ["{{ item }}", "", "", ""],
            (46, 62, 24, 24), "item in items",
        )  # fmt: skip
        sheet.sign_in_pairs("移交人", "接收人", "监交人", "监交人")
    sheet.text("返岗交接须在检查结论作出之后办理。")
    return sheet.document


def checklist() -> Any:
    """休假期间检查清单: what audit looks at while the post is empty."""
    sheet = _Sheet("强制休假期间检查清单", numbered=False)
    sheet.text(
        "岗位：{{ post }}" + BLANK + "期间：{{ first }}至{{ last }}", indent=False
    )
    sheet.grid(
        ["序号", "检查内容", "方法", "发现", "检查人"],
        ["{{ loop.index }}", "{{ c.what }}", "{{ c.how }}", "", ""],
        (14, 50, 32, 36, 24), "c in checks",
    )  # fmt: skip
    sheet.head("检查结论")
    sheet.text("□ 可以返岗" + BLANK + "□ 暂缓返岗" + BLANK + "□ 移送处理")
    sheet.sign_here("检查组", "内控部门")
    return sheet.document


def slip() -> Any:
    """抽签条: one person's secret and how to use it, handed out before the draw."""
    sheet = _Sheet("强制休假抽取个人抽签条", numbered=False)
    sheet.code("{{ name }}同志：您在{{ org }}{{ draw }}抽取中的代号是 {{ pid }}。")
    sheet.code("抽签码（请保密）：{{ slip }}。")
    sheet.text(
        "代号由抽签码与抽取编号算得，公布的材料中只出现代号。承诺之后请在公布的名册"
        "（book.csv）中数出写有您代号的页数，除以总页数就是您被抽中的机会。"
    )
    sheet.code("谁是哪个代号已在启动时锁定，锁定值为：{{ names_root }}。")
    sheet.text("您可以向人事部门索取本人凭证，自行验证代号属于您本人，不涉及他人。")
    sheet.sign_here("本人签收")
    return sheet.document


def steps() -> Any:
    """强制休假抽取步骤单: every step, its office, its commands, what to mind."""
    sheet = _Sheet("强制休假抽取步骤单", numbered=False)
    sheet.text(
        "{{ org }}{{ draw }}抽取，{{ date }}打印。√已办，→现在办，其余依次办，标题写明“有……时”的"
        "有需要才办。命令中的中文词照实替换；记入台账的命令都可先加 --dry-run 演练。"
    )
    sheet.each("s in steps")
    sheet.head("{{ s.mark }}{{ s.number }}. {{ s.title }}")
    sheet.text("经办：{{ s.office }}。")
    sheet.each("c in s.commands")
    sheet.command("{{ c }}")
    sheet.end("for")
    sheet.each("n in s.notes")
    sheet.text("{{ n }}")
    sheet.end("for")
    sheet.end("for")
    return sheet.document


TEMPLATES: dict[str, Callable[[], Any]] = {
    "steps": steps,
    "record": record,
    "failure": failure,
    "notice": notice,
    "handover": handover,
    "checklist": checklist,
    "slip": slip,
}


def build(folder: Path) -> list[Path]:
    """Write every template into a folder; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, make in TEMPLATES.items():
        path = folder / f"{name}.docx"
        make().save(str(path))
        paths.append(path)
    return paths


if __name__ == "__main__":
    for written in build(FOLDER):
        print(written)
