"""What a column of a roster holds, told by its heading or by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from lungang.intake.workbook.cells import Raw, as_text
from lungang.intake.workbook.columns import folded, without_remark
from lungang_models.identity_number import flaws, plain_number

#: Of the filled cells of a column, at least this share must look alike before the
#: contents alone say what it holds. Below it people type remarks between the values.
ALIKE = 0.8
#: Fewer filled cells than this prove nothing.
ENOUGH = 3

# The hundred commonest family names cover about 85 of 100 people.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左"
    "柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈"
)
_UNIT_END = re.compile(
    r"(科|股|室|处|中心|办|办公室|局|队|所|站|部|组|庭|系|党委|班子|领导|大队|支队)$"
)
_UNIT_EN = re.compile(
    r"\b(dept|department|division|section|office|unit|team|branch|centre|center)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_NAME_HAN = re.compile(r"[\u3400-\u9fff·]{2,5}")
_ESTABLISHMENT = re.compile(
    r"(行政|事业|参公|工勤|聘用|合同|公务员|全额|差额|编外|工人)"
)
_LEVEL = re.compile(r"(正|副)?(科|处|股|厅|局)级|科员|主任科员|调研员|办事员|职员")


# What a heading not met before most likely is, the first that fits the whole of it.
_LIKELY = tuple(
    (target, re.compile(pattern))
    for target, pattern in (
        ("unused", r".*(工资|津贴|补贴|津补|税|实发|应发|扣|保险|公积金|奖|卡号|电话|手机|"
                   r"学历|学位|党|政治|民族|籍贯|毕业|合同|照片|签|绩效|薪级|养老|医保|医疗|失业).*|"
                   r".?行号|参加工作.*|工作年月|证件(类型|种类)|.*(salary|wage|pay(roll)?(date|period)|bonus).*"),
        ("born", r".*(出生|生日|生年).*|d\.?o\.?b\.?|.*birth.*|生于"),
        ("retires", r".*(退休|到龄|退岗).*|.*retire.*"),
        ("entered_level", r".*级.*(时间|日期|年月|起始|起)"),
        ("entered_unit", r"[到来进入调现]+.*([科股处室]|部门).*(时间|日期|年月|起始|起)"),
        ("entered_post", r".*([岗职聘任]).*(时间|日期|年月|起始|起|日|起止)|"
                         r".*任现[岗职].*|何时[到上任].*|"
                         r"(job|position|post|role)(entry|effective).*|"
                         r"(appointed|since|start(ed)?|entered|from|date).*(post|position|role|job)|"
                         r".*(post|position|role|job).*(since|start(ed)?|from|date)"),
        ("entered_organ", r"[到来进入调][局院校行厂所站馆台会]|"
                          r"([到来进入调].*|.*(本(单位|局|院|行|公司)|机关).*)"
                          r"(时间|日期|年月|起始|起)|"
                          r"(date)?(joined|hired?|engaged|commenced).*"),
        ("reports_to", r"(直接|直属|汇报|报告|分管|主管)?"
                       r"(上级|上司|对象|负责人|领导)(岗位|姓名|人)?|"
                       r"(line|direct)?(manager|supervisor)(name)?"),
        ("number", r"(职工|员工|人员|工资|人事|教工|工作证)(编)?(号|号码|编码|代码|id)|"
                   r"(payroll|employee|staff|personnel|empl?|badge|clock)(no|number|id|code|#)\.?"),
        ("status", r"(empl?|employment|staff|work|hr)status"),
        ("remark", r"备考|情况|情况说明|其他(情况|事项)?"),
        ("post_number", r"(岗位?|职位|职务)(编)?(号|号码|编码|代码)|"
                        r"(post|position|job)(no|number|id|code|#)\.?"),
        ("name", r"(职工|员工|人员|干部|教师|本人|在编)?(姓名|名字)|(staff|employee|full)?name|"
                 r"(现|在|任|担|持|责)(任|岗|职)?(人|者|人员)|教师|教职工|工作人员|干部职工|职工|"
                 r"held\ ?by|(current)?(post|job)?-?holder|"
                 r"(current)?occupant"),
        ("key", r"(是否)?(为|是)?(关键|重点|重要)岗位?"),
        ("level", r".*(职级|层次|层级|级别|等级)"),
        ("establishment", r".*(编制|用工|身份|用编|人员|职工|员工|教工)(类别|性质|类型|种类|形式)|"
                          r"(contract|employment|tenure)(type|basis|status)?"),
        ("bureau", r"(发放|发薪|用人|归属|核算|隶属|编制|在编|现)单位(名称)?"),
        ("unit", r".*(科室|股室|处室|部门|机构|班组|科|股|系|处|部|庭)(名称)?|"
                 r"(directorate|service|team|bureau)s?|"
                 r"(dept|department)(name|desc.*)?"),
        ("post", r".*(岗位|职务|职位|任职)(名称|名|情况)?|(担任)?何职|"
                 r"(position|job|post|role|working|official)(title|name|desc.*)?"),
    )
)  # fmt: skip


class ColumnReading(NamedTuple):
    """What a column holds, and whether its heading is known or it was only likely."""

    target: str
    by_heading: bool


@cache
def spellings() -> Mapping[str, str]:
    """Folded heading → what a column under it holds."""
    text = files(__package__).joinpath("roster_headings.tsv").read_text("utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines()[1:]:
        target, words = line.split("\t")
        for word in re.split(r"(?<!\\) ", words):
            found.setdefault(folded(word.replace("\\ ", " ")), target)
    return found


def of_heading(text: object) -> str | None:
    """The target of a heading; ``None`` where it is not understood.

    >>> of_heading("所在科室（股室）")
    'unit'
    >>> of_heading("科（股）室"), of_heading("姓名 Name")
    ('unit', 'name')
    """
    if not isinstance(text, str) or not text.strip() or len(text) > 60:
        return None
    known = spellings()
    return (
        known.get(folded(text))
        or known.get(without_remark(text))
        or known.get(_BRACKETS.sub("", folded(text)))
        or _in_two_tongues(text)
    )


def _in_two_tongues(text: str) -> str | None:
    """What both halves of a heading in two languages say, or one of them: 姓名 Name."""
    halves = [
        re.sub(other, " ", text) for other in ("[^\u3400-\u9fff]", "[\u3400-\u9fff]")
    ]
    if not all(h.strip() for h in halves):
        return None
    said = {t for h in halves if (t := spellings().get(folded(h)))}
    return said.pop() if len(said) == 1 else None


def likely(text: str) -> str | None:
    """What a heading not met before most likely says; its column is asked about.

    >>> likely("聘期起始"), likely("到现科室时间"), likely("Appointed to post")
    ('entered_post', 'entered_unit', 'entered_post')
    """
    plain = _BRACKETS.sub("", folded(text))
    return next((t for t, pattern in _LIKELY if pattern.fullmatch(plain)), None)


def of_cells(cells: Iterable[Raw]) -> str | None:
    """What cells under no known heading hold, or ``None`` where they do not say."""
    texts = [as_text(c).strip() for c in cells if c not in ("", None)]
    if len(texts) < ENOUGH:
        return None
    for target, looks in _LOOKS:
        if sum(map(looks, texts)) >= ALIKE * len(texts):
            return target if _varied_enough(target, texts) else None
    return None


def _varied_enough(target: str, texts: Sequence[str]) -> bool:
    """Names hardly repeat; units and sexes do nothing else."""
    distinct = len(set(texts))
    if target == "name":
        return distinct >= 0.8 * len(texts)
    return target == "id_number" or distinct < len(texts) or len(texts) < 8


def _is_name(text: str) -> bool:
    plain = re.sub(r"\s", "", text)
    return (
        bool(_NAME_HAN.fullmatch(plain))
        and is_surname(plain)
        and not _UNIT_END.search(plain)
    )


def is_surname(text: str) -> bool:
    """Whether a text begins with one of the commonest family names."""
    return text[:1] in _SURNAMES


def is_unit(text: str) -> bool:
    """Whether a text reads like the name of a section or an institution."""
    return bool(_UNIT_END.search(text) or _UNIT_EN.search(text))


def _is_identity(text: str) -> bool:
    return not flaws(plain_number(text))


_LOOKS = (
    ("id_number", _is_identity),
    ("sex", lambda t: folded(t) in {"男", "女", "m", "f", "male", "female"}),
    ("establishment", lambda t: bool(_ESTABLISHMENT.search(t)) and len(t) <= 10),
    ("level", lambda t: bool(_LEVEL.search(t)) and len(t) <= 8),
    ("unit", is_unit),
    ("name", _is_name),
)
