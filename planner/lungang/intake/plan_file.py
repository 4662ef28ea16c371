"""A plan given back: ``plan.json``, or the ``plan.xlsx`` that HR edited by hand.

Only ids count: who, which post, which window. A person left out, a post held twice or
a cover that does not fit is no fault here; the audit of the plan tells it.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lungang.formats.json_text import KeyTwice, read_json
from lungang.intake.result_folder import plan_in
from lungang.intake.workbook import locate, read
from lungang.intake.workbook.cells import clean
from lungang.intake.workbook.messages import clipped, file_fault, placed, trouble
from lungang.intake.workbook.reading import WorkbookReading
from lungang.intake.workbook.safety import MEGABYTE
from lungang_models.fault import BadInput, Doubt, Fault, Origin
from lungang_models.meant import Meant
from lungang_models.plan import Leave, Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, Row, StaffId, column
from lungang_models.words import Words

SCHEMA_STEM = "lungang-plan/"
FEW_UNKNOWN = 3
"""The most unknown numbers that pass for slips of the pen; of more, the file may be another's."""

WHOLE = "hr"
"""The edition in which people stand with their names."""

OTHER_BOOK = Words(
    "换用这份工作簿的方案，或换用得出该方案的工作簿",
    "give a plan of this workbook, or the workbook that the plan was made of",
)

LARGEST_PLAN = 1024 * MEGABYTE
"""A plan of 50,000 staff takes some 30 MB: whatever we write is read back."""


class PlacementRow(Row):
    """A row of the sheet of placements: a person and the post they are to hold."""

    sheet = Words("全员任职", "placements")
    person: StaffId = column("工号", "staff number")
    post: str = column("拟任岗位", "post under the plan", default="")


class LeaveRow(Row):
    """A row of the leave sheet: one post that is covered while its holder is away."""

    sheet = Words("强制休假安排", "mandatory leave")
    person: StaffId = column("工号", "staff number")
    window: int = column("批次", "window", ge=1)
    post: str = column("代理岗位", "post covered", default="")
    cover: StaffId | None = column("代职人工号", "cover", default=None)


class Place(NamedTuple):
    """Where something was said, so that a fault can point at it."""

    origin: Origin
    column: str


def post_label(post: str, unit: str, name: str) -> str:
    """How a post stands in the drop-down of the sheet of placements."""
    return clean(f"{post} | {unit} {name}")


def read_plan(path: str | os.PathLike[str], problem: Problem) -> Plan:
    """The plan in a file or a result folder, as a plan for ``problem``.

    Raises ``BadInput`` with every fault at once, each with its sheet and cell.
    """
    return plan_and_doubts(path, problem)[0]


def plan_and_doubts(
    path: str | os.PathLike[str], problem: Problem
) -> tuple[Plan, tuple[Doubt, ...]]:
    """The plan of :func:`read_plan`, and what is doubtful in the sheets it stands in:
    rows struck out, merged or written twice."""
    where = plan_in(Path(path))
    if where.suffix.lower() == ".json":
        return plan_of(content_of(where), where.name, problem), ()
    reading = read(where, (PlacementRow, LeaveRow))
    faults = [*reading.faults, *_missing(reading)]
    said = _Said(problem)
    for row in reading.tables.of(PlacementRow):
        said.place(row.person, row.post, _placed(row, "person"), _placed(row, "post"))
    for row in reading.tables.of(LeaveRow):
        said.send(row.person, row.window, _placed(row, "person"))
        if row.post or row.cover:
            said.cover(
                row.person, row.window, row.post, row.cover or "",
                _placed(row, "post"), _placed(row, "cover"),
            )  # fmt: skip
    told = _of_another_book(where.name, said, len(reading.tables.of(PlacementRow)))
    faults += [locate(fault, reading) for fault in told]
    if not faults and not said.placements:
        faults.append(_empty(where.name))
    if faults:
        raise BadInput(tuple(faults))
    own = [d for d in reading.doubts if d.origin and d.origin.sheet in reading.layouts]
    return said.plan(), tuple(d for d in own if d.code != "column-unknown")


