"""Who reports to whom, who is whose kin, and what is said of families in a roster."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from datetime import date
from typing import Any

from lungang.intake.roster.doubts import BY_REMARK, ITSELF, NOBODY_CALLED, POST_OF_NAME
from lungang.intake.roster.draft import WorkbookDraft
from lungang.intake.roster.families import abroad, businesses
from lungang.intake.roster.people import RosterEntry
from lungang.intake.roster.remarks import KinTold
from lungang.intake.roster.table import RosterLine
from lungang.intake.workbook.columns import folded
from lungang_models.facts.abroad import FamilyAbroad
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.vocabulary import Post, Row
from lungang_models.words import Words

#: Words that the sheet of kin has another word for.
_PLAIN = {
    "夫妻": "配偶", "夫妇": "配偶", "married": "spouse", "夫": "丈夫", "妻": "妻子",
    "父": "父亲", "母": "母亲", "子": "儿子", "女": "女儿", "弟": "弟弟", "妹": "妹妹",
    "兄": "哥哥", "姐": "姐姐",
}  # fmt: skip
#: Words for both sides at once that do not say which side is which, and the parent's.
_PARENTS = {"父子": "父亲", "父女": "父亲", "母子": "母亲", "母女": "母亲"}
#: So many years apart, one of two is the parent.
_GENERATION = 14


def report_lines(
    people: Sequence[RosterEntry], draft: WorkbookDraft, numbers: Mapping[int, str]
) -> None:
    """Whom a post reports to, where the roster names a person or a post."""
    post_of = {p["name"]: p["post"] for p in draft.staff}
    post_of |= _by_number(people, draft, numbers)
    by_id = {p["id"]: p for p in draft.staff}
    at_row = {p["id"]: row for row, p in enumerate(draft.posts)}
    for at, entry in enumerate(people):
        line = entry.lines[0]
        name = line.text("reports_to")
        if not name or not entry.name:
            continue
        own = by_id[numbers[at]]["post"]
        row = at_row[own]
        over = post_of.get(name) or post_of.get(re.sub(r"\s", "", name))
        if over is None:
            over = _post_called(draft, name, draft.posts[row])
            if over is not None:
                draft.guess(Post, row, "reports_to", POST_OF_NAME, line)
        if over is not None and over != own:
            draft.posts[row]["reports_to"] = over
            continue
        draft.refuse(
            "roster-reports-to", line, "reports_to",
            ITSELF if over == own else NOBODY_CALLED.fill(name=name),
            Words("在岗位表填写报告对象", "name the post it reports to on the sheet of posts"),
        )  # fmt: skip


def _by_number(
    people: Sequence[RosterEntry], draft: WorkbookDraft, numbers: Mapping[int, str]
) -> dict[str, str]:
    """The posts by the numbers that the roster itself gives them."""
    by_id = {p["id"]: p for p in draft.staff}
    return {
        own: by_id[numbers[at]]["post"]
        for at, entry in enumerate(people)
        if entry.name and (own := entry.lines[0].text("post_number"))
    }


def _post_called(
    draft: WorkbookDraft, name: str, below: Mapping[str, Any]
) -> str | None:
    """The one post of a name: in the same unit, else in the whole roster."""
    named = [p for p in draft.posts if folded(p["name"]) == folded(name)]
    near = [p for p in named if p["unit"] == below["unit"] and p is not below]
    found = near or [p for p in named if p is not below]
    return str(found[0]["id"]) if len(found) == 1 else None


def numbers_by_name(
    people: Sequence[RosterEntry], numbers: Mapping[int, str]
) -> Mapping[str, Sequence[str]]:
    """The staff numbers of everybody of a name."""
    ids: dict[str, list[str]] = {}
    for at, entry in enumerate(people):
        if entry.name:
            ids.setdefault(entry.name, []).append(numbers[at])
    return ids


def declare_kin(
    people: Sequence[RosterEntry], draft: WorkbookDraft, numbers: Mapping[int, str]
) -> None:
    """Kin that remarks name, where it is plain who is what to whom."""
    ids = numbers_by_name(people, numbers)
    known = {folded(n) for n in numbers.values()}
    born = {p["id"]: p.get("born") for p in draft.staff}
    for at, entry in enumerate(people):
        for told in entry.remark.kin if entry.name else ():
            held = _meant(told.who, ids, known)
            sides = _sides(told, numbers[at], held[0], born) if len(held) == 1 else None
            if sides is None or held[0] == numbers[at]:
                _not_taken(draft, entry.lines[0], told)
                continue
            declarer, relative, word = sides
            row = len(draft.declared)
            name = next(p["name"] for p in draft.staff if p["id"] == relative)
            made = {"declarer": declarer, "word": word, "relative_name": name,
                    "relative_staff": relative}  # fmt: skip
            if made in draft.declared:
                continue
            draft.declared.append(made)
            for field in made:
                draft.guess(KinDeclaration, row, field, BY_REMARK, entry.lines[0])


def _meant(
    who: str, ids: Mapping[str, Sequence[str]], known: Container[str]
) -> Sequence[str]:
    """The staff numbers that a name or a number in a remark may mean."""
    if folded(who) in known:
        return [
            next(n for held in ids.values() for n in held if folded(n) == folded(who))
        ]
    if who in ids:
        return ids[who]
    ends = [n for n in ids if len(n) > 1 and who.endswith(n)]  # 我是李文
    return ids[max(ends, key=len)] if ends else ()


def _sides(
    told: KinTold, own: str, other: str, born: Mapping[str, date | None]
) -> tuple[str, str, str] | None:
    """Who declares, who the relative is, and the word; ``None`` where it is not plain."""
    word = _PLAIN.get(told.word.casefold(), told.word)
    if word in _PARENTS:  # 父子 does not say who is the father; their births do
        one, two = born.get(own), born.get(other)
        if one is None or two is None or abs(one.year - two.year) < _GENERATION:
            return None
        child, parent = (own, other) if one > two else (other, own)
        return child, parent, _PARENTS[word]
    return (own, other, word) if told.own else (other, own, word)


def _not_taken(draft: WorkbookDraft, line: RosterLine, told: KinTold) -> None:
    draft.refuse(
        "roster-kin", line, "remark",
        Words(f"备注中的亲属关系未录入：{told.who}、{told.word}",
              f"kin in the remark were not taken over: {told.who}, {told.word}"),
        Words("请在亲属申报表填写称谓和亲属",
              "enter relation and relative on the sheet of kin"),
    )  # fmt: skip


def declare_families(
    people: Sequence[RosterEntry], draft: WorkbookDraft, numbers: Mapping[int, str]
) -> None:
    """Businesses and families abroad that remarks tell, every cell of them a guess."""
    for at, entry in enumerate(people):
        text = entry.lines[0].text("remark") if entry.name else ""
        rows: list[tuple[type[Row], Mapping[str, Any]]] = [
            (FamilyBusiness, told) for told in businesses(text)
        ]
        away = abroad(text)
        if away is not None:
            rows.append((FamilyAbroad, away))
        for kind, values in rows:
            row = len(draft.of(kind))
            draft.of(kind).append({"person": numbers[at], **values})
            for name in values:
                draft.guess(kind, row, name, BY_REMARK, entry.lines[0])
