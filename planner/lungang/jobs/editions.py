"""The edition of a plan for a reader, made from the personnel section's own."""

from __future__ import annotations

import os
from pathlib import Path

from lungang.document import from_json, to_json
from lungang.document.audience import Audience, seen_by
from lungang.document.parts import PlanDocument
from lungang.jobs.solving import Taken
from lungang.report import write_reports
from lungang_models.words import Language

__all__ = [
    "NotAPlan",
    "NotWhole",
    "PlanDocument",
    "Taken",
    "edition",
    "edition_of",
    "seen_by",
    "to_json",
    "write_edition",
    "write_edition_of",
]


class NotAPlan(ValueError):
    """The file is no plan of this version, or was changed since it was written."""


class NotWhole(ValueError):
    """The file is an edition itself; others are made from that of the personnel section."""


def edition(plan: Path, audience: Audience) -> PlanDocument:
    """What a reader may see of a plan's file.

    Raises ``NotAPlan``, ``NotWhole``, and ``FileNotFoundError``.
    """
    try:
        return edition_of(plan.read_text("utf-8-sig"), audience)
    except (NotAPlan, NotWhole, UnicodeDecodeError) as error:
        kind = NotWhole if isinstance(error, NotWhole) else NotAPlan
        raise kind(plan.name) from error


def edition_of(text: str, audience: Audience) -> PlanDocument:
    """The same of the text of a plan's file. Raises ``NotAPlan``, ``NotWhole``."""
    try:
        whole = from_json(text)
    except (ValueError, RecursionError) as error:
        raise NotAPlan("plan.json") from error
    if whole.edition != "hr":
        raise NotWhole("plan.json")
    return seen_by(audience, whole)


def write_edition_of(
    whole: PlanDocument,
    audience: Audience,
    folder: str | os.PathLike[str],
    language: Language,
    *,
    replace: bool = False,
) -> tuple[Path, ...]:
    """Write what a reader may see of a plan in all its forms. Raises ``Taken``."""
    try:
        return write_edition(
            seen_by(audience, whole), Path(folder), language, replace=replace
        )
    except FileExistsError as there:
        raise Taken(Path(folder)) from there


def write_edition(
    seen: PlanDocument, out: Path, language: Language, *, replace: bool = False
) -> tuple[Path, ...]:
    """Write an edition in all its forms. Raises ``FileExistsError``."""
    return write_reports(out, seen, None, language, fresh=not replace)
