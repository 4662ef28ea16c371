"""The policy sheet: a row for each value the regulation leaves to the organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, cast

from annotated_types import Ge, Gt, Le, Lt
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.cells import fits, is_blank, parser
from lungang.intake.workbook.columns import SheetColumn, allowed, folded, shape, sort_of
from lungang.intake.workbook.knob_words import choice_words, chosen
from lungang.intake.workbook.messages import Trouble, placed, trouble
from lungang.intake.workbook.reading import PolicyCell, Setting, WorkbookReading, locate
from lungang_models.fault import Fault
from lungang_models.vocabulary import Policy
from lungang_models.words import Language, Words, listed, same

Policies = Mapping[str, type[Policy]]

#: Words that set a knob to nothing, where nothing is a value: no limit of this kind.
NO_LIMIT = frozenset({"不设", "不限", "none"})


def empty_settings(
    policies: Policies, language: Language = "zh"
) -> tuple[PolicyCell, ...]:
    """A row for each knob with its meaning and no value, for the template."""
    return tuple(
        PolicyCell(knob=name, meaning=_meaning(name, info, language))
        for name, info in _knobs(policies).items()
    )


def knob_words(policies: Policies) -> dict[str, tuple[Words, ...]]:
    """The words allowed for a knob, where its list is closed."""
    found = {}
    for name, info in _knobs(policies).items():
        base = shape(info.annotation)[1]
        words = (sheet_style.YES, sheet_style.NO) if base is bool else allowed(base)
        words = choice_words(name) or words
        if words and not shape(info.annotation)[0]:
            found[name] = words
    return found


def knob_values(
    reading: WorkbookReading, policies: Policies
) -> tuple[dict[str, dict[str, Any]], tuple[Fault, ...]]:
    """The values set in a workbook by policy key and field, and what is wrong there.

    A knob that is left empty is not among the values: the rule pack speaks for it.
    """
    known = {folded(name): name for name in _knobs(policies)}
    values: dict[str, dict[str, Any]] = {}
    faults: list[Fault] = []
    seen: set[str] = set()
    for setting in reading.settings:
        name = known.get(folded(setting.knob))
        if name is None or name in seen:
            code = "knob-unknown" if name is None else "knob-repeated"
            faults.append(_fault(setting, "knob", trouble(code, text=setting.knob)))
            continue
        seen.add(name)
        key, field = name.rsplit(".", 1)
        info = policies[key].model_fields[field]
        value, what = knob_value(chosen(name, setting.value), info, field)
        if what is None:
            values.setdefault(key, {})[field] = value
        else:
            faults.append(_fault(setting, "value", what))
    return values, tuple(locate(f, reading) for f in faults)


def _knobs(policies: Policies) -> dict[str, FieldInfo]:
    return {
        f"{key}.{field}": info
        for key, policy in policies.items()
        for field, info in policy.model_fields.items()
    }


def _meaning(knob: str, info: FieldInfo, language: Language) -> str:
    zh, _, en = (info.description or info.title or "").partition(" / ")
    said = Words(zh, en or zh).in_(language)
    if choices := choice_words(knob):  # by name, not as programs write them
        head = re.split(r"[：，:,(（\s]*\w+=", said)[0]
        told = ("、" if language == "zh" else ", ").join(
            w.in_(language) for w in choices
        )
        if not head:
            return told
        return f"{head}：{told}" if language == "zh" else f"{head}: {told}"
    limits = fits(_limits(info)).in_(language)
    words = listed(list(allowed(shape(info.annotation)[1]))).in_(language)
    beside = limits or words
    if not beside or "=" in said:  # then it names the words itself
        return said
    return f"{said}（{beside}）" if language == "zh" else f"{said} ({beside})"


def _limits(info: FieldInfo) -> dict[str, Any]:
    return dict(_each_limit(info))


def _each_limit(info: FieldInfo) -> Iterator[tuple[str, Any]]:
    for bound in info.metadata:
        match bound:
            case Ge():
                yield "ge", bound.ge
            case Gt():
                yield "gt", bound.gt
            case Le():
                yield "le", bound.le
            case Lt():
                yield "lt", bound.lt


def knob_value(given: Any, info: FieldInfo, field: str) -> tuple[Any, Trouble | None]:
    """The value of a knob, read as a cell of its type and held against its range.

    What is no text, as in a file that has types of its own, is only held against it.
    """
    many, base = shape(info.annotation)
    if not isinstance(given, str):
        return _checked(given, str(given), info, field)
    text = given
    if is_blank(text) or folded(text) in NO_LIMIT:
        return _checked(() if many else None, text, info, field)
    column = SheetColumn(
        field=field, heading=same(field), note=Words("", ""), required=True,
        sort=sort_of(base, "", ""), many=many, words=allowed(base),
        term=base if hasattr(base, "__members__") else None,
    )  # fmt: skip
    parsed = parser(column)(text)
    # what is said twice in the order of the objective was meant for something else
    if parsed.trouble is not None and (
        parsed.trouble.grave or parsed.trouble.code == "item-repeated"
    ):
        return None, parsed.trouble._replace(grave=True)
    return _checked(parsed.value, text, info, field)


def _checked(
    value: Any, text: str, info: FieldInfo, field: str
) -> tuple[Any, Trouble | None]:
    try:
        kind = cast(Any, Annotated[info.annotation, info])
        checked: TypeAdapter[Any] = TypeAdapter(kind)
        return checked.validate_python(value), None
    except ValidationError:
        limits = fits(_limits(info))
        if limits.zh:
            return None, trouble("number-out-of-range", text=text, range=limits)
        return None, trouble("value-unreadable", text=text, column=field)


def _fault(setting: Setting, field: str, what: Trouble) -> Fault:
    heading = type(setting).headings()[field].zh
    return placed(what, setting.origin, heading, "", getattr(setting, field))
