"""Which law a pack goes by, sentence by sentence, and what it could not find a law for.

``profiles/laws.csv`` is the one table of laws: short title as it is cited, official
titles, number, day of issue, a public address, and how much of the text was read. A
citation is one or several sentences, ``; `` between them, each beginning with a short title.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lungang_models.problem import Pack
from lungang_models.registry import checks, preferences
from lungang_models.rule import UNSOURCED, Check, Preference, cited
from lungang_models.vocabulary import Term
from lungang_models.words import Words

OWN = ("本局拟定", "本组织拟定")
"""How a source begins for which no law was found: the organisation chose the value."""


class Read(Term):
    """How much of a law's text was before our eyes when it was cited."""

    FULL_TEXT = "全文"
    PART_OF_IT = "部分"
    QUOTED_BY_OTHERS = "转引"
    NOT_SEEN = "未见"


@dataclass(frozen=True)
class Law:
    """A law, regulation or guidance: ``short`` as cited, ``address`` where to open it."""

    short: str
    title: Words
    number: str
    issued: str
    address: str
    read: Read


@dataclass(frozen=True)
class Unsourced:
    """A rule or value of a pack for which no law was found, and what is said of it."""

    item: str
    title: Words
    note: str


@cache
def laws() -> dict[str, Law]:
    """Every law that the packs shipped may cite, by its short title."""
    text = files("lungang_models.profiles").joinpath("laws.csv").read_text("utf-8")
    return {
        row["law"]: Law(
            row["law"],
            Words(row["title"], row["title_en"]),
            row["number"],
            row["issued"],
            row["address"],
            Read(row["read"]),
        )
        for row in csv.DictReader(text.splitlines())
    }


def law_of(sentence: str) -> Law | None:
    """The law a sentence begins with; the longest short title that fits.

    >>> law_of("政府采购法实施条例第九条").number
    '国务院令第658号'
    """
    fitting = [short for short in laws() if sentence.startswith(short)]
    return laws()[max(fitting, key=len)] if fitting else None


def is_own(source: str) -> bool:
    """Whether the source of a value says that the organisation chose it itself."""
    return source.startswith(OWN)


def unsourced(pack: Pack) -> tuple[Unsourced, ...]:
    """The one list of what a pack adopts without a law: rules, wishes, then values."""
    adopted: list[Check | Preference] = [c for c in checks() if c.id in pack.rules]
    adopted += [w for w in preferences() if w.counts(pack)]
    found = [
        Unsourced(source.id, source.title, "")
        for source in adopted
        if cited(source, pack) == UNSOURCED
    ]
    for name, source in sorted(pack.sources.items()):
        key, knob = name.split(".", 1)
        field = type(pack.policies[key]).model_fields[knob]
        if is_own(source):
            zh, _, en = (field.description or knob).partition(" / ")
            found.append(Unsourced(name, Words(zh, en or zh), source))
    return tuple(found)
