"""What a row class balked at, as troubles with a code and a sentence."""

from __future__ import annotations

from typing import Any

from lungang.intake.workbook.cells import Raw, fits, shown
from lungang.intake.workbook.columns import SheetColumn
from lungang.intake.workbook.messages import Trouble, trouble
from lungang_models.words import Words


def of_pydantic(error: Any, column: SheetColumn, raw: Raw) -> Trouble:
    """A stable code and a sentence for what the row class found."""
    context = error.get("ctx") or {}
    text = shown(column, raw)
    match error["type"]:
        case "missing":
            return trouble("value-missing", column=column.heading)
        case "string_too_short" | "too_short":
            return trouble("text-too-short", limit=context.get("min_length", 1))
        case "string_too_long" | "too_long":
            limit = context.get("max_length", "")
            return trouble("text-too-long", found=len(text), limit=limit)
        case (
            "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal"
            | "multiple_of"
        ):  # fmt: skip
            return trouble("number-out-of-range", text=text, range=fits(context))
    return trouble("value-unreadable", text=text, column=column.heading)


def own_words(error: Any) -> Words:
    """The sentence of a check declared in the row class, if it is one of ours."""
    cause = (error.get("ctx") or {}).get("error")
    said = cause.args[0] if isinstance(cause, Exception) and cause.args else None
    if isinstance(said, Words):
        return said
    return Words("各列的内容不相符", "they do not fit together")
