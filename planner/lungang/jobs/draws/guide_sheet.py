"""What the instruction sheet of a draw is made of: its steps, and what is known of a draw.

Who acts stands beside each step by the acts of its commands, so that no heading names
an office which does not record them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lungang.draw import timestamps
from lungang.draw.canonical_bytes import NotCanonical
from lungang.draw.commit import Commitment
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder, state_of
from lungang.draw.invariants import DrawState
from lungang.draw.ledger import EventType
from lungang.draw.offices import ROLES_EN, acting, offices_known, role_words
from lungang.draw.rule_reader import FILE
from lungang.draw.rules import Rules, parse_rules, rules_bytes
from lungang.draw.shipped import defaults
from lungang.draw.timestamps import instant
from lungang.draw.waiting import Waiting
from lungang.jobs.draws.acting import Draw
from lungang_models.words import Words, same

__all__ = ["GuideStep", "Sheet"]

Kept = TypeVar("Kept")
SIGNERS = ("hr", "control", "discipline")
THE_SIGNERS = Words("三名签署人", "the three signers")
BLANKS: Mapping[str, Words] = {
    "book": Words("工作簿.xlsx", "BOOK.xlsx"),
    "day": Words("窗口最早日期", "FIRST-DAY"),
    "org": Words("单位全称", "ORGANISATION"),
    "pid": Words("代号", "PID"),
    "paper": Words("文号", "PAPER"),
    "reason": Words("理由", "REASON"),
    "why": Words("原因", "CAUSE"),
    "outcome": Words("成立或不成立", "UPHELD-OR-REJECTED"),
    "root": Words("公示的承诺值", "POSTED-ROOT"),
    "until": Words("最早日期", "EARLIEST-DAY"),
    "slips": Words("抽签条", "slips"),
    "public": Words("公布", "published"),
    "inspected": Words("核查", "inspection"),
    "sheet": Words("抽取记录表", "records"),
    "log": Words("停用权限记录.pdf", "ACCESS-LOG.pdf"),
    "found": Words("检查结论.pdf", "CONCLUSION.pdf"),
    "claim": Words("异议书.pdf", "OBJECTION.pdf"),
    "ruling": Words("裁决书.pdf", "RULING.pdf"),
    "two": Words("--approved-by 审批人 --second-approver 复核人",
                 "--approved-by FIRST --second-approver SECOND"),
    "watched": Words("--witness 见证人甲 --witness 见证人乙",
                     "--witness ONE --witness OTHER"),
}  # fmt: skip
ACTS: Mapping[str, EventType] = {
    "rules": "OPEN", "open": "OPEN", "exclude": "EXCLUDE", "slips": "SLIPS",
    "receipts": "SLIPS", "plan": "COMMIT", "commit": "COMMIT", "stamp": "STAMP",
    "entropy": "ENTROPY", "fail": "FAIL", "reveal": "DRAW", "schedule": "SCHEDULE",
    "notify": "NOTIFY", "start": "START", "return": "RETURN", "defer": "DEFER",
    "carry": "CARRY", "replace": "REPLACE", "appeal": "APPEAL", "decide": "DECIDE",
    "close": "CLOSE",
}  # fmt: skip
"""The act that a command records, and thereby whose it is; all others fall to whoever
holds the step."""
SIGNED_BY_EACH = ("key", "sign")


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step: its office, its commands in order, what to have ready and to mind.

    ``when_needed``: only if something calls for it; such a step is never the next.
    """

    title: Words
    office: Words
    commands: tuple[Words, ...]
    notes: tuple[Words, ...]
    done: bool = False
    when_needed: bool = False


class Sheet:
    """What is known of a draw, and steps in its words."""

    def __init__(self, draw: Draw) -> None:
        self.folder = draw.folder
        self.offices = offices_known(self.folder)
        events = self.folder.events()
        self.state = state_of(self.folder) if events else DrawState(legacy=False)
        self.opened = bool(events)
        root = self.state.waiting.root if self.state.waiting else ""
        self.commitment = (
            kept(lambda: self.folder.commitment_with(root)) if root else None
        )
        opening = kept(self.folder.opening) if self.opened else None
        org = same(opening["org"]) if opening else BLANKS["org"]
        self.blanks = {**BLANKS, "draw": same(draw.id), "org": org}
        self.rules = _rules(self.folder if opening else None)
        self.stuck = _stuck(self.state.waiting)

    def step(
        self, by: EventType | Words, title: tuple[str, str], commands: list[str],
        notes: list[tuple[str, str]], done: bool = False, when_needed: bool = False,
    ) -> GuideStep:  # fmt: skip
        """A step; ``by`` says whose it is: an act by its office, or people in words."""
        typed = [Words(c, c).fill(**self.blanks) for c in commands]
        said = [Words(*n).fill(**self.blanks) for n in notes]
        return GuideStep(
            Words(*title), self._offices(by, [c.split(" ")[0] for c in commands]),
            tuple(Words(f"lungang draw {t.zh}", f"lungang draw {t.en}") for t in typed),
            tuple(said), done, when_needed,
        )  # fmt: skip

    def _offices(self, by: EventType | Words, verbs: list[str]) -> Words:
        """Who holds a step, and which of its commands are another's."""
        own = by if isinstance(by, Words) else self._office(by)
        theirs: dict[Words, list[str]] = {}
        for verb in dict.fromkeys(verbs):
            who = own if verb not in ACTS else self._office(ACTS[verb])
            who = THE_SIGNERS if verb in SIGNED_BY_EACH else who
            theirs.setdefault(who, []).append(verb)
        others = [(who, v) for who, v in theirs.items() if who != own]
        return Words(
            "；".join([own.zh, *(f"{'、'.join(v)} 由{w.zh}办" for w, v in others)]),
            "; ".join([own.en, *(f"{', '.join(v)} by {w.en}" for w, v in others)]),
        )

    def _office(self, act: EventType) -> Words:
        found = acting(act, "", self.offices)
        role = str(defaults()["acts"][act])
        return Words(role_words(found), self.offices.get(role) or ROLES_EN[role])


def kept(read: Callable[[], Kept]) -> Kept | None:
    """What a file says; nothing where it was changed, which the steps themselves tell."""
    try:
        return read()
    except (Refusal, NotCanonical, OSError):
        return None


def _rules(folder: DrawFolder | None) -> Rules:
    """Those of an opened draw, else the program's own policy."""
    data = kept((folder.public / FILE).read_bytes) if folder is not None else None
    found = parse_rules(data or rules_bytes(defaults()["rules"]), [])
    return found or _rules(None)


def first_of(made: Commitment) -> str:
    """The first instant at which a value can exist."""
    return min((s.not_before for s in made.sources), key=instant)


def literal(name: str) -> str:
    """A name given by people, safe in a template."""
    return name.replace("{", "{{").replace("}", "}}")


def quoted(name: str) -> str:
    """The same as one word of a command."""
    return f'"{literal(name)}"' if re.search(r"\s", name) else literal(name)


def _stuck(waiting: Waiting | None) -> str:
    """Why an attempt can no longer be drawn, as far as ledger and clock show."""
    now = instant(timestamps.clock())
    if waiting is None:
        return ""
    if now >= waiting.first and not waiting.whole:
        return "unsigned"
    public = [due for kind, due in waiting.sources.values() if kind != "balls"]
    late = waiting.missing(balls=True) and public and now >= min(public)
    return "balls-missing" if late else ""
