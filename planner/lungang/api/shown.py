"""How the objects of the front door show themselves: one line, or a card in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def card(title: str, lines: Iterable[tuple[str, object]]) -> str:
    """A small table for a notebook; every text is escaped."""
    rows = "".join(
        f"<tr><th style='text-align:left'>{escape(str(name))}</th>"
        f"<td style='text-align:left'>{escape(str(value))}</td></tr>"
        for name, value in lines
    )
    return f"<b>{escape(title)}</b><table>{rows}</table>"


def listing(title: str, verdict: str, lines: Iterable[str]) -> str:
    """A question, its verdict and what stands behind it, for a notebook."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<b>{escape(title)}</b><p>{escape(verdict)}</p><ul>{items}</ul>"
