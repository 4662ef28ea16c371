"""What can be wrong with a workbook: every code with its sentence and its remedy.

The codes are stable between versions. A *grave* trouble becomes a fault, which stops
the workbook at the door; any other becomes a doubt, which lets it pass.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from lungang_models.fault import Doubt, Fault, Origin
from lungang_models.words import Words


class Saying(NamedTuple):
    """The sentence and the remedy of one code; the blanks are filled case by case."""

    says: Words
    maybe: Words
    grave: bool = True


class Trouble(NamedTuple):
    """Something wrong with one cell, before it is known where the cell stands."""

    code: str
    says: Words
    maybe: Words
    grave: bool


def _table(*rows: tuple[str, bool, str, str, str, str]) -> Mapping[str, Saying]:
    return MappingProxyType({
        code: Saying(Words(zh, en), Words(maybe_zh, maybe_en), grave)
        for code, grave, zh, en, maybe_zh, maybe_en in rows
    })  # fmt: skip


FAULT, DOUBT = True, False

SAYINGS: Mapping[str, Saying] = _table(
    # -- the file
    ("file-missing", FAULT,
     "没有文件“{name}”",
     "there is no file {name}",
     "检查路径和文件名",
     "check the path and the name"),
    ("file-unreadable", FAULT,
     "无法打开“{name}”",
     "{name} cannot be opened",
     "关闭正在使用它的程序, 或检查读取权限",
     "close the program that holds it, or check the permission to read it"),
    ("file-empty", FAULT,
     "“{name}”是空的",
     "{name} is empty",
     "从模板重新填写, 或重新导出",
     "start from the template, or export it again"),
    ("file-kind", FAULT,
     "“{name}”不是可读的工作簿",
     "{name} is not a workbook we can read",
     "用 Excel 或 WPS 另存为 .xlsx; CSV 请放入一个文件夹, 每表一个文件",
     "save it as .xlsx; put CSV files into a folder, one file a sheet"),
    ("file-broken", FAULT,
     "“{name}”已损坏, 读不下去",
     "{name} is damaged",
     "用 Excel 或 WPS 打开并另存, 或重新导出",
     "open and save it anew, or export it again"),
    ("file-locked", FAULT,
     "“{name}”设有打开密码",
     "{name} is protected by a password",
     "取消打开密码后再试",
     "remove the password and try again"),
    ("file-too-large", FAULT,
     "“{name}”超出上限: {what}",
     "{name} is beyond the limit: {what}",
     "删去空白区域和无关工作表, 或分开提交",
     "delete blank areas and unrelated sheets, or split it"),
    ("file-unsafe", FAULT,
     "“{name}”含有不安全的内容: {what}",
     "{name} holds unsafe parts: {what}",
     "用 Excel 或 WPS 打开并另存为新的 .xlsx",
     "open it and save it as a new .xlsx"),
    ("file-encoding", FAULT,
     "“{name}”既不是UTF-8也不是GB18030编码",
     "{name} is neither UTF-8 nor GB18030",
     "另存为“CSV UTF-8(逗号分隔)”",
     "save it as 'CSV UTF-8 (comma delimited)'"),
    # -- the sheet
    ("sheet-missing", FAULT,
     "缺少工作表“{name}”",
     "the sheet {name!r} is missing",
     "从模板补上此表",
     "add it from the template"),
    ("sheet-repeated", FAULT,
     "“{name}”与“{other}”是同一张表",
     "{name!r} and {other!r} are the same sheet",
     "合并或改名, 只留一张",
     "merge or rename one of them"),
    ("sheet-unknown", DOUBT,
     "不认识工作表“{name}”, 未读取",
     "the sheet {name!r} is not known and was not read",
     "如应读取, 请改用模板中的表名",
     "if it should be read, name it as in the template"),
    ("header-missing", FAULT,
     "前{depth}行中找不到表头",
     "no header in the first {depth} rows",
     "表头应含: {columns}",
     "the header should hold: {columns}"),
    ("column-missing", FAULT,
     "缺少必填列“{column}”",
     "the column {column} is missing",
     "加上此列并填写",
     "add the column and fill it"),
    ("column-repeated", FAULT,
     "“{column}”列出现两次",
     "the column {column} stands here twice",
     "删去其中一列",
     "delete one of the two"),
    ("column-unknown", DOUBT,
     "不认识“{column}”列, 未读取",
     "the column {column} is not known and was not read",
     "如应读取, 请改用模板中的列名",
     "if it should be read, name it as in the template"),
    ("column-unnamed", DOUBT,
     "此列有内容而没有列名, 未读取",
     "a column without a heading was not read",
     "补上列名, 或清空此列",
     "give it a heading, or clear it"),
    ("row-too-long", FAULT,
     "此行有{found}格, 表头只有{wanted}格",
     "{found} fields in a row under {wanted} headings",
     "含逗号的内容加英文双引号",
     "put quotes round a value that holds a comma"),
    ("row-repeated", DOUBT,
     "与第{row}行完全相同, 只计一次",
     "the same as row {row}; counted once",
     "删去重复的行",
     "delete the repeated row"),
    ("row-remark", DOUBT,
     "看作合计或备注, 未读取",
     "taken for a total or a remark, not read",
     "如是数据行, 请补全必填列",
     "if it is data, fill the required columns"),
    ("row-heading", DOUBT,
     "重复的表头, 未读取",
     "a header repeated, not read",
     "可删去此行",
     "the row may be deleted"),
    ("row-invalid", FAULT,
     "此行各列不相符: {why}",
     "the columns of this row do not agree: {why}",
     "核对本行",
     "check the row"),
    # -- the cell
    ("value-missing", FAULT,
     "“{column}”未填",
     "{column} is empty",
     "此列必填",
     "this column must be filled"),
    ("value-unreadable", FAULT,
     "“{text}”不符合“{column}”的要求",
     "{text!r} does not fit {column}",
     "按模板批注填写",
     "see the note in the template"),
    ("cell-error", FAULT,
     "单元格是公式错误{text}",
     "the cell holds the formula error {text}",
     "改正公式, 或改填数值",
     "mend the formula, or write the value"),
    ("text-too-long", FAULT,
     "内容有{found}字, 上限{limit}字",
     "{found} characters, at most {limit}",
     "缩短内容",
     "shorten it"),
    ("text-too-short", FAULT,
     "内容至少{limit}字",
     "at least {limit} characters",
     "写完整",
     "write it in full"),
    ("date-unreadable", FAULT,
     "“{text}”不是日期",
     "{text!r} is not a date",
     "写作 2021-06-15 或 2021.6",
     "write 2021-06-15 or 2021.6"),
    ("date-month-ambiguous", FAULT,
     "数字{text}分不清是1月还是10月",
     "the number {text} may mean January or October",
     "写作 {year}-01 或 {year}-10",
     "write {year}-01 or {year}-10"),
    ("date-month-only", DOUBT,
     "“{text}”只到月, 按当月1日计",
     "{text!r} gives a month; taken as its first day",
     "如期限临界, 请补上日期",
     "give the day where a limit is near"),
    ("boolean-unreadable", FAULT,
     "“{text}”不是“是”或“否”",
     "{text!r} is neither yes nor no",
     "填 是 或 否",
     "write yes or no"),
    ("number-unreadable", FAULT,
     "“{text}”不是数字",
     "{text!r} is not a number",
     "只填数字",
     "write digits only"),
    ("number-out-of-range", FAULT,
     "{text}超出范围",
     "{text} is out of range",
     "应{range}",
     "it should be {range}"),
    ("word-unknown", FAULT,
     "“{text}”不是可填的词",
     "{text!r} is not one of the words allowed",
     "可填: {words}",
     "one of: {words}"),
    ("id-is-date", FAULT,
     "编号被表格软件改成了日期{text}",
     "the id was turned into the date {text}",
     "把此列设为文本格式, 重新输入编号",
     "format the column as text and type the id again"),
    ("id-number-damaged", FAULT,
     "长号码存成了数字, 末几位已丢失: {text}",
     "a long number was stored as a number and lost its last digits: {text}",
     "把此列设为文本格式(文本列), 重新输入",
     "format the column as text and type it again"),
    ("id-number-invalid", FAULT,
     "身份证号{text}校验不通过",
     "the identity number {text} fails its check",
     "对照证件核对; 也可留空",
     "compare with the card, or leave it empty"),
    # -- the policy sheet, and what we write
    ("knob-unknown", FAULT,
     "没有参数“{text}”",
     "there is no parameter {text!r}",
     "参数名见模板的政策参数表",
     "the template lists the parameters"),
    ("knob-repeated", FAULT,
     "参数“{text}”给了两次",
     "the parameter {text!r} is given twice",
     "只留一行",
     "keep one row"),
    ("out-is-input", FAULT,
     "输出文件“{name}”就是输入文件",
     "the output {name} is the input itself",
     "换一个文件名",
     "choose another name"),
)  # fmt: skip


def trouble(code: str, **names: object) -> Trouble:
    """A trouble of this code, its blanks filled."""
    saying = SAYINGS[code]
    blanks = {k: v if isinstance(v, Words) else clipped(v) for k, v in names.items()}
    return Trouble(
        code, saying.says.fill(**blanks), saying.maybe.fill(**blanks), saying.grave
    )


def placed(
    what: Trouble,
    origin: Origin | None = None,
    column: str = "",
    cell: str = "",
    value: object = "",
) -> Fault:
    """The fault or doubt that a trouble becomes once its place is known."""
    make = Fault if what.grave else Doubt
    return make(what.code, what.says, what.maybe, origin, column, cell, clipped(value))


def clipped(value: object, limit: int = 60) -> str:
    """A value short enough, and tame enough, to stand in a sentence."""
    seen = (c if c.isprintable() else " " for c in str(value))
    text = re.sub(r"\s+", " ", "".join(seen)).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def masked(text: object) -> str:
    """An identity number of which only the last four characters show."""
    plain = re.sub(r"\W", "", str(text))
    hidden = "*" * min(len(plain) - 4, 14)
    return hidden + plain[-4:] if len(plain) > 4 else "****"


def file_fault(code: str, name: str, **names: object) -> Fault:
    """A fault of a whole file."""
    return placed(trouble(code, name=name, **names))
