"""Which office acts at a step of a draw: by its own name, else by the general term.

The names come from the workbook's first sheet and stand in open.json; which office a
step falls to is a policy of ``defaults.json``.  No person's name enters the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lungang.draw.canonical_bytes import read_json
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.ledger import EventType
from lungang.draw.shipped import defaults

ROLES = {"hr": "人事部门", "control": "内控部门", "discipline": "纪检机构"}


def role_words(role: str) -> str:
    """A signer's role as papers say it; a role of the office's own stays as it is."""
    return ROLES.get(role, role)


ROLES_EN = {
    "hr": "personnel",
    "control": "internal control",
    "discipline": "discipline",
}


def acting(kind: EventType, asked: str, offices: Mapping[str, str]) -> str:
    """Who acts at a step: the office asked for, by name or by role, else whose it is.

    Refusal of a name that the opening does not fix: nobody could tell whose it is.
    """
    role = asked or str(defaults()["acts"][kind])
    known = [*ROLES, *ROLES.values(), *offices.values()]
    if role not in known:
        listed = "、".join([*ROLES, *offices.values()])
        raise Refusal("actor", f"没有这个经办单位：{role}；可写：{listed}",
                      f"no such office: {role}; one of: {listed}")  # fmt: skip
    return offices.get(role) or role_words(role)


def offices_known(folder: DrawFolder) -> dict[str, str]:
    """The offices that the opening named; none before it, or of a pool made by hand."""
    path = folder.public / "open.json"
    if not path.exists():
        return {}
    raw: Any = read_json(path.read_bytes())
    return dict(raw.get("offices", {}))
