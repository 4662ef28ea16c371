"""Both languages stand side by side in the templates: ``{% say "中文" "English" %}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from lungang.jobs.errors import column_for, value_for
from lungang.jobs.reviewing import article_words
from lungang_models.words import Language

register = template.Library()


@register.simple_tag
def say(zh: str, en: str) -> str:
    """The one of two texts that the reader reads."""
    return en if get_language() == "en" else zh


@register.filter
def in_language(words: Any) -> str:
    """Words of the program, in the reader's language."""
    if not words:
        return ""
    key = "en" if get_language() == "en" else "zh"
    found = words.get(key, "") if isinstance(words, Mapping) else getattr(words, key)
    return str(found)


@register.filter
def remedy(fault: Any) -> str:
    """What to do about a fault, in the reader's language."""
    key = "maybe_en" if get_language() == "en" else "maybe_zh"
    found = fault.get(key, "") if isinstance(fault, Mapping) else getattr(fault, key)
    return str(found)


@register.filter
def its_column(fault: Any) -> str:
    """The heading of a fault's column, glossed where the workbook has another language."""
    sheet, column = _of(fault, "sheet"), _of(fault, "column")
    language: Language = "en" if get_language() == "en" else "zh"
    return column_for(sheet, column, language) if column else ""


@register.filter
def its_value(fault: Any) -> str:
    """The value of a fault's cell, glossed likewise; empty where it has none."""
    value = _of(fault, "value")
    if not value or get_language() != "en":
        return value
    return value_for(_of(fault, "sheet"), _of(fault, "column"), value, "en")


def _of(fault: Any, name: str) -> str:
    found = fault.get(name) if isinstance(fault, Mapping) else getattr(fault, name)
    return str(found or "")


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """An entry of a mapping; of nothing, nothing."""
    return mapping.get(key) if mapping else None


@register.filter
def item(sequence: Sequence[Any], at: int) -> Any:
    """A thing by its place in a sequence, counted from 0."""
    return sequence[at]


@register.filter
def clock(instant: str) -> str:
    """An instant that is kept in UTC, by the clock of the office; nothing of nothing."""
    if not instant:
        return ""
    return f"{timezone.localtime(datetime.fromisoformat(instant)):%Y-%m-%d %H:%M}"


@register.filter
def article(text: str) -> str:
    """A citation as the reader's language writes it: 第三十一条第（一）项."""
    if not text or text == "—":
        return str(text or "")
    found = article_words(text)
    return found.en.capitalize() if get_language() == "en" else found.zh


@register.simple_tag(takes_context=True)
def here(context: Mapping[str, Any], **changed: str) -> str:
    """The address of this page with some of its query changed; an empty text drops it."""
    query = context["request"].GET.copy()
    for key, value in changed.items():
        query.pop(key, None)
        if value:
            query[key] = value
    text = query.urlencode()
    return f"?{text}" if text else "?"
