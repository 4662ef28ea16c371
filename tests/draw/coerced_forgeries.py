"""Frauds that play on what a language makes of a value: a name that every object has, a
list that is read as its text, a truth that is a number, and a file of fewer tags.

``BEFORE`` the draw's aftermath, ``AFTER`` it, ``AGAIN`` at a third attempt and
``UNCOMMITTED`` where none is committed to, each with the file and field that both
verifiers must name.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key
from forgeries import Fraud, stamped
from forging import Forgery, sha
from outer_forgeries import other_attempt

from lungang.draw.signatures import sign

# ---- before the draw -----------------------------------------------------------------


def fits_every_text(f: Forgery) -> None:
    """Signatures by a hash that is the name of a method: it is of nothing signed."""

    def packed(data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + data

    def signed(key: Path) -> bytes:
        own = load_ssh_private_key(key.read_bytes(), None)
        assert isinstance(own, Ed25519PrivateKey)
        kind, space = packed(b"ssh-ed25519"), packed(b"forced-leave-draw")
        parts = space + packed(b"") + packed(b"toString")
        raw = own.sign(b"SSHSIG" + parts + packed(bytes(18)))
        public = packed(kind + packed(own.public_key().public_bytes_raw()))
        blob = b"SSHSIG\0\0\0\1" + public + parts + packed(kind + packed(raw))
        text = base64.b64encode(blob)
        lines = [text[k : k + 70] for k in range(0, len(text), 70)]
        ends = b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----\n"
        return b"\n".join([ends[0], *lines, ends[1]])

    waiting = iter([signed(key) for key in f.keys.values()])
    f.seal = lambda _: next(waiting)


def workday(f: Forgery) -> None:
    """A day off that is written as a working day, and as none."""
    lines = f.lines("calendar.csv")
    place = next(k for k, row in enumerate(lines) if ",0," in row)
    lines[place] = lines[place].replace(",0,", ",01,")
    f.write("calendar.csv", lines)


def quoted_heading(f: Forgery) -> None:
    """One column more to a reader of lines, and none to a reader of cells."""
    head, *rows = f.lines("roster.csv")
    head = head.replace("years_since_draw,", 'years_since_draw,"!,Division,da",')
    cut = (row.split(",") for row in rows)
    f.write("roster.csv", [head, *sorted(",".join([*c[:4], "x", *c[4:]]) for c in cut)])


def hashed_by_a_list(f: Forgery) -> None:
    """The line of another draw names its hash in a list."""
    opened = {
        **f.event("OPEN"),
        "draw": "2026-X",
        "at": f.events[-1]["at"],
        "facts": {},
    }
    f.events.append(opened)
    f.spell = lambda line: (
        line.replace(b'"alg":"sha256"', b'"alg":["sha256"]')
        if b"2026-X" in line
        else line
    )


def long_fraction(f: Forgery) -> None:
    """A multiplier of 41 digits: of thousands no browser would come to an end."""

    def change(raw: Any) -> None:
        row = next(row for level in raw["levels"] for row in level["multipliers"])
        over, _, under = row[1].partition("/")
        times = 10**40
        row[1] = f"{int(over) * times}/{int(under or 1) * times}"

    f.json("certificate.json", change)


def stamp(
    change: Callable[[bytes], bytes], moment: bytes = b"20260112100000Z"
) -> Fraud:
    """A stamp that is honest but for its form."""

    def write(f: Forgery) -> None:
        f.finish()
        stamped(f, moment, f.files["commit.json"])
        answer = change(f.files["stamp.tsr"])
        f.files["stamp.tsr"] = answer
        f.event("STAMP")["payload"] = sha(answer)

    return write


def longer(answer: bytes) -> bytes:
    """A third element behind status and token."""
    body = answer[2:] + b"\2\1\1"
    return b"\x30\x81" + bytes([len(body)]) + body


def wider(answer: bytes) -> bytes:
    """The length of the whole in one byte more than it needs."""
    return b"\x30\x81" + answer[1:]


def tagged(old: str, new: str) -> Callable[[bytes], bytes]:
    """Other bytes, of the same number, at one place of the answer."""

    def change(answer: bytes) -> bytes:
        assert answer.count(bytes.fromhex(old)) == 1
        return answer.replace(bytes.fromhex(old), bytes.fromhex(new))

    return change


VERSION, POLICY = "020101", "06032a0304"
BEFORE: dict[str, tuple[str, Fraud]] = {
    "a signature that fits every text": ("commit.json.hr.sig", fits_every_text),
    "a working day written 01": ("calendar.csv", workday),
    "a column in quotes": ("roster.csv pid", quoted_heading),
    "a hash named in a list": ("ledger.jsonl:", hashed_by_a_list),
    "a fraction of 41 digits": ("certificate.json", long_fraction),
    "a stamp at 24 hours": ("stamp.tsr", stamp(bytes, b"20260112240000Z")),
    "a stamp of 300 digits": (
        "stamp.tsr", stamp(bytes, b"20260112100000." + b"9" * 300 + b"Z")),
    "a stamp with a third element": ("stamp.tsr", stamp(longer)),
    "a stamp's time as a text": ("stamp.tsr", stamp(tagged("180f", "0c0f"))),
    "a stamp of version 7": (
        "stamp.tsr", stamp(tagged(VERSION + POLICY, "020107" + POLICY))),
    "a stamp whose policy is cut": ("stamp.tsr", stamp(tagged(POLICY, "06032a0384"))),
    "a stamp whose length is written long": ("stamp.tsr", stamp(wider)),
    "a stamp whose policy is written long": (
        "stamp.tsr", stamp(tagged(POLICY, "06032a8004"))),
}  # fmt: skip


# ---- after it ------------------------------------------------------------------------


def listed_kind(f: Forgery) -> None:
    """A notice whose kind stands in a list: read as its text it is a notice."""
    f.event("NOTIFY")["type"] = ["NOTIFY"]
    close = f.event("CLOSE")["facts"]
    close["NOTIFY"] = str(int(close["NOTIFY"]) - 1)


AFTER: dict[str, tuple[str, Fraud]] = {
    "a kind of line in a list": ("ledger.jsonl:", listed_kind),
}


# ---- at a later attempt --------------------------------------------------------------


def void(change: Callable[[Any], Any]) -> Fraud:
    """What the first attempt committed to was never lawful."""
    return other_attempt("void-1.commit.json", change)


AGAIN: dict[str, tuple[str, Fraud]] = {
    "an unknown mode before": (
        "void-1.commit.json mode", void(lambda c: c.update(mode="whatever"))),
    "another mode than its sources before": (
        "void-1.commit.json mode", void(lambda c: c.update(mode="public"))),
    "seven pages with balls before": (
        "void-1.commit.json pages", void(lambda c: c.update(pages=7))),
    "another size before": ("void-1.commit.json K", void(lambda c: c.update(K=1))),
    "other files before": (
        "void-1.commit.json files", void(lambda c: c["files"].update(toString="y"))),
}  # fmt: skip


# ---- where none is committed to ------------------------------------------------------


def uncommitted(f: Forgery) -> None:
    """The bundle as it was when the first attempt was void."""
    kinds = [event["type"] for event in f.events]
    f.events = f.events[: kinds.index("VOID") + 1]
    gone = ("commit.json", "failed-", "entropy", "reveal", "stamp")
    for name in [name for name in f.files if name.startswith(gone)]:
        del f.files[name]


def tail(name: str) -> Fraud:
    """A last line without its end, which the opening does not know."""
    return lambda f: f.files.update({name: f.files[name] + b"zz,friend,9"})


UNCOMMITTED: dict[str, tuple[str, Fraud]] = {
    "a cover behind the end": ("covers.csv", tail("covers.csv")),
    "somebody left out behind the end": ("exclusions.csv", tail("exclusions.csv")),
    "other rules": ("rules.json", tail("rules.json")),
}


def truth_for_a_number(f: Forgery) -> None:
    """The paper of the first failure is of attempt true, and 1 to some."""
    name = "failed-1.json"
    f.json(name, lambda paper: paper.update(attempt=True))
    for role in ("hr", "control"):
        f.files[f"failed-1.{role}.sig"] = sign(f.keys[role], f.files[name])
    f.event("FAIL")["payload"] = sha(f.files[name])