def _placed(row: Row, field: str) -> Place:
    return Place(row.origin or Origin("", 0), row.headings()[field].zh)


def _missing(reading: WorkbookReading) -> Iterator[Fault]:
    """The sheet of placements must be there; that of leaves may have been deleted."""
    kinds = {layout.kind for layout in reading.layouts.values()}
    heading = PlacementRow.headings()["post"]
    for sheet, layout in reading.layouts.items():
        if layout.kind is PlacementRow and heading.zh not in layout.columns:
            what = trouble("column-missing", column=heading)
            yield placed(what, Origin(sheet, 1), heading.zh)
    if PlacementRow not in kinds and not reading.faults:
        name = PlacementRow.sheet
        yield Fault(
            "sheet-missing",
            Words(f"缺少工作表“{name.zh}”", f"the sheet {name.en!r} is missing"),
            Words(
                "交回由本程序生成且有方案的 plan.xlsx（求解无果时没有此表）",
                "give back a plan.xlsx of ours that holds a plan (without one there is "
                "no such sheet)",
            ),
            value=name.zh,
        )


class _Said:
    """What a plan says, gathered line by line, with whatever is wrong in it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.faults: list[Fault] = []
        self.placements: set[tuple[StaffId, PostId]] = set()
        self.leaves: dict[tuple[StaffId, int], set[tuple[PostId, StaffId]]]
        self.leaves = defaultdict(set)
        self.labels = _labels(problem)

    def place(self, person: str, post: str, at: Place, post_at: Place) -> None:
        """A person holds a post; with no post named, they hold none."""
        who = self._person(person, at)
        where = self._post(post, post_at) if post else None
        if who is not None and where is not None:
            self.placements.add((who, where))

    def send(self, person: str, window: int, at: Place) -> None:
        """A person is on leave in a window."""
        who = self._person(person, at)
        if who is not None:
            self.leaves[who, window] |= set()

    def cover(
        self, person: str, window: int, post: str, cover: str, at: Place, who_at: Place
    ) -> None:
        """Somebody acts in a post meanwhile."""
        where, acting = self._post(post, at), self._person(cover, who_at)
        known = StaffId(person) in self.problem.person
        if known and where is not None and acting is not None:
            self.leaves[StaffId(person), window].add((where, acting))

    def plan(self) -> Plan:
        leaves = (Leave(s, w, tuple(sorted(c))) for (s, w), c in self.leaves.items())
        return Plan(self.problem, frozenset(self.placements), tuple(leaves))

    def _person(self, text: str, at: Place) -> StaffId | None:
        if StaffId(text) in self.problem.person:
            return StaffId(text)
        noun = Words("人员", "member of staff")
        meant = Meant(self.problem.person).says(text)
        self.faults.append(_unknown("staff-unknown", noun, text, at, meant))
        return None

    def _post(self, text: str, at: Place) -> PostId | None:
        found = self.labels.get(clean(text))
        if found is None:
            noun = Words("岗位", "post")
            meant = Meant(self.problem.post).says(text)
            self.faults.append(_unknown("post-unknown", noun, text, at, meant))
        return found


def _labels(problem: Problem) -> Mapping[str, PostId]:
    """Every way a post may be named: as in the drop-down, or by its id alone."""
    named = {
        post_label(p.id, problem.unit[p.unit].name, p.name): p.id for p in problem.posts
    }
    return {**named, **{clean(p.id): p.id for p in problem.posts}}


def _unknown(
    code: str, noun: Words, text: str, at: Place, meant: Words | None
) -> Fault:
    shown = clipped(text)
    says = Words(f"没有编号为“{shown}”的{noun.zh}", f"no such {noun.en}: {shown!r}")
    if not text:
        says = Words(f"未填{noun.zh}编号", f"no {noun.en} is named")
    maybe = meant or Words(
        f"改为{noun.zh}表中的编号", f"write the id of a {noun.en} in the workbook"
    )
    return Fault(code, says, maybe, at.origin, at.column, "", shown)


# -- plan.json


def plan_of(content: Mapping[str, Any], name: str, problem: Problem) -> Plan:
    """The plan in the content of the file ``name``, as :func:`read_plan` has it."""
    said = _Said(problem)
    for at, line in _lines(said, name, content, "placements"):
        who, where = line.get("staff"), line.get("post")
        if _texts(said, at, staff=who, post=where):
            said.place(str(who), str(where), at._replace(column=f"{at.column}.staff"),
                       at._replace(column=f"{at.column}.post"))  # fmt: skip
    for at, line in _lines(said, name, content, "leaves"):
        who, window = _id(line.get("staff")), line.get("window")
        if type(window) is not int or window < 1:
            said.faults.append(_shape(at, "window"))
        elif _texts(said, at, staff=who):
            _leave(said, at, str(who), window, line)
    if said.faults:
        named = len(content.get("placements") or ())
        raise BadInput(_of_another_book(name, said, named))
    if not said.placements:
        raise BadInput((_empty(name),))
    _same_people(name, content, problem)
    return said.plan()


def _same_people(name: str, content: Mapping[str, Any], problem: Problem) -> None:
    """Numbers alike prove nothing where most of them belong to people of other names."""
    people = content.get("people")
    whole = content.get("edition") == WHOLE and isinstance(people, dict)
    told = people.items() if whole and isinstance(people, dict) else ()
    named = {s: n for s, n in told if isinstance(n, str) and n}
    known = {str(s): p.name for s, p in problem.person.items()}
    other = [s for s, n in named.items() if known.get(s, n) != n]
    if len(other) <= FEW_UNKNOWN or 2 * len(other) <= len(named):
        return
    first = other[0]
    says = Words(
        f"该方案不是由这份工作簿得出的：{len(other)}人的姓名与工作簿不同，"
        f"如{first}在方案中是{named[first]}，在工作簿中是{known[first]}",
        f"this plan was not made of this workbook: {len(other)} people have other names "
        f"in it, such as {first}: {named[first]} there, {known[first]} here",
    )
    raise BadInput(
        (Fault("plan-of-other-book", says, OTHER_BOOK, Origin(name, 1), "people"),)
    )


def content_of(path: Path) -> Mapping[str, Any]:
    """The object in a plan's file. Raises ``BadInput`` when there is none of our schema."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise BadInput((file_fault("file-kind", path.name),))
        if found.st_size > LARGEST_PLAN:
            size = f"{LARGEST_PLAN // MEGABYTE}MB"
            what = Words(f"大于{size}", f"over {size}")
            raise BadInput((file_fault("file-too-large", path.name, what=what),))
        content = read_json(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise BadInput((file_fault("file-missing", path.name),)) from None
    except OSError:
        raise BadInput((file_fault("file-unreadable", path.name),)) from None
    except KeyTwice as twice:
        key = clipped(twice.args[0])
        raise BadInput((file_fault("file-key-repeated", path.name, key=key),)) from None
    except (ValueError, RecursionError):
        raise BadInput((file_fault("file-broken", path.name),)) from None
    if content == {}:
        raise BadInput((_empty(path.name),))
    schema = content.get("schema") if isinstance(content, dict) else None
    if not isinstance(schema, str) or not schema.startswith(SCHEMA_STEM):
        raise BadInput((_shape(Place(Origin(path.name, 1), "schema"), ""),))
    if content.get("status") in ("no-plan", "unknown") and not content.get(
        "placements"
    ):
        raise BadInput((_no_plan(path.name),))
    return dict(content)


def _no_plan(name: str) -> Fault:
    """The file tells why there is no plan; there is nothing to look at in it."""
    return Fault(
        "file-without-plan",
        Words(
            "该文件没有方案：求解未得出方案", "no plan is in this file: none was found"
        ),
        Words("换一个有方案的文件", "choose a file that holds a plan"),
        Origin(name, 1),
        "status",
    )


def _empty(name: str) -> Fault:
    """Nobody is placed anywhere: the plan was not filled in, or it is another file."""
    return Fault(
        "plan-empty",
        Words(
            "该方案是空的：没有任何人的任职安排",
            "this plan is empty: nobody is placed in it",
        ),
        Words(
            "换一个有任职安排的 plan.json 或 plan.xlsx",
            "choose a plan.json or plan.xlsx in which people are placed",
        ),
        Origin(name, 1),
        "placements",
    )


def _of_another_book(name: str, said: _Said, named: int) -> tuple[Fault, ...]:
    """One fault where most of what a plan names is unknown: it is of another workbook."""
    kinds = ("staff-unknown", "post-unknown")
    unknown = [f for f in said.faults if f.code in kinds]
    strange = [*dict.fromkeys(f.value for f in unknown)]
    if len(strange) <= FEW_UNKNOWN or 2 * len(unknown) <= named:
        return tuple(said.faults)
    few = strange[:FEW_UNKNOWN]
    says = Words(
        f"该方案不是由这份工作簿得出的：其中{len(strange)}个编号在工作簿中查不到，"
        f"如{'、'.join(few)}",
        f"this plan was not made of this workbook: {len(strange)} of its numbers are "
        f"not in it, such as {', '.join(few)}",
    )
    others = tuple(f for f in said.faults if f.code not in kinds)
    first = unknown[0]
    told = Fault("plan-of-other-book", says, OTHER_BOOK, first.origin or Origin(name, 1),
                 first.column, "", few[0])  # fmt: skip
    return (told, *others)


def _lines(
    said: _Said, name: str, content: Mapping[str, Any], key: str
) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """The objects of a list, each with its place."""
    listed = content.get(key)
    if not isinstance(listed, list):
        said.faults.append(_shape(Place(Origin(name, 1), key), ""))
        return
    for number, line in enumerate(listed):
        at = Place(Origin(name, number + 1), f"{key}[{number}]")
        if isinstance(line, dict):
            yield at, line
        else:
            said.faults.append(_shape(at, ""))


def _leave(
    said: _Said, at: Place, person: str, window: int, line: Mapping[str, Any]
) -> None:
    said.send(person, window, at._replace(column=f"{at.column}.staff"))
    covers = line.get("covers")
    if not isinstance(covers, list):
        said.faults.append(_shape(at, "covers"))
        return
    for number, one in enumerate(covers):
        here = at._replace(column=f"{at.column}.covers[{number}]")
        pair = one if isinstance(one, dict) else {}
        post, cover = _id(pair.get("post")), _id(pair.get("cover"))
        if _texts(said, here, post=post, cover=cover):
            said.cover(person, window, str(post), str(cover),
                       here._replace(column=f"{here.column}.post"),
                       here._replace(column=f"{here.column}.cover"))  # fmt: skip


def _id(value: Any) -> Any:
    """The id of a reference, which may stand alone or in its object."""
    return value.get("id") if isinstance(value, dict) else value


def _texts(said: _Said, at: Place, **values: Any) -> bool:
    """Whether all values are texts; each that is not is a fault."""
    wrong = [name for name, value in values.items() if not isinstance(value, str)]
    said.faults += [_shape(at, name) for name in wrong]
    return not wrong


def _shape(at: Place, field: str) -> Fault:
    column_ = f"{at.column}.{field}" if field else at.column
    return Fault(
        "plan-shape",
        Words(f"{column_}缺少或类型不对", f"{column_} is missing or of a wrong kind"),
        Words("对照 lungang schema plan", "compare lungang schema plan"),
        at.origin, column_,
    )  # fmt: skip
