"""Pseudonyms: what is published names nobody, yet everybody finds themselves.

Each person gets a slip with 32 hexadecimal digits.  The pid is the first ten digits
of HMAC-SHA-256(slip, draw id), so a slip finds its own lines in every file of the
draw, and nobody without it can; another draw has other pids.  The table of names and
slips stays with the personnel and the control office and is never in a bundle.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping

from lungang.draw.faults import Refusal


def new_slips(people: Iterable[str]) -> dict[str, str]:
    """A fresh secret slip for each person (128 bits from the system's generator)."""
    return {person: secrets.token_hex(16) for person in sorted(people)}


def pid_of(slip: str, draw_id: str) -> str:
    """The pid that belongs to a slip in one draw: 10 hexadecimal digits."""
    mac = hmac.new(bytes.fromhex(slip), draw_id.encode("utf-8"), hashlib.sha256)
    return mac.hexdigest()[:10]


def pids_of(slips: Mapping[str, str], draw_id: str) -> dict[str, str]:
    """Person to pid for one draw; refuses if two people would share a pid.

    With 40 bits that happens once in 90,000 draws of 5,000 people; new slips cure it.
    """
    found = {person: pid_of(slip, draw_id) for person, slip in slips.items()}
    if len(set(found.values())) != len(found):
        raise Refusal(
            "pid-collision",
            "两人得到同一代号，请为其中一人换发抽签条",
            "two people got the same pid; issue one of them a new slip",
        )
    return found
