"""The ceremony of a draw: witnesses sign in, numbers are recorded, the draw is revealed."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import PermissionDenied

from lungang.jobs import ceremonies
from lungang.web.home import data_folder
from lungang.web.models import Cycle, Record, User
from lungang.web.service import records
from lungang.web.service.access import DeskStep, Group, groups_of, may, require

__all__ = [
    "bundle",
    "draws",
    "home",
    "number",
    "reveal",
    "shown",
    "sign_in",
    "witnesses",
]

KIND = records.Kind.CEREMONY


def home() -> Path:
    """The folder in which the draws of this desk are prepared."""
    return data_folder() / "draws"


def draws(user: User) -> tuple[str, ...]:
    """The draws, for whoever runs or witnesses one. Raises ``PermissionDenied``."""
    _at_the_ceremony(user)
    return ceremonies.draws(home())


def shown(draw: str) -> ceremonies.Shown:
    """What anybody may see of a draw. Raises ``LookupError``, ``Refusal``."""
    return ceremonies.shown(home(), draw)


def _at_the_ceremony(user: User) -> None:
    if not (
        may(user, DeskStep.DRAW)
        or may(user, DeskStep.WITNESS)
        or may(user, DeskStep.READ)
    ):
        raise PermissionDenied("ceremony")


def steps(user: User, draw: str) -> list[Record]:
    """What was done at the ceremony. Raises ``PermissionDenied``."""
    _at_the_ceremony(user)
    return _steps(draw)


def _steps(draw: str) -> list[Record]:
    return [r for c in Cycle.objects.order_by("-pk") for r in records.of(c, KIND, draw)]


def witnesses(draw: str) -> list[str]:
    """Those who signed in as witnesses, by the names they typed."""
    return [r.said["name"] for r in _steps(draw) if r.step == "witness"]


def sign_in(user: User, draw: str, name: str) -> Record:
    """A witness signs in, in their own session, by typing their name.

    Raises ``PermissionDenied`` for whoever runs draws, ``records.NotNow`` for another
    name than their own, or a second time.
    """
    require(user, DeskStep.WITNESS)
    if may(user, DeskStep.DRAW):
        raise PermissionDenied("who runs a draw does not witness it")
    shown(draw)
    own = user.first_name or user.username
    if name.strip() != own or any(
        r.step == "witness" and r.by_id == user.pk for r in _steps(draw)
    ):
        raise records.NotNow
    return records.add(user, (_cycle(), KIND, draw), "witness", {"name": own})


def number(user: User, draw: str, typed: tuple[str, str, str]) -> str:
    """Record a public number, before witnesses; source, and the number typed twice.

    Raises ``PermissionDenied``, ``records.NotNow`` without a witness, ``Refusal``.
    """
    require(user, DeskStep.DRAW)
    present = witnesses(draw)
    if not present:
        raise records.NotNow
    source, *twice = typed
    value = ceremonies.number(
        _acting(user, draw), source, (twice[0], twice[1]), present
    )
    said = {"source": typed[0], "value": value, "witnesses": present}
    records.add(user, (_cycle(), KIND, draw), "number", said)
    return value


def reveal(user: User, draw: str) -> None:
    """Reveal the draw, before witnesses. Raises as :func:`number` does."""
    require(user, DeskStep.DRAW)
    present = witnesses(draw)
    if not present:
        raise records.NotNow
    ceremonies.reveal(_acting(user, draw))
    found = shown(draw)
    said = {"page": found.page, "root": found.root, "witnesses": present}
    records.add(user, (_cycle(), KIND, draw), "revealed", said)


def _acting(user: User, draw: str) -> ceremonies.Draw:
    """The draw with the office of whoever is at the desk: the ledger is published, and
    names nobody; the desk's own record does."""
    role = "hr" if Group.HR in groups_of(user) else "control"
    return ceremonies.Draw(home(), draw, role)


def bundle(draw: str) -> bytes:
    """What is published of a draw. Raises ``Refusal``."""
    return ceremonies.bundle(ceremonies.Draw(home(), draw))


def _cycle() -> Cycle:
    found = Cycle.objects.order_by("-pk").first()
    if found is None:
        raise records.NotNow
    return found
