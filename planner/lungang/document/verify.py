"""Does a plan's file say what follows from it? Every line recomputed and compared.

Who falsifies a document recomputes its hashes too; so it is made anew from the workbook
and its claims (:mod:`lungang.document.claims`), and each difference is told with its
place, what is written there and what follows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from lungang.document import plan_hash
from lungang.document.basis import other_program
from lungang.document.claims import claims_of, rebuilt, said_plan
from lungang.document.file import Falsified, from_content
from lungang.document.parts import PLAN_SCHEMA, PlanDocument
from lungang.intake.workbook.messages import clipped
from lungang_models.fault import Fault, Origin
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.words import Words

BARE = frozenset({"schema", "placements", "leaves"})
"""A plan of these alone claims nothing else: any program may make one."""


class PlaceDiffers(NamedTuple):
    """A place of a document where something else is written than follows."""

    place: str
    said: Any
    follows: Any


ABSENT = object()


class CheckedDocument(NamedTuple):
    """A plan's file as a document, and all that is wrong with it.

    ``document`` is ``None`` for a bare plan, and where the content has another shape.
    """

    faults: list[Fault]
    document: PlanDocument | None = None


def checked(
    content: Mapping[str, Any], problem: Problem, name: str, read: Plan | None = None
) -> CheckedDocument:
    """The content of a plan's file held against what follows from it, all at once.

    Nothing is wrong with a bare plan, which is placements and leaves alone. A document
    that was made from another workbook is not compared. ``read`` is the plan in it, where
    it was read before: what is found in it is then found once.
    """
    if content.keys() <= BARE:
        return CheckedDocument([])
    if content.get("schema") != PLAN_SCHEMA:
        return CheckedDocument([_other_version(content.get("schema"), name)])
    faults = []
    try:
        said = from_content({**content})
    except Falsified:
        faults.append(_changed(name))
        said = _unbound(content)
    except ValidationError as bad:
        return CheckedDocument([_shape(name, error) for error in bad.errors()])
    except ValueError as bad:
        return CheckedDocument([_whole(name, str(bad))])
    # What may be empty is written all the same: left out, it was taken away.
    written = (f.alias or field for field, f in PlanDocument.model_fields.items())
    faults += (_shape(name, {"loc": (k,)}) for k in written if k not in content)
    if said.provenance.input_hash != problem.hash:
        return CheckedDocument(faults, said)
    named = list(_names(content, problem))
    told = {(repr(d.said), repr(d.follows)) for d in named}
    for found in (*named, *differences(said, problem, read)):
        pair = (repr(found.said), repr(found.follows))
        if pair not in told or found in named:  # a false name stands in many places
            told.add(pair)
            faults.append(_fault(name, found))
    versions = other_program(said.provenance.program)
    if versions and faults:
        faults.insert(0, _other_program(name, *versions))
    return CheckedDocument(faults, said)


def _names(content: Mapping[str, Any], problem: Problem) -> Iterator[PlaceDiffers]:
    """Names in the lists of a file that are not those of the workbook."""
    units = {u.id: u.name for u in problem.units}
    known: dict[str, dict[str, Any]] = {
        "people": {p.id: p.name for p in problem.staff},
        "posts": {p.id: [p.name, p.unit] for p in problem.posts},
        "units": {str(u): name for u, name in units.items()},
    }
    for field, names in known.items():
        for key, said in content[field].items():
            if said != names.get(key):
                yield PlaceDiffers(f"{field}.{key}", said, names.get(key, ABSENT))


def differences(
    said: PlanDocument, problem: Problem, read: Plan | None = None
) -> Iterator[PlaceDiffers]:
    """Where a document says other than follows from its own claims."""
    for tier in said.tiers:
        if tier.bound > tier.value:
            yield PlaceDiffers(
                f"tiers.{tier.tier.code}.bound", tier.bound, f"<= {tier.value}"
            )
    if said.edition != "hr":
        yield PlaceDiffers("edition", said.edition, "hr")
    try:
        plan = said_plan(problem, said)
        plan = read if read == plan else plan
        follows = rebuilt(plan, claims_of(said))
    except ValueError as error:
        yield PlaceDiffers("claims", str(error), "")
        return
    if said.provenance.plan_hash != plan_hash(plan):
        yield PlaceDiffers(
            "provenance.plan_hash", said.provenance.plan_hash, plan_hash(plan)
        )
    ours, theirs = (d.model_dump_json(by_alias=True) for d in (follows, said))
    if ours != theirs:
        yield from _compared("", json.loads(theirs), json.loads(ours))


def _compared(place: str, said: Any, follows: Any) -> Iterator[PlaceDiffers]:
    if isinstance(said, dict) and isinstance(follows, dict):
        for key in sorted(said.keys() | follows.keys()):
            at = f"{place}.{key}" if place else key
            yield from _compared(at, said.get(key, ABSENT), follows.get(key, ABSENT))
    elif isinstance(said, list) and isinstance(follows, list):
        yield from _lists(place, said, follows)
    elif type(said) is not type(follows) or said != follows:
        yield PlaceDiffers(place, said, follows)


def _lists(
    place: str, said: Sequence[Any], follows: Sequence[Any]
) -> Iterator[PlaceDiffers]:
    """Entries that stand on one side only, paired by what they are about."""
    if said == follows:
        return
    texts = [[json.dumps(e, sort_keys=True) for e in side] for side in (said, follows)]
    spare = Counter(texts[1]) - Counter(texts[0])
    extra = Counter(texts[0]) - Counter(texts[1])
    if not spare and not extra:
        yield PlaceDiffers(place, "order", "another order")
        return
    missing: dict[str, list[Any]] = {}
    for entry, text in zip(follows, texts[1], strict=True):
        if spare[text] > 0:
            spare[text] -= 1
            missing.setdefault(_about(entry), []).append(entry)
    for at, (entry, text) in enumerate(zip(said, texts[0], strict=True)):
        if extra[text] > 0:
            extra[text] -= 1
            here = f"{place}[{at}]"
            other = missing.get(_about(entry))
            if other:
                yield from _compared(here, entry, other.pop(0))
            else:
                yield PlaceDiffers(here, entry, ABSENT)
    for entries in missing.values():
        for entry in entries:
            yield PlaceDiffers(place, ABSENT, entry)


def _about(entry: Any) -> str:
    """What an entry is about: its id, or those of its person and post."""
    if not isinstance(entry, dict):
        return ""
    for key in ("risk", "number", "tier", "code", "rule"):
        if key in entry:
            return json.dumps([key, entry[key]], sort_keys=True)
    ids = [entry.get("staff"), entry.get("clock")]
    held = [i.get("id") if isinstance(i, dict) else i for i in ids]
    return json.dumps(held or [entry.get("post")], sort_keys=True)


def _unbound(content: Mapping[str, Any]) -> PlanDocument:
    """The document of a file whose commitment is wrong: its content is read all the
    same, so that it is told what was changed, not only that something was."""
    from lungang.document.file import committed

    bound = committed({**content}).model_dump()
    return from_content({**content, "commitment": bound})


# -- told


def shown(value: Any) -> str:
    """A value short enough for a message."""
    if value is ABSENT:
        return "—"
    if isinstance(value, dict) and "zh" in value:
        return clipped(value["zh"])
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return clipped(text)


def _fault(name: str, found: PlaceDiffers) -> Fault:
    said, follows = shown(found.said), shown(found.follows)
    return Fault(
        "plan-differs",
        Words(f"写作“{said}”，重新计算应为“{follows}”",
              f"it says {said!r}; recomputed: {follows!r}"),
        _GIVE, Origin(name, 1), found.place, "", said,
    )  # fmt: skip


_GIVE = Words(
    "使用程序写出的原件；只想核对自拟安排的，只保留 schema、placements、leaves 三项",
    "use the file as it was written; to have a plan of your own checked, keep schema, "
    "placements and leaves alone",
)


def _changed(name: str) -> Fault:
    says = Words("文件写出后被改动（与其承诺不符）", "changed since it was written: its lines "
                 "are not those it commits to")  # fmt: skip
    return Fault("plan-changed", says, _GIVE, Origin(name, 1), "commitment")


def _other_version(schema: Any, name: str) -> Fault:
    shown_ = clipped(schema)
    says = Words(
        f"文档格式为 {shown_}，本版本读取 {PLAN_SCHEMA}",
        f"the document has the form {shown_}; this version reads {PLAN_SCHEMA}",
    )
    maybe = Words(
        "用得出它的工作簿重新求解；只要其中的安排的，交回同一结果的 plan.xlsx（只保留“全员任职”"
        "和“强制休假安排”两表），或只保留 schema、placements、leaves 三项",
        "solve its workbook again; for its placements alone, give back the plan.xlsx of "
        "the same result with the sheets of placements and of leave alone, or keep schema, "
        "placements and leaves",
    )
    return Fault("plan-version", says, maybe, Origin(name, 1), "schema", "", shown_)


def _other_program(name: str, was: str, now: str) -> Fault:
    says = Words(
        f"文件由程序版本{was}写出，现为{now}：以下不同可能由此而来",
        f"written by version {was} of the program, this is {now}: what differs below may "
        "come of that",
    )
    maybe = Words(
        "用写出它的版本核对，或用本版本重新求解",
        "check it with the version that wrote it, or solve anew with this one",
    )
    return Fault(
        "plan-program", says, maybe, Origin(name, 1), "provenance.program", "", was
    )


def _shape(name: str, error: Any) -> Fault:
    place = ""
    for part in error["loc"]:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    place = place.lstrip(".")
    says = Words(f"{place}缺少或类型不对", f"{place} is missing or of a wrong kind")
    maybe = Words("对照 lungang schema plan", "compare lungang schema plan")
    return Fault("plan-shape", says, maybe, Origin(name, 1), place)


def _whole(name: str, why: str) -> Fault:
    says = Words(
        f"文件不完整：{clipped(why)}", f"the file is not whole: {clipped(why)}"
    )
    return Fault("plan-shape", says, _GIVE, Origin(name, 1), "")
