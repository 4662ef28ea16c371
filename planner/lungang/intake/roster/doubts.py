"""Why a cell of the workbook is a guess: what the roster says, and what it may mean."""

from __future__ import annotations

import re

from lungang.intake.roster.table import RosterLine
from lungang.intake.workbook.columns import folded
from lungang_models.words import Words

BY_UNIT = Words(
    "花名册没有编制一栏，按单位类别推定",
    "the roster has no such column; by the kind of unit",
)
BY_SHEET = Words(
    "按工作表名称“{text}”推定，请核对", "by the name of the sheet, {text}; please check"
)
UNREAD_WORD = Words(
    "编制名称未能识别，按单位类别推定", "the word is not known; by the kind of unit"
)
MAY_BE_GONE = Words(
    "备注提到退休、调出或派遣等，是否在职请核对",
    "the remark speaks of leaving or of an agency; please check",
)
BY_LEADING = Words(
    "按职务归入领导班子，请核对", "put into the leadership by the title; please check"
)
OF_SEVERAL = Words(
    "几个单位都有“{text}”，冠以单位名称",
    "several organisations have a “{text}”: told apart by their names",
)
BY_PLACE = Words("按图中的位置归入，请核对", "by where the box stands; please check")
UNIT_OF_SHEET = Words(
    "花名册没有部门一栏，按工作表名称填写",
    "no column of units; by the name of the sheet",
)
UNIT_IN_TITLE = Words(
    "花名册没有部门一栏，部门和岗位由“{text}”分开",
    "no column of units: unit and post were taken out of “{text}”",
)
NO_UNIT_GIVEN = Words("花名册没有写明部门", "the roster names no unit")
NO_TITLE = Words("没有职务，暂记为“工作人员”", "no title; put down as “staff”")
BY_TITLE = Words("按职务名称判断", "by the title")
BY_HOLDERS = Words("按现有人员推定", "by those who hold it")
MAY_BE_GRADE = Words(
    "花名册的“{heading}”也可能指任职级时间，请核对",
    "the roster's {heading} may be the date of the grade; please check",
)
BY_HIGHER_ORGAN = Words(
    "领导班子成员一般由上级任免，按不在管理权限内填写，请核对",
    "leaders are usually appointed by a higher organ: put down as outside the "
    "authority, please check",
)
HELD_BESIDE = Words("花名册中有人兼任此岗", "held beside another post in the roster")
TAKEN_APART = Words(
    "花名册写作“{text}”，任现岗位按“{post}”录入",
    "the roster says “{text}”; the post was taken as “{post}”",
)
BY_IDENTITY = Words("由身份证号得出", "out of the identity number")
BY_REMARK = Words("按备注判断", "by the remark")
MAY_BE_ELSE = Words(
    "花名册的“{heading}”也可能指进入科室或任现岗的时间，请核对",
    "the roster's {heading} may be the date of entering the unit or post; please check",
)
SHORTENED = Words(
    "花名册写作“{text}”，略去本单位名称",
    "the roster says “{text}”; the organisation's own name is left out",
)
ITSELF = Words("报告对象是本岗自己，未录入", "it reports to itself; not taken over")
NOBODY_CALLED = Words(
    "花名册中没有{name}，或有几个",
    "nobody, or more than one, called {name} in the roster",
)
POST_OF_NAME = Words("按岗位名称对应", "matched by the name of the post")
SAME_AS_ABOVE = Words(
    "部门一格为空，按上一行或合并单元格填写", "the cell is empty; as above or as merged"
)


#: Headings of a date of entering the organisation that may mean another entering.
_ENTERING = frozenset({"进入时间", "调入时间", "调入日期", "startdate"})


def taken_apart(line: RosterLine, post: str) -> Words:
    """That the cell of the post says more, or less surely, than the post."""
    return TAKEN_APART.fill(text=line.text("post"), post=post)


def other_date(line: RosterLine, target: str) -> Words | None:
    """Why a date may be another than its column in the workbook: its heading says so."""
    heading = line.headings.get(target, "")
    if (
        target == "entered_post"
        and "岗" not in heading
        and re.search(r"[\u3400-\u9fff]", heading)
    ):
        return MAY_BE_GRADE.fill(heading=heading)
    if target == "entered_organ" and folded(heading) in _ENTERING:
        return MAY_BE_ELSE.fill(heading=heading)
    return None
