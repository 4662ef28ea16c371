"""What can be wrong with a scenario or its gates, beyond what can be with any row."""

from __future__ import annotations

from types import MappingProxyType

from lungang.intake.workbook.messages import clipped
from lungang_models.fault import Fault, Origin
from lungang_models.words import Words

SAYINGS = MappingProxyType({
    "scenario-missing": (
        Words("没有情景文件“{what}”", "there is no scenario file {what}"),
        Words("检查文件名；上级情景须在同一文件夹", "check the name; a parent lies in the "
              "same folder"),
    ),
    "scenario-unreadable": (
        Words("不是有效的YAML: {what}", "no valid YAML: {what}"),
        Words("检查缩进、冒号和引号", "check indents, colons and quotes"),
    ),
    "scenario-too-much": (
        Words("文件过长、嵌套过深或用了别名：{what}",
              "too long, nested too deep, or with an alias: {what}"),
        Words("逐项写明，不用 & 和 *", "write each entry out, without & and *"),
    ),
    "scenario-key": (
        Words("情景文件没有“{what}”一项", "a scenario has no entry {what}"),
        Words("可用的项见 lungang schema scenario", "see lungang schema scenario"),
    ),
    "scenario-missing-key": (
        Words("缺少“{what}”", "{what} is missing"),
        Words("情景须写明名称name、提出人author、问题purpose",
              "a scenario gives its name, author and purpose"),
    ),
    "scenario-shape": (
        Words("“{what}”写法不对", "{what} is not as it should be"),
        Words("写法见 lungang schema scenario", "see lungang schema scenario"),
    ),
    "scenario-circular": (
        Words("上级情景成环：{what}", "the parents run in a circle: {what}"),
        Words("改正其中一个parent", "mend one of the parents"),
    ),
    "scenario-sheet": (
        Words("没有名为“{what}”的表", "there is no sheet {what}"),
        Words("表名与工作簿模板相同", "sheets are named as in the template"),
    ),
    "scenario-column": (
        Words("没有“{what}”列", "there is no column {what}"),
        Words("列名与工作簿模板相同", "columns are named as in the template"),
    ),
    "scenario-row": (
        Words("没有要改动的行：{what}", "no such row: {what}"),
        Words("对照工作簿（及上级情景）改正编号或内容",
              "compare with the workbook and the parents"),
    ),
    "scenario-rows-by-id": (
        Words("{what}的行没有编号，不能逐格改动", "rows of {what} have no id to change by"),
        Words("先remove旧行，再add新行", "remove the old row and add the new one"),
    ),
    "scenario-rule-fixed": (
        Words("规则{what}不得豁免，情景中也不得停用", "nobody may waive {what}: it stays"),
        Words("改为豁免可豁免的规则，或改动参数", "change a value, or waive what may be"),
    ),
    "scenario-rule-idle": (
        Words("规则{what}本来就{how}", "{what} is {how} already"),
        Words("删去这一项", "drop this entry"),
    ),
    "gates-missing": (
        Words("没有采纳条件文件“{what}”", "there is no gates file {what}"),
        Words("检查文件名，须为.yaml", "check the name; it ends in .yaml"),
    ),
    "gates-key": (
        Words("采纳条件文件没有“{what}”一项", "a gates file has no entry {what}"),
        Words("可用的项见 lungang schema gates", "see lungang schema gates"),
    ),
    "gates-missing-key": (
        Words("缺少“{what}”", "{what} is missing"),
        Words("采纳条件文件须有gates，其中每项写明指标measure",
              "the file has gates, and each of them a measure"),
    ),
    "gates-shape": (
        Words("“{what}”写法不对", "{what} is not as it should be"),
        Words("写法见 lungang schema gates", "see lungang schema gates"),
    ),
    "gates-measure": (
        Words("没有指标“{what}”", "there is no measure {what}"),
        Words("指标见 lungang schema gates", "see lungang schema gates for them"),
    ),
    "gates-no-limit": (
        Words("“{what}”没有写限值", "{what} sets no limit"),
        Words("写明at_most、at_least、rise、rise_percent、fall、fall_percent之一",
              "give one of at_most, at_least, rise, rise_percent, fall, fall_percent"),
    ),
    "kin-through-removed": (
        Words("{what}的亲属关系是经由减少的人员推定的，删去后将无从查考",
              "the kinship of {what} is known only through people removed"),
        Words("在add的“亲属事实”中写明这一关系", "state it under add, as a kinship fact"),
    ),
})  # fmt: skip


def fault(
    code: str, origin: Origin | None, what: object, how: Words | None = None
) -> Fault:
    """A fault of a scenario, its sentence filled."""
    says, maybe = SAYINGS[code]
    blanks = {"what": what if isinstance(what, Words) else clipped(what), "how": how}
    return Fault(code, says.fill(**blanks), maybe, origin, value=_value(what))


def _value(what: object) -> str:
    return "" if isinstance(what, Words) else clipped(what)
