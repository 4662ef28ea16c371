"""Who reports to whom, who is whose kin, and what is said of families in a roster."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lungang.intake.roster.doubts import BY_REMARK, ITSELF, NOBODY_CALLED, POST_OF_NAME
from lungang.intake.roster.draft import WorkbookDraft
from lungang.intake.roster.families import abroad, businesses
from lungang.intake.roster.people import RosterEntry
from lungang.intake.workbook.columns import folded
from lungang_models.facts.abroad import FamilyAbroad
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.vocabulary import Post, Row
from lungang_models.words import Words

#: Words for both sides at once, and those that do not say which side is which.
_MUTUAL = {"夫妻": "配偶"}
_UNCLEAR = frozenset({"兄弟", "姐妹", "兄妹", "姐弟", "父子", "母子", "父女", "母女"})


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
    for at, entry in enumerate(people):
        for name, word in entry.remark.kin if entry.name else ():
            held = ids.get(name, [])
            if len(held) == 1 and word not in _UNCLEAR:
                draft.guess(
                    KinDeclaration, len(draft.declared), "word", BY_REMARK,
                    entry.lines[0],
                )  # fmt: skip
                draft.declared.append(
                    {"declarer": held[0], "word": _MUTUAL.get(word, word),
                     "relative_name": entry.name, "relative_staff": numbers[at]}
                )  # fmt: skip
                continue
            draft.refuse(
                "roster-kin", entry.lines[0], "remark",
                Words("备注中的亲属关系未录入", "kin in the remark were not taken over"),
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
