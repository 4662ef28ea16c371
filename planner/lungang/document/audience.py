"""Who may see what of the register: the same document, less what is not his to know.

The personnel section and the discipline inspectors see it whole. The leadership sees
every risk, its people and its grade, but no facts of their families: neither the kind of
risk nor its article, which would tell them. The public gets numbers only: that is the
disclosure of article 5(2).
"""

from __future__ import annotations

from collections import Counter
from typing import Literal, get_args

from lungang.document.parts import (
    FindingLine,
    MoveLine,
    ReasonLine,
    RegisterDocument,
    RegisterPart,
    Text,
    TotalLine,
    WaiverLine,
)
from lungang.moves import ReasonCode, family

Audience = Literal["hr", "leadership", "inspection", "public"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)

#: Folders of the rule book whose findings tell of families, or quote what was filed.
_PRIVATE = frozenset({"recusal", "data"})
_WITHHELD = Text(
    zh="家庭情况由人事科掌握", en="family facts are kept by the personnel section"
)
_NEUTRAL = {
    "recusal": Text(zh="任职回避或限制", en="recusal or restriction"),
    "data": Text(zh="申报或数据待核实", en="a declaration or a fact to verify"),
}
_HANDLED = Text(zh="由人事科办理", en="handled by the personnel section")
_RECUSAL = ReasonCode.RECUSAL.name.lower()


def seen_by(audience: Audience, whole: RegisterDocument) -> RegisterDocument:
    """The part of a whole register that an audience may see."""
    if audience == "public":
        return _numbers(whole)
    if audience == "leadership":
        return without_families(whole)
    return whole.model_copy(update={"audience": audience})


def without_families(whole: RegisterDocument) -> RegisterDocument:
    """Every risk, person and grade; no facts of families."""
    return whole.model_copy(update={
        "audience": "leadership",
        "findings": tuple(map(_finding, whole.findings)),
        "moves": tuple(map(_move, whole.moves)),
        "waivers": tuple(map(_waiver, whole.waivers)),
        "avoid": (),
        "leaving": tuple(
            line.model_copy(update={"because": _WITHHELD}) for line in whole.leaving
        ),
    })  # fmt: skip


def _finding(line: FindingLine) -> FindingLine:
    folder = family(line.rule)
    if folder not in _PRIVATE:
        return line
    people, title = [p.name for p in line.staff], _NEUTRAL[folder]
    zh, en = "、".join(people), ", ".join(people)
    says = Text(
        zh=f"{title.zh}{f': 涉及{zh}' if people else ''}; {_WITHHELD.zh}",
        en=f"{title.en}{f': {en}' if people else ''}; {_WITHHELD.en}",
    )
    return line.model_copy(update={
        "rule": folder, "code": "—", "title": title, "article": "—", "says": says,
        "measure": _HANDLED, "carried": None,
        "waiver": None if line.waiver is None else _waiver(line.waiver),
    })  # fmt: skip


def _move(line: MoveLine) -> MoveLine:
    return line.model_copy(update={"reasons": tuple(map(_reason, line.reasons))})


def _reason(line: ReasonLine) -> ReasonLine:
    private = line.reason.code == _RECUSAL
    return line.model_copy(update={"says": _WITHHELD}) if private else line


def _waiver(line: WaiverLine) -> WaiverLine:
    folder = family(line.rule)
    if folder not in _PRIVATE:
        return line
    return line.model_copy(update={"rule": folder, "reason": _WITHHELD.zh})


def _numbers(whole: RegisterDocument) -> RegisterDocument:
    """Risks by means and grade of the whole organisation: no unit, no name, no id."""
    kept = RegisterPart(totals=_merged(whole.register_.totals), vanished=(), idle=())
    provenance = whole.provenance.model_copy(update={"overlaid": {}})
    return whole.model_copy(update={
        "audience": "public", "provenance": provenance, "register_": kept,
        "findings": (), "moves": (), "waivers": (), "avoid": (), "leaving": (),
    })  # fmt: skip


def _merged(totals: tuple[TotalLine, ...]) -> tuple[TotalLine, ...]:
    before, after = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    first: dict[tuple[str, str], TotalLine] = {}
    for line in totals:
        place = (line.means.code, line.grade.code)
        first.setdefault(place, line)
        before[place] += line.before
        after[place] += line.after or 0
    grades = ("major", "significant", "ordinary")
    order = sorted(first, key=lambda p: (p[0], grades.index(p[1])))
    return tuple(
        first[p].model_copy(update={
            "unit": None, "unit_name": None, "before": before[p],
            "after": None if first[p].after is None else after[p],
        })
        for p in order
    )  # fmt: skip
