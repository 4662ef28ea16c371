"""What a roster says for the first sheet: who the organisation is, and by which rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from lungang.intake.prepared import Guess
from lungang.intake.workbook.reading import PolicyCell, StartCell
from lungang.intake.workbook.start import LINES
from lungang_models.organisation import BodyKind, kind_of
from lungang_models.pack import load, names
from lungang_models.vocabulary import Post, Row, Unit
from lungang_models.words import Words

__all__ = ["first_sheet"]

_FROM_TITLES = Words("按花名册标题填写", "from the titles of the roster")
_BY_NAME = Words("按单位名称判断", "by the names of the units")
_PACK_BY_NAME = Words(
    "按单位名称“{text}”暂定，请核对",
    "by the name of the organisation, {text}; please check",
)
_PACK_BY_CONTENT = Words(
    "按花名册中的{text}暂定，请核对", "by {text} in the roster; please check"
)
_PROPOSED = Words(
    "适用规则包暂定为“{title}”（{name}），{why}。换用其他的，改“开始”表的“适用规则包”；"
    "可选：{others}",
    "the rule pack was put down as {title} ({name}): {why}. For another one change "
    "it on the sheet 'start'; there are: {others}",
)
_NO_PACK = Words(
    "没有专为企业拟定的规则包，以与其最接近的事业单位规则包代替，数值请按本企业制度改定",
    "there is no pack made for enterprises: the nearest, for public institutions, stands "
    "in; set its values by your own rules",
)
_OF_KIND = {
    BodyKind.ORGAN: "cn-civil-2020",
    BodyKind.HOSPITAL: "cn-institution-2019",
    BodyKind.SCHOOL: "cn-institution-2019",
    BodyKind.INSTITUTION: "cn-institution-2019",
    BodyKind.BANK: "cn-bank-2019",
    BodyKind.ENTERPRISE: "cn-institution-2019",
}
_FINANCE = re.compile("财政[局厅]")
#: Units and posts that only one kind of organisation has.
_TELLING = {
    BodyKind.HOSPITAL: re.compile(
        r"(?<!兽)医师|护士|护理|门诊|住院部|(内|外|妇产|儿|急诊|放射|检验|药剂|麻醉)科$|\b(nurse|physician|ward)\b",
        re.IGNORECASE,
    ),
    BodyKind.SCHOOL: re.compile(
        r"教务|教研|年级组|班主任|教师$|教授|辅导员|学生处|\b(teacher|lecturer|professor)\b",
        re.IGNORECASE,
    ),
    BodyKind.BANK: re.compile(
        r"支行|分理处|客户经理|柜员|信贷|授信|放款|理财经理|大堂经理|"
        r"\b(teller|loan officer|branch manager)\b",
        re.IGNORECASE,
    ),
    BodyKind.ENTERPRISE: re.compile(
        r"车间|销售部|市场部|董事会|监事|总经理|生产部|分公司|\b(sales|chief executive)\b",
        re.IGNORECASE,
    ),
}
#: Fewer units and posts than this tell nothing.
_ENOUGH = 2


class _Proposal(NamedTuple):
    pack: str
    kind: BodyKind
    why: Words


def first_sheet(
    bureau: str, rows: Mapping[type[Row], Sequence[Row]], effect: date | None, pack: str
) -> tuple[tuple[PolicyCell, ...], tuple[Guess, ...], tuple[Words, ...]]:
    """The lines of 开始 that the roster fills, those of them that are guesses, and what
    to ask about them. ``pack`` is the rule pack that was asked for, empty to propose one.
    """
    units = [r.name for r in rows[Unit] if isinstance(r, Unit)]
    own = [n for n in units if "人事" in n]
    said = {
        "office.bureau": (bureau, _FROM_TITLES),
        "office.personnel": (own[0] if len(own) == 1 else "", _BY_NAME),
    }
    asked: list[Words] = []
    posts = [r.name for r in rows[Post] if isinstance(r, Post)]
    proposal = None if pack else _proposed(bureau, [*units, *posts])
    if proposal is not None:
        said["plan.pack"] = proposal.pack, proposal.why
        asked.append(_question(proposal))
        if proposal.kind is BodyKind.ENTERPRISE:
            asked.append(_NO_PACK)
    at = {line.knob: row for row, line in enumerate(LINES)}
    settings = [PolicyCell(knob=k, value=v) for k, (v, _) in said.items() if v]
    if pack:
        settings.append(PolicyCell(knob="plan.pack", value=pack))
    if effect is not None:
        settings.append(PolicyCell(knob="plan.effect_on", value=effect.isoformat()))
    guesses = (
        Guess(StartCell, at[k], "value", why, "") for k, (v, why) in said.items() if v
    )
    return tuple(settings), tuple(guesses), tuple(asked)


def _proposed(bureau: str, contents: Iterable[str]) -> _Proposal | None:
    """The pack that name or contents of a roster suggest; none for a finance bureau,
    whose rules stand where no pack is named, and where nothing tells."""
    if _FINANCE.search(bureau):
        return None
    kind = kind_of(bureau)
    if kind is not BodyKind.UNKNOWN:
        return _Proposal(_OF_KIND[kind], kind, _PACK_BY_NAME.fill(text=bureau))
    texts = list(dict.fromkeys(contents))
    found = {k: [t for t in texts if p.search(t)] for k, p in _TELLING.items()}
    best = max(found, key=lambda k: len(found[k]))
    if len(found[best]) < _ENOUGH:
        return None
    named = "、".join(found[best][:3])
    return _Proposal(_OF_KIND[best], best, _PACK_BY_CONTENT.fill(text=named))


def _question(proposal: _Proposal) -> Words:
    others = [n for n in names() if n != proposal.pack]
    title = load(proposal.pack).title
    told = [
        Words(f"{n}（{load(n).title.zh}）", f"{n} ({load(n).title.en})") for n in others
    ]
    return _PROPOSED.fill(
        title=title, name=proposal.pack, why=proposal.why,
        others=Words("、".join(t.zh for t in told), ", ".join(t.en for t in told)),
    )  # fmt: skip
