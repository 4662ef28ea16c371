"""The rounds of a stress test as a reader may know them.

Chance marries two people only where neither is known to be married, and lets a family
trade where some unit supervises it: such an event tells of a family, and so does what it
moves. A reader who may not see that learns how the round ended, and nothing of whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lungang.batch.stress.events import EventKind
from lungang.disclosure import Role, facts_of, may_see
from lungang.document.audience import WITHHELD
from lungang.document.parts import Coded
from lungang.formats import Text
from lungang_models.privacy import Fact

if TYPE_CHECKING:
    from lungang.batch.stress.result import RoundLine

_TELLS = {EventKind.MARRIES.value: Fact.KIN, EventKind.BUSINESS.value: Fact.BUSINESS}
_HIDDEN = Coded(
    code=WITHHELD,
    says=Text(zh="由组织人事部门掌握的情况", en="facts kept by the personnel section"),
)


def rounds_for(role: Role, lines: Iterable[RoundLine]) -> Iterator[RoundLine]:
    """The rounds that a reader may see, as they may see them; the public sees none."""
    if role is Role.public:
        return
    for line in lines:
        hidden = [e for e in line.events if not may_see(role, _tells(e.kind.says.zh))]
        core = [c for c in line.core if may_see(role, facts_of(c.code))]
        if len(core) < len(line.core):
            core.append(_HIDDEN)
        made: dict[str, object] = {"core": tuple(core)}
        if hidden:
            neutral = hidden[0].model_copy(
                update={"kind": _HIDDEN, "staff": (), "says": _HIDDEN.says}
            )
            made |= {"events": (neutral,), "changes": (), "emptied": ()}
        yield line.model_copy(update=made)


def _tells(kind: str) -> tuple[Fact, ...]:
    return (_TELLS[kind],) if kind in _TELLS else ()
