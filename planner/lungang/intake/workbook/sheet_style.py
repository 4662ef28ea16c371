"""How our workbooks look, and what is said in them beside the data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lungang.intake.workbook.columns import SheetColumn
from lungang_models.words import Words

FONT = "等线"
HEADER = MappingProxyType({
    "bold": True, "font_name": FONT, "font_size": 11, "border": 1, "text_wrap": True,
    "valign": "vcenter", "align": "center", "border_color": "#8EA3B0",
})  # fmt: skip
BODY = MappingProxyType({"font_name": FONT, "font_size": 11, "valign": "top"})
EXAMPLE = MappingProxyType({"italic": True, "font_color": "#7F7F7F"})
REQUIRED_FILL = "#F8D7A4"
OPTIONAL_FILL = "#DCE6EC"
RED, YELLOW = "#F4B6B0", "#FFF0A8"

#: Who writes the comments that say what we found; those of anybody else are told.
OURS = "轮岗 Lungang"

GUIDE = Words("填写说明", "how to fill")
FIELDS = Words("各列说明", "columns")
CODES = Words("代码表", "codes")
RESULT = Words("校验结果", "check")
IMPORTED = Words("导入说明", "import notes")
YES, NO = Words("是", "yes"), Words("否", "no")

#: What goes into a column, said in the note of its heading.
HOW: Mapping[str, Words] = MappingProxyType({
    "id": Words("编号，按文本填写", "an id, typed as text"),
    "identity": Words("身份证号，按文本填写", "identity number, typed as text"),
    "person": Words("姓名，中间不留空格", "a name without spaces inside it"),
    "date": Words("日期，如 2021-06-15；只知年月写 2021.6",
                  "a date such as 2021-06-15; 2021.6 where only the month is known"),
    "boolean": Words("填 是 或 否", "yes or no"),
    "integer": Words("整数", "a whole number"),
    "number": Words("数字", "a number"),
    "word": Words("从下拉表中选", "choose from the list"),
})  # fmt: skip
MANY = Words("可填多项，用顿号分隔", "several may stand here, separated by commas")
MUST, MAY = Words("必填", "required"), Words("可空", "may be empty")

TITLE = Words("轮岗工作簿", "Rotation workbook")
FIELD_HEADINGS = (
    Words("工作表", "sheet"), Words("列", "column"), Words("必填", "required"),
    Words("说明", "note"),
)  # fmt: skip
START_TAB = "#C00000"
#: The page that says how to fill the workbook: first in which order.
STEPS = (
    (Words("第一步", "first"),
     Words("在“开始”表填写单位全称和方案生效日期。",
           "On the sheet 'start', give the organisation and the effect date.")),
    (Words("第二步", "second"),
     Words("填写必须填写的三张表；有此三张表就能得出方案。任现岗位时间、进入现单位时间、"
           "关键岗位等列可空，但空着就无法判断是否到期。",
           "Fill the three sheets that must be filled; they are enough for a plan. The "
           "dates and the key posts may stay empty, but then nothing can be due.")),
    (Words("第三步", "third"),
     Words("按实际情况填写通常需要的各表；其余工作表平时隐藏，需要时在任一表名上点右键，"
           "选“取消隐藏”。",
           "Fill the usual sheets as the case may be; the rest are hidden: right-click "
           "on any tab and choose Unhide.")),
    (Words("第四步", "fourth"),
     Words("运行 lungang check，得到一份标出问题单元格的副本；改正后运行 lungang solve。",
           "Run lungang check, which returns a copy with doubtful cells marked; mend "
           "them, then run lungang solve.")),
)  # fmt: skip
#: How cells are filled, under the steps and the list of sheets.
MANNERS = (
    (Words("颜色", "colours"),
     Words("橙色表头的列必填，其余可空；鼠标停在表头上可看说明。灰色斜体是示例，不会读取，"
           "可以删去。",
           "Columns with an orange heading are required, the rest may stay empty; rest "
           "the pointer on a heading for its note. Grey italics are examples: they are "
           "not read and may go.")),
    (Words("表名列名", "names"),
     Words("工作表名和列名不要改；可以增加自己的列，程序不读。",
           "Keep the names of sheets and columns; columns of your own are not read.")),
    (Words("编号", "numbers"),
     Words("编号、工号、身份证号按文本填写，否则长号码的末几位会丢失。",
           "Type ids and identity numbers as text, or long ones lose their last "
           "digits.")),
    (Words("人和岗位", "people and posts"),
     Words("人员用工号、岗位用岗位编号指明，不用姓名。",
           "People are meant by staff number and posts by id, never by name.")),
)  # fmt: skip


def heading_note(column: SheetColumn, refers_to: Words | None) -> Words:
    """The note shown at a heading: what goes in, whether it must, what it means."""
    parts = [MUST if column.required else MAY]
    if column.sort in HOW:
        parts.append(HOW[column.sort])
    if refers_to is not None:
        parts.append(Words(f"填“{refers_to.zh}”表中的编号",
                           f"an id of the sheet '{refers_to.en}'"))  # fmt: skip
    if column.words:
        parts.append(Words(
            "可填：" + "、".join(w.zh for w in column.words),
            "one of: " + ", ".join(w.en for w in column.words),
        ))  # fmt: skip
    if column.many:
        parts.append(MANY)
    note = column.note
    return Words(
        "；".join(p for p in (*(p.zh for p in parts), note.zh) if p),
        "; ".join(p for p in (*(p.en for p in parts), note.en) if p),
    )
