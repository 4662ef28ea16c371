"""Which facts about people are private, and of which class.

A kind of evidence says which fact its rows tell (``Evidence.tells``), a check whatever
its findings tell beside that (``Check.also``). Who may see which class is decided in one
place of the planner; where a file lies decides nothing.
"""

from __future__ import annotations

import re
from enum import Enum

from lungang_models.words import Words


class FactClass(Enum):
    """The classes of evidence: what decides who may see a fact."""

    FAMILY = Words("家庭与本人申报事项", "family and personal declarations")
    IDENTITY = Words("身份证件号码", "identity numbers")
    INVESTIGATION = Words("立案、处理与个人状态", "investigation and personal status")
    APPRAISAL = Words("年度考核", "annual appraisal")
    PLAIN = Words("一般人事事项", "plain personnel facts")


class Fact(Enum):
    """The kinds of fact, each of one class; ``PLAIN`` is everything not listed."""

    KIN = "kin"
    BUSINESS = "business"
    ABROAD = "abroad"
    OWN_TIES = "own-ties"
    DECLARATION = "declaration"
    FILED = "filed"
    """What a doubt, a waiver or last year's register quotes of any of these."""
    CASE = "case"
    STATUS = "status"
    CONCEALMENT = "concealment"
    APPRAISAL = "appraisal"
    IDENTITY = "identity"
    PLAIN = "plain"

    @property
    def belongs(self) -> FactClass:
        """The class of a fact."""
        return _CLASS.get(self, FactClass.FAMILY)


_CLASS = {
    Fact.CASE: FactClass.INVESTIGATION,
    Fact.STATUS: FactClass.INVESTIGATION,
    Fact.CONCEALMENT: FactClass.INVESTIGATION,
    Fact.APPRAISAL: FactClass.APPRAISAL,
    Fact.IDENTITY: FactClass.IDENTITY,
    Fact.PLAIN: FactClass.PLAIN,
}


# Eighteen places with a date of birth in the middle: a mainland identity number; the
# second form is what a spreadsheet makes of one that was typed as a number.
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"\d{3}[\dXx](?![0-9A-Za-z])"
)
_ROUNDED = re.compile(r"(?<![\d.])[1-9]\.\d{8,}[eE]\+?17")


def without_identity(text: str) -> str:
    """A text in which every identity number shows its last four characters only.

    Example: ``without_identity("11010119900307123X")`` is ``"**************123X"``.
    """
    text = _NUMBER.sub(lambda hit: "*" * 14 + hit[0][-4:], text)
    return _ROUNDED.sub("*" * 18, text)
