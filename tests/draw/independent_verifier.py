"""A third reader of a bundle, written from the specification in docs/draw.md alone.

It shares no line with the product or with the two verifiers that are shipped, and is
built another way: one function a paragraph of the specification, each telling what does
not hold.  Signatures and time stamps are read with libraries, which the shipped ones do
without.  It knows every paragraph: forms, ledger, commitment, names of files, page,
certificate, windows and what changes them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import math
import re
import sys
import unicodedata
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction as F
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Rows = list[dict[str, str]]
Placement = tuple[int, str]  # first of its working days, and the cover
Wrong = Iterator[str]

# ---- texts ---------------------------------------------------------------------------

TEXT, NUMBER, TRUTH = "text", "number", "truth"
POLICY = {
    **dict.fromkeys(["share", "share_base", "rounding", "odds_floor", "odds_ceiling"], TEXT),
    "deviation_max": TEXT, "replace_max": TEXT, "entropy_bits_min": NUMBER,
    "waiting_days": NUMBER,
}  # fmt: skip


def form(texts: str = "", numbers: str = "", truths: str = "", **more: Any) -> Any:
    """An object of these keys."""
    return {
        **dict.fromkeys(texts.split(), TEXT), **dict.fromkeys(numbers.split(), NUMBER),
        **dict.fromkeys(truths.split(), TRUTH), **more,
    }  # fmt: skip


TEXTS = {...: TEXT}  # an object of any keys
COMMIT = form(
    "schema org draw ledger_head committed_at hash mode deviation names_root salt_hash"
    " window_secret_hash reveal_deadline",
    "attempt pages K holders excluded",
    files=TEXTS, sealed=TEXTS, software=TEXTS, policy=POLICY, signers=[TEXT],
    sources=[form("name kind not_before issue chain", "round", parts=[
        form("name", "count low high", "ordered distinct")])],
)  # fmt: skip
OPEN = form("schema draw org hash workbook plan names_root salt_hash", "holders excluded",
            inputs=TEXTS, offices=TEXTS)  # fmt: skip
RULES = {
    **POLICY,
    **form(
        "schema hash exclusion_alarm", "pages", sources=TEXTS,
        quotas=[form("id field value reason article", "min max")],
        weights=form("", "base per_year years_cap"),
        cover=form("", "", "required drawn_may_cover"),
        window=form("first last start notice", "working_days unit_absent_max"
                    " process_absent_max total_absent_max notice_days",
                    blackouts=[form("from to reason")]),
        exclusion_reasons=[form("code zh en article")],
        register=form("blackout_share", "overdue_years same_month_years"),
    ),
}  # fmt: skip
VALUES = {
    "balls": form("source at", digits=[NUMBER], witnesses=[TEXT]),
    "drand": form("source at signature value", "round"),
}
NUMBERS = {**form("source at"), "numbers": [[NUMBER]]}
HEADINGS = {
    "book.csv": "page,pids", "odds.csv": "pid,pages,of", "covers.csv": "pid,cover,capacity",
    "conflicts.csv": "pid,cover,reason,article,evidence",
    "calendar.csv": "date,workday,label", "page_covers.csv": "page,covers",
    "exclusions.csv": "pid,reason,article,evidence,evidence_hash,approved_by,"
                      "second_approver",
    "reasons.csv": "pid,ideal,reason_zh,reason_en",
    "schedule": "pid,first,last,cover,how",
}  # fmt: skip
ONE_EACH = {"roster.csv", "exclusions.csv", "odds.csv", "reasons.csv", "schedule"}
CERTIFICATE = form(
    "schema", corrected=TEXTS, widened={...: [TEXT]},
    levels=[form("value", people=[TEXT], multipliers=[[TEXT]])],
)  # fmt: skip
JUDGED = [form("", "", "asked"), form("", "lists", "asked attained")]
CHANGED_LINES = {"added": [TEXT], "removed": [TEXT]}
GROUNDS = form("pid number reason evidence")
DIARY = form("pid at note evidence")
PAPERS = {
    "SLIPS": {"receipts": [[TEXT]]}, "VOID": form("root reason"),
    "EXCLUDE": form(
        HEADINGS["exclusions.csv"].replace(",", " "),
        lines=dict.fromkeys(["roster.csv", "exclusions.csv", "covers.csv"], CHANGED_LINES)),
    "DEFER": {**GROUNDS, "until": TEXT}, "REPLACE": GROUNDS, "CARRY": GROUNDS,
    "NOTIFY": DIARY, "START": DIARY, "RETURN": DIARY, "APPEAL": DIARY,
    "DECIDE": {**DIARY, "outcome": TEXT},
}  # fmt: skip
INKLESS = {
    *map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164)),
    *map(chr, range(0x180B, 0x1810)), *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xE0100, 0xE01F0)),
}  # fmt: skip


def fits(value: Any, wanted: Any) -> bool:
    """Whether a value has its form."""
    if wanted == TEXT:
        return isinstance(value, str)
    if wanted == NUMBER:
        return isinstance(value, int) and not isinstance(value, bool)
    if wanted == TRUTH:
        return isinstance(value, bool)
    if isinstance(wanted, list):
        return isinstance(value, list) and all(fits(one, wanted[0]) for one in value)
    if not isinstance(value, dict):
        return False
    if ... in wanted:
        return all(fits(one, wanted[...]) for one in value.values())
    return value.keys() == wanted.keys() and all(
        fits(value[k], wanted[k]) for k in value
    )


OLDER = (  # hexadecimal
    "0-377 37a-37f 384-38a 38c 38e-3a1 3a3-52f 600-70d f00-f47 f49-f6c f71-f97 "
    "1100-11ff 1800-1819 1820-1878 1e00-1eff 2000-2064 2066-2071 2074-208e "
    "2100-218b 2190-2426 2440-244a 2460-2b73 2e80-2e99 2e9b-2ef3 2f00-2fd5 "
    "2ff0-2ffb 3000-303f 3041-3096 3099-30ff 3105-312f 3131-318e 3190-31e3 "
    "31f0-321e 3220-a48c a490-a4c6 ac00-d7a3 e000-fa6d fa70-fad9 fe00-fe19 "
    "fe20-fe52 fe54-fe66 fe68-fe6b feff ff01-ffbe ffe0-ffe6 1d173-1d17a "
    "2f800-2fa1d e0001 e0020-e007f"
)
STEADY = {
    number
    for first, *last in (span.split("-") for span in OLDER.split())
    for number in range(int(first, 16), int([first, *last][-1], 16) + 1)
}


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """A text cut where characters of other editions begin and end."""
    for steady, run in itertools.groupby(text, lambda c: ord(c) in STEADY):
        yield steady, "".join(run)


def seen(name: str) -> str:
    """What the eye sees of a name."""
    unseen, found = ("Cc", "Cf", "Zs", "Zl", "Zp"), ""
    for steady, run in runs("".join(c for c in name if c not in INKLESS)):
        plain = unicodedata.normalize("NFKC", run).lower() if steady else ""
        plain = plain.replace("ς", "σ")
        found += "" if steady else run
        found += "".join(
            c for c in plain
            if c not in INKLESS and unicodedata.category(c) not in unseen
        )  # fmt: skip
    return found


def nfc(text: str) -> bool:
    """Whether the steady parts of a text are composed."""
    return all(
        unicodedata.is_normalized("NFC", run) for steady, run in runs(text) if steady
    )


def person(name: str) -> str:
    """What tells one person from another: letters, digits, a bureau's own signs."""
    kept = ""
    for c in seen(name):
        at = ord(c)
        own = 0xE000 <= at <= 0xF8FF or 0x20000 <= at <= 0x3FFFF
        if own or (
            at < 0x10000 and at in STEADY and unicodedata.category(c) in LETTERS
        ):
            kept += c
    return kept


LETTERS = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No"}


def blank(text: str) -> bool:
    """Whether the eye sees nothing."""
    return seen(text) == ""


def double(names: Iterable[str]) -> bool:
    """Whether two different names are one to the eye."""
    names = set(names)
    return len({seen(name) for name in names}) != len(names)


SECRET_MARKS = (  # hexadecimal: of no text at all
    "0-1f 7f-9f ad 34f 61c 115f-1160 17b4-17b5 180b-180f 200b-200f 2028-202e 2060-206f "
    "2800 3164 fe00-fe0f feff fff9-fffb e0001 e0020-e007f e0100-e01ef"
)
SECRET = {
    chr(number)
    for first, *last in (span.split("-") for span in SECRET_MARKS.split())
    for number in range(int(first, 16), int([first, *last][-1], 16) + 1)
}
SAID_BY_VERIFIERS = (
    "验证通过", "验证不通过", "承诺值未核对", "须另行核对", "公开件]", "核查件]", "public]",
    "inspection]", "VERIFIED", "REJECTED", "NOTCOMPARED", "COMPAREOUTSIDE", "lungangdraw",
)  # fmt: skip
PERSUADING = (
    "核对", "核实", "核验", "验证", "相符", "不符", "无误", "一致", "属实", "有效",
    "verif", "check", "pass", "confirm", "valid", "reject", "compar",
)  # fmt: skip


def honest(text: str) -> bool:
    """Whether a text hides nothing and gives no verdict."""
    if SECRET.intersection(text):
        return False
    plain = "".join(
        unicodedata.normalize("NFKC", run) if steady else run
        for steady, run in runs(text)
    ).replace(" ", "")
    return not any(words in plain for words in SAID_BY_VERIFIERS)


def all_honest(value: Any) -> bool:
    """The same of every text in a value; a line of a table may have its end."""
    if isinstance(value, str):
        return honest(value[:-1] if value.endswith("\n") else value)
    if isinstance(value, dict):
        return all(map(all_honest, value.values()))
    return not isinstance(value, list) or all(map(all_honest, value))


def known_as(name: str) -> str:
    """The letters of a name, or nothing of one that would persuade."""
    persuades = any(words in seen(name) for words in PERSUADING)
    return "" if persuades else person(name)


def source_called(name: str) -> bool:
    """Whether a source has a name of up to 20 letters that persuades nobody."""
    lettered = all(person(c) != "" for c in name)
    short = 1 <= len(name) <= 20
    return short and lettered and known_as(name) != "" and "通过" not in name


def moment(text: str) -> datetime:
    """An instant of Beijing."""
    if not re.fullmatch(
        r"\d{4}-\d\d-\d\dT([01]\d|2[0-3])(:[0-5]\d){2}\+08:00", text, re.A
    ):
        raise ValueError(f"no instant: {text}")
    return datetime.fromisoformat(text)


def day_of(text: str) -> date:
    """A date as the specification writes it."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.A):
        raise ValueError(f"no day: {text}")
    return date.fromisoformat(text)


def fraction(text: Any) -> F:
    """-?[0-9]+(/[0-9]+)?"""
    if not re.fullmatch(r"-?[0-9]{1,40}(/[0-9]{1,40})?", str(text), re.A):
        raise ValueError(f"no fraction: {text}")
    return F(str(text))


def count(text: str) -> int:
    """0|[1-9][0-9]{0,5}"""
    if (
        not text.isascii()
        or not text.isdigit()
        or str(int(text)) != text
        or len(text) > 6
    ):
        raise ValueError(f"no number: {text}")
    return int(text)


def hexadecimal(text: str) -> bool:
    """Whether a text is a hash."""
    return re.fullmatch("[0-9a-f]{64}", text) is not None


def dumped(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def laid_out(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) or any(not key.isascii() for key in found):
        raise ValueError("keys")
    return found


def _whole(text: str) -> int:
    if not text.lstrip("-").isdigit() or len(text.lstrip("-")) > 15:
        raise ValueError(f"number {text}")
    return int(text)


def loaded(data: bytes) -> Any:
    """JSON of whole numbers."""
    try:
        return json.loads(data.decode(), object_pairs_hook=_pairs, parse_int=_whole,
                          parse_float=_whole, parse_constant=_whole)  # fmt: skip
    except RecursionError as deep:
        raise ValueError("too deep") from deep


# ---- ranges --------------------------------------------------------------------------

LAWS = re.compile(r"(\d+)(\(\d\d?\)\d{0,2})?", re.A)
PSEUDONYM = re.compile("[0-9A-Za-z][0-9A-Za-z_-]{0,39}")
KNOWN = [
    "cover", "entropy", "exclusions", "hash", "odds", "pages", "quotas", "register",
    "share", "weights", "window",
]  # fmt: skip
CHOICES = {"rounding": "up down nearest", "share_base": "pool holders",
           "hash": "sha256 sm3"}  # fmt: skip
POLICY_RANGES = {"entropy_bits_min": (40, 256), "waiting_days": (0, 60)}
RANGES = {
    "pages": (1, 100000), "weights base": (1, 1000), "weights per_year": (0, 1000),
    "weights years_cap": (0, 60), "window working_days": (1, 60),
    "window notice_days": (0, 30), "window unit_absent_max": (0, 10**6),
    "window process_absent_max": (0, 10**6), "window total_absent_max": (0, 10**6),
    "register overdue_years": (0, 60), "register same_month_years": (2, 60),
    **POLICY_RANGES,
}  # fmt: skip
FRACTIONS = {
    "share": (F(1, 10**6), 1), "deviation_max": (0, F(1, 20)), "odds_floor": (0, 1),
    "odds_ceiling": (0, 1), "replace_max": (0, 1), "exclusion_alarm": (0, 1),
    "register blackout_share": (0, 1),
}  # fmt: skip


def at(raw: Any, path: str) -> Any:
    """What stands under a path of keys."""
    for key in path.split():
        raw = raw[key]
    return raw


def law(text: str) -> bool:
    """An article: in figures one of 38, else the name of a law."""
    first = text[:1] or " "
    if ord(first) not in STEADY or unicodedata.category(first) != "Nd":
        own = [seen(text).startswith(x) for x in ("第", "本办法", "本规定", "article")]
        return line(text) and not any(own)
    found = [LAWS.fullmatch(part) for part in text.split(", ")]
    return all(m and m[1][0] != "0" and int(m[1]) <= 38 for m in found)


def line(text: str) -> bool:
    """Something to read, on one line."""
    return seen(text) != "" and "\n" not in text


def policy_ranges(raw: Any) -> Wrong:
    """The keys that rules.json and the policy of a commitment share."""
    for path, (low, high) in POLICY_RANGES.items():
        if not low <= raw[path] <= high:
            yield path
    for path in FRACTIONS.keys() & raw.keys():
        yield from short(path, raw[path])
    for path in CHOICES.keys() & raw.keys():
        if raw[path] not in CHOICES[path].split():
            yield path


def short(path: str, text: str) -> Wrong:
    """A fraction of the rules."""
    low, high = FRACTIONS[path]
    plain = re.fullmatch("[0-9]{1,6}(/[1-9][0-9]{0,6})?", text)
    if not plain or not low <= F(text) <= high:
        yield path


def rule_ranges(raw: Any) -> Wrong:
    """Everything of rules.json is of its range, and nothing is turned round."""
    yield from policy_ranges(raw)
    yield from short("exclusion_alarm", raw["exclusion_alarm"])
    yield from short("register blackout_share", raw["register"]["blackout_share"])
    yield from (p for p, (a, b) in RANGES.items() if not a <= at(raw, p) <= b)
    window, quotas, codes = raw["window"], raw["quotas"], raw["exclusion_reasons"]
    if window["start"] not in {"any-day", "week"}:
        yield "window start"
    if window["notice"] not in {"unannounced", "announced"}:
        yield "window notice"
    spans = [(window["first"], window["last"])]
    spans += [(b["from"], b["to"]) for b in window["blackouts"]]
    if any(day_of(a) > day_of(b) for a, b in spans):
        yield "days turned round"
    if F(raw["odds_floor"]) > F(raw["odds_ceiling"]):
        yield "odds_floor"
    if any(not 0 <= q["min"] <= q["max"] <= 10**6 for q in quotas):
        yield "quotas min"
    if len({r["code"] for r in codes}) < len(codes):
        yield "exclusion_reasons code"
    texts = [*raw["sources"].values(), *(b["reason"] for b in window["blackouts"])]
    for one in [*quotas, *codes]:
        texts += [text for text in one.values() if isinstance(text, str)]
    if sorted(raw["sources"]) != KNOWN or not all(map(line, texts)):
        yield "a text that says nothing"
    if not all(law(one["article"]) for one in [*quotas, *codes]):
        yield "article"


def commit_ranges(c: Any) -> Wrong:
    """The same of a commitment."""
    yield from policy_ranges(c["policy"])
    if min(c["attempt"], c["pages"], c["K"], c["holders"]) < 1 or c["excluded"] < 0:
        yield "commit.json: too few"
    if c["pages"] > 100000 or c["hash"] not in {"sha256", "sm3"} or not seen(c["org"]):
        yield "commit.json: out of range"
    balls = any(s["kind"] == "balls" for s in c["sources"])
    if balls and c["pages"] not in (10, 100, 1000, 10**4, 10**5):
        yield "commit.json pages"
    if not re.fullmatch("[0-9A-Za-z][0-9A-Za-z_-]{0,40}", c["draw"]):
        yield "commit.json draw"
    parts = [p for s in c["sources"] for p in s["parts"]]
    if any(p["count"] > 1000 or p["high"] > 10**9 for p in parts):
        yield "commit.json sources parts"
    if not all(source_called(s["name"]) for s in c["sources"]):
        yield "commit.json sources name"
    for name, version in c["software"].items():
        called = re.fullmatch("[a-z][a-z0-9-]{0,30}", name)
        if not called or not re.fullmatch("[0-9A-Za-z][0-9A-Za-z.+!-]{0,40}", version):
            yield "commit.json software"


class Case:
    """A bundle in memory: bytes, parsed objects, tables; and what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.wrong: list[str] = []
        for path in folder.iterdir():
            if path.is_symlink() or not path.is_file():
                raise ValueError(f"{path.name} is no file")
        self.data = {p.name: p.read_bytes() for p in folder.iterdir()}
        self.read: set[str] = set()
        self.made = "commit.json" in self.data
        self.commit: Any = (  # what names the draw, and whose hash it has
            self.object("commit.json", COMMIT)
            if self.made
            else self.object("open.json")
        )
        self.full = "salt.txt" in self.data
        self.ledger: list[Any] = []
        self.root = self.h(self.bytes("commit.json")) if self.made else ""
        self.draw = Draw(old=True)

    @property
    def own(self) -> list[Any]:
        """The lines of this draw."""
        return [e for e in self.ledger if e["draw"] == self.commit["draw"]]

    def bytes(self, name: str) -> bytes:
        self.read.add(name)
        return self.data[name]

    def object(self, name: str, wanted: Any = None) -> Any:
        found = loaded(self.bytes(name))
        again = laid_out(found) if name == "rules.json" else dumped(found)
        if again != self.data[name] or not (wanted is None or fits(found, wanted)):
            self.wrong.append(f"{name} form")
        if not all_honest(found):
            self.wrong.append(f"{name} has a text that hides something or judges")
        return found

    def rows(self, name: str) -> Rows:
        kind = "schedule" if name.startswith("schedule-") else name
        data = self.bytes(name)
        text = data.decode()
        heading, *lines = text.split("\n")
        found = [row for row in csv.reader(io.StringIO(text, newline=""))]
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(found)
        columns = found[0]
        more = columns[4:]
        headed = (
            columns[:4] == ["pid", "unit", "process", "years_since_draw"]
            and more == sorted({*more} - {*columns[:4]})
            and not double(columns)
            and '"' not in heading
            if kind == "roster.csv"
            else heading == HEADINGS[kind]
        )
        keys = [line.encode() for line in lines[:-1]]
        good = headed and lines[-1:] == [""] and out.getvalue() == text
        good = (
            good
            and keys == sorted({*keys})
            and all(len(r) == len(columns) for r in found)
        )
        good = good and all(map(nfc, lines)) and "\r" not in text
        good = good and not any(
            c[0] in "=+-@\t" for r in found for c in r if len(c) > 1
        )
        good = good and all(map(honest, lines))
        if kind in ONE_EACH:
            good = good and len({row[0] for row in found}) == len(found)
        if not good:
            raise ValueError(f"{name} is not written as it must be")
        return [dict(zip(columns, row, strict=True)) for row in found[1:]]

    def h(self, data: bytes) -> str:
        return self.raw(data).hex()

    def raw(self, data: bytes) -> bytes:
        if self.commit["hash"] not in ("sha256", "sm3"):
            raise ValueError("hash")
        return hashlib.new(self.commit["hash"], data).digest()

    def seal(self, name: str, data: bytes) -> str:
        return self.h(self.bytes("salt.txt") + name.encode() + b"\0" + data)


# ---- ledger --------------------------------------------------------------------------

KINDS = (
    "OPEN", "SLIPS", "EXCLUDE", "COMMIT", "SIGN", "STAMP", "ENTROPY", "DRAW", "VOID",
    "FAIL", "SCHEDULE", "NOTIFY", "START", "RETURN", "DEFER", "REPLACE", "CARRY",
    "APPEAL", "DECIDE", "CLOSE",
)  # fmt: skip
STRINGS = [
    "alg",
    "type",
    "at",
    "actor",
    "draw",
    "root",
    "payload",
    "note",
    "prev",
    "hash",
]


APPROVED = {"approved_by", "second_approver"}
CHANGED = {"pid", "detail", *APPROVED}
SAID: dict[str, list[set[str]]] = {
    "OPEN": [{"schema", "names_root"}], "SLIPS": [{"count", "detail"}],
    "EXCLUDE": [CHANGED], "COMMIT": [{"attempt", "deadline", "roles", "sources"}],
    "SIGN": [{"role"}], "STAMP": [set()], "ENTROPY": [{"source"}],
    "DRAW": [{"drawn"}, {"drawn", *APPROVED}], "VOID": [{"detail", *APPROVED}],
    "FAIL": [{"reason"}, {"reason", "source"}], "SCHEDULE": [set()],
    "DEFER": [CHANGED], "REPLACE": [CHANGED, {"by", *CHANGED}], "CARRY": [CHANGED],
    "DECIDE": [{"pid", "outcome", "detail"}],
    **{kind: [{"pid"}, {"pid", "detail"}]
       for kind in ("NOTIFY", "START", "RETURN", "APPEAL")},
}  # fmt: skip
ROOTED = {"COMMIT", "SIGN", "STAMP", "ENTROPY", "DRAW", "VOID", "FAIL"}
FILED = (ROOTED - {"VOID"}) | {"OPEN", "SCHEDULE", "DEFER", "REPLACE", "CARRY"}


def shaped(e: Any) -> bool:
    """Whether a line has the facts, root and payload of its kind, and no note."""
    kind, facts = e["type"], e["facts"]
    if kind != "CLOSE" and facts.keys() not in SAID[kind]:
        return False
    for key, kinds in (("root", ROOTED), ("payload", FILED)):
        if not (hexadecimal(e[key]) if kind in kinds else e[key] == ""):
            return False
    if e["note"] != "" or not all_honest([e["actor"], facts]):
        return False
    return hexadecimal(facts.get("detail", 64 * "f"))


class Draw:
    """One draw as its lines tell it; each method is a kind of line."""

    def __init__(self, old: bool) -> None:
        self.old, self.over, self.slips, self.drawn = old, False, False, False
        self.scheduled, self.tries = False, 0
        self.out: set[str] = set()
        self.now: dict[str, Any] = {}  # the commitment that waits
        self.listed: set[str] = set()
        self.ever: set[str] = set()
        self.where: dict[str, int] = {}  # 0 listed, 1 told, 2 away, 3 back
        self.lines: Counter[str] = Counter()
        self.heard: Counter[str] = Counter()

    def take(self, e: Any, at: datetime) -> bool:
        """Whether the line may follow."""
        kind, facts = e["type"], e["facts"]
        if kind in ("SLIPS", "EXCLUDE", "COMMIT"):
            return not self.drawn and not self.now and self._before(e, at)
        if kind in ("SIGN", "STAMP", "ENTROPY", "DRAW", "VOID", "FAIL"):
            return (
                bool(self.now)
                and e["root"] == self.now["root"]
                and self._waiting(e, at)
            )
        if kind == "CLOSE":
            told = {kind: str(many) for kind, many in self.lines.items()}
            if self.listed:
                told["last"] = day_of(facts["last"]).isoformat()
            ended = not self.listed or facts["last"] < e["at"][:10]
            answered, self.over = not any(self.heard.values()), True
            return (
                not self.now and facts == told and ended and answered
                and self.scheduled >= self.drawn
            )  # fmt: skip
        return self.drawn and self._after(kind, facts)

    def _before(self, e: Any, at: datetime) -> bool:
        facts, kind = e["facts"], e["type"]
        if kind == "SLIPS":
            fresh, self.slips = not self.slips, True
            return fresh
        if kind == "EXCLUDE":
            fresh = facts.get("pid", "") not in {"", *self.out}
            self.out.add(facts.get("pid", ""))
            return fresh and approved(facts)
        sources = loaded(facts["sources"].encode())
        if not fits(sources, [[TEXT]]) or dumped(sources).decode() != facts["sources"]:
            return False
        when = {name: moment(due) for name, _, due in sources}
        kinds = {name: what for name, what, _ in sources}
        roles, deadline = facts["roles"].split(" "), moment(facts["deadline"])
        self.tries += 1
        self.now = {"root": e["root"], "when": when, "kinds": kinds, "roles": roles,
                    "deadline": deadline, "signed": {}, "values": set(),
                    "stamp": False}  # fmt: skip
        return (
            self.slips and e["payload"] == e["root"] and len(when) == len(sources) > 0
            and at < min(when.values()) and max(when.values()) < deadline
            and facts["attempt"] == str(self.tries)
            and len(roles) == len({*roles} - {""}) == 3
        )  # fmt: skip

    def _waiting(self, e: Any, at: datetime) -> bool:
        kind, facts, now = e["type"], e["facts"], self.now
        early = at < min(now["when"].values())
        full = {*now["signed"]} == {*now["roles"]}
        if kind == "SIGN":
            role = facts.get("role", "")
            after = (
                now["roles"][now["roles"].index(role) :] if role in now["roles"] else []
            )
            good = bool(after) and early and role not in now["signed"]
            good = good and all(now["signed"].get(other) != at for other in after)
            now["signed"][role] = at
            return good
        if kind == "STAMP":
            fresh, now["stamp"] = not now["stamp"], True
            return fresh and early
        if kind == "VOID":
            self.now = {}
            return early and approved(facts)
        name = facts.get("source", "")
        if kind == "ENTROPY":
            public = [w for n, w in now["when"].items() if now["kinds"][n] != "balls"]
            good = full and name in now["when"] and name not in now["values"]
            good = good and at >= now["when"][name]
            if good and now["kinds"][name] == "balls" and public:
                good = at < min(public)
            now["values"].add(name)
            return good
        missing = {*now["when"]} - now["values"]
        late = at > now["deadline"]
        self.now = {}
        if kind == "DRAW":
            people = facts.get("drawn", "").split(" ")
            self.drawn, self.listed, self.ever = True, {*people}, {*people}
            named = late or facts.keys() != {"drawn"}
            return (
                not missing and "" not in people and len({*people}) == len(people)
                and (not named or approved(facts))
            )  # fmt: skip
        balls = {n for n in missing if now["kinds"][n] == "balls"}
        reasons = {"unsigned": not full, "balls-missing": full and bool(balls),
                   "source-not-held": name in missing - balls}  # fmt: skip
        return (
            late and bool(missing) and ("source" not in facts or name in missing)
            and reasons.get(facts.get("reason", ""), False)
        )  # fmt: skip

    def _after(self, kind: str, facts: dict[str, str]) -> bool:
        if kind == "SCHEDULE":
            fresh, self.scheduled = not self.scheduled, True
            return fresh
        pid, by = facts.get("pid", ""), facts.get("by", "")
        self.lines[kind] += 1
        if kind == "APPEAL":
            self.heard[pid] += 1
            return self.scheduled and pid in self.ever
        if kind == "DECIDE":
            self.heard[pid] -= 1
            return self.heard[pid] >= 0 and facts["outcome"] in {"upheld", "rejected"}
        where, known = self.where.get(pid, 0), self.scheduled and pid in self.listed
        steps = {"NOTIFY": 0, "START": 1, "RETURN": 2}
        if kind in steps:
            self.where[pid] = steps[kind] + 1
            return known and where == steps[kind]
        self.where[pid] = 0
        if kind != "DEFER":
            self.listed.discard(pid)
        good = known and where != 3 and approved(facts)
        if "by" in facts:
            good = good and by not in {"", *self.ever}
            self.listed.add(by)
            self.ever.add(by)
        return good


def approved(facts: dict[str, str]) -> bool:
    """Two approvers."""
    two = {known_as(facts.get(name, "")) for name in ("approved_by", "second_approver")}
    return len(two - {""}) == 2


def follows(
    line: bytes,
    seq: int,
    before: str,
    last: datetime | None,
    draws: dict[str, Draw],
    hashed: dict[str, str],
) -> datetime | None:
    """The instant of a line that may stand in its place; None of any other."""
    e = loaded(line)
    texts = [*(e[k] for k in STRINGS), *e["facts"].values()]
    if e.keys() != {"seq", "facts", *STRINGS} or e["type"] not in KINDS:
        return None
    if not all(isinstance(text, str) for text in texts) or not fits(e["seq"], NUMBER):
        return None
    if re.fullmatch("[0-9A-Za-z][0-9A-Za-z_-]{0,40}", e["draw"]) is None:
        return None
    rest = {k: v for k, v in e.items() if k != "hash"}
    if e["alg"] not in ("sha256", "sm3") or dumped(e) != line:
        return None
    own = hashlib.new(e["alg"], dumped(rest)).hexdigest()
    at = moment(e["at"])
    if (e["seq"], e["prev"], e["hash"]) != (seq, before, own) or at < (last or at):
        return None
    if hashed.setdefault(e["draw"], e["alg"]) != e["alg"]:
        return None
    draw, acted = draws.get(e["draw"]), person(e["actor"]) != "" and shaped(e)
    if e["type"] == "OPEN":
        facts = e["facts"]
        draws[e["draw"]] = Draw(old="schema" not in facts)
        fixed = draws[e["draw"]].old or (
            acted and facts["schema"] == "2" and hexadecimal(facts["names_root"])
        )  # fmt: skip
        return at if draw is None and fixed else None
    if draw is None:
        return None
    good = draw.old or (acted and not draw.over and draw.take(e, at))
    return at if good else None


def lines_of(data: bytes) -> tuple[list[Any], dict[str, Draw], int]:
    """Lines up to the first that may not be, the draws they tell of, and its number;
    -1 where every line may be."""
    events: list[Any] = []
    draws: dict[str, Draw] = {}
    before, last, hashed = "0" * 64, None, dict[str, str]()
    *lines, rest = data.split(b"\n")
    for seq, line in enumerate([*lines, *([rest] if rest else [])]):
        try:
            at = follows(line, seq, before, last, draws, hashed)
        except (ValueError, KeyError, TypeError, AttributeError):
            at = None
        if at is None or (rest and seq == len(lines)):
            return events, draws, seq
        events.append(loaded(line))
        before, last = events[-1]["hash"], at
    return events, draws, -1


def ledger(case: Case) -> Wrong:
    """Numbers, hashes, instants, and what may follow what."""
    case.ledger, draws, bad = lines_of(case.bytes("ledger.jsonl"))
    if bad >= 0:
        yield f"ledger line {bad}"
        return
    case.draw = draws[case.commit["draw"]]
    if case.draw.old:
        yield "the draw was opened under the first version"


# ---- commitment ----------------------------------------------------------------------

PUBLIC = (
    "open.json", "book.csv", "odds.csv", "allowed_signers", "verify_draw.py",
    "verify_draw.js", "verify_draw.html", "VERIFY.txt",
)  # fmt: skip
INPUTS = (
    "roster.csv", "exclusions.csv", "covers.csv", "conflicts.csv", "rules.json",
    "calendar.csv",
)  # fmt: skip
SEALED = [*INPUTS, "certificate.json", "reasons.csv", "page_covers.csv"]


def commitment(case: Case) -> Wrong:
    """commit.json: its line, its files, mode, bits, size, the opening."""
    c = case.commit
    line = [e for e in case.own if (e["type"], e["root"]) == ("COMMIT", case.root)]
    facts = {
        "attempt": str(c["attempt"]), "deadline": c["reveal_deadline"],
        "roles": " ".join(c["signers"]), "sources": dumped(
            [[s["name"], s["kind"], s["not_before"]] for s in c["sources"]]).decode(),
    }  # fmt: skip
    if [(e["payload"], e["facts"], e["prev"], e["at"]) for e in line] != [
        (case.root, facts, c["ledger_head"], c["committed_at"])
    ]:
        yield "COMMIT line"
    if not case.draw.drawn and case.draw.now.get("root") != case.root:
        yield "the commitment was withdrawn or failed"
    yield from terms(c)
    yield from (n for n, known in c["files"].items() if case.h(case.bytes(n)) != known)
    yield from opening(case)


def terms(c: Any) -> Wrong:
    """What every commitment fixes, one that ended without a draw too."""
    if c["schema"] != "lungang-draw-commit/2":
        yield "commit.json schema"
    if sorted(c["files"]) != sorted(PUBLIC) or sorted(c["sealed"]) != sorted(SEALED):
        yield "commit.json files"
    kinds = [s["kind"] for s in c["sources"]]
    mode = ["balls"] * ("balls" in kinds) + ["public"] * any(
        k != "balls" for k in kinds
    )
    if c["mode"] != "+".join(mode) or kinds.count("balls") > 1:
        yield "commit.json mode"
    if double(s["name"] for s in c["sources"]):
        yield "commit.json sources"
    policy = c["policy"]
    base = c["holders"] + (c["excluded"] if policy["share_base"] == "holders" else 0)
    exact = fraction(policy["share"]) * base
    rounded = {"up": math.ceil(exact), "down": math.floor(exact),
               "nearest": math.floor(exact + F(1, 2))}  # fmt: skip
    if c["K"] != rounded[policy["rounding"]]:
        yield "commit.json K"


def opening(case: Case) -> Wrong:
    """open.json, its line, how many were left out, how many slips."""
    c = case.commit
    shown = case.object("open.json")
    if (
        not fits({"offices": {}, **shown}, OPEN)
        or shown["schema"] != "lungang-draw-open/2"
    ):
        yield "open.json form"
    if not all(seen(office) for office in shown.get("offices", {}).values()):
        yield "open.json offices"
    first = next(e for e in case.own if e["type"] == "OPEN")
    if first["payload"] != case.h(case.bytes("open.json")):
        yield "open.json"
    if not shown["names_root"] == first["facts"]["names_root"] == c["names_root"]:
        yield "names_root"
    if any(shown[k] != c[k] for k in ("draw", "org", "hash", "salt_hash")):
        yield "open.json names another draw"
    maybe = [shown[k] for k in ("workbook", "plan") if shown[k]]
    hashes = [shown["salt_hash"], *shown["inputs"].values(), *maybe]
    if blank(shown["org"]) or not all(map(hexadecimal, hashes)):
        yield "open.json: no name, or what is no hash"
    if sorted(shown["inputs"]) != sorted(INPUTS):
        yield "open.json inputs"
    yield from actors(case, shown.get("offices", {}))
    kinds = [e["type"] for e in case.own]
    out = kinds.count("EXCLUDE")
    left = (shown["holders"] - out, shown["excluded"] + out)
    if case.made and (c["holders"], c["excluded"]) != left:
        yield "commit.json holders"
    slips = next((e for e in case.own if e["type"] == "SLIPS"), None)
    if slips is None:
        return  # nothing is committed to yet
    before = kinds[: kinds.index("SLIPS")].count("EXCLUDE")
    if slips["facts"].get("count") != str(shown["holders"] - before):
        yield "SLIPS count"


GENERAL = {"hr": "人事部门", "control": "内控部门", "discipline": "纪检机构"}


def actors(case: Case, offices: dict[str, str]) -> Wrong:
    """Offices of the opening act, signers sign and may tell a failure."""
    if not {*offices} <= {*GENERAL} or not all(map(known_as, offices.values())):
        yield "open.json offices"
    acting, signing = {*offices.values(), *GENERAL.values()}, set[str]()
    for e in case.own:
        if e["type"] == "COMMIT":
            signing |= {*e["facts"]["roles"].split(" ")}
        may = acting | signing if e["type"] == "FAIL" else acting
        if e["type"] == "SIGN":
            may = {e["facts"]["role"]}
        if e["actor"] not in may:
            yield f"ledger line {e['seq']} actor"


FIELD = 2**255 - 19
EIGHTH = 2707385501144840649318225287225658788936804267575313519463743609750303021
LOW = {0, 1, FIELD - 1, EIGHTH, FIELD - EIGHTH}
"""The heights of all points of low order of the curve of Ed25519."""


def somebodys(point: bytes) -> bool:
    """A key of no low order, written in the one way."""
    y = int.from_bytes(point, "little") & (2**255 - 1)
    return y < FIELD and y not in LOW


def fields(data: bytes) -> list[bytes]:
    """The strings of an OpenSSH packing, to its last byte."""
    found = []
    while data:
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 + size:
            raise ValueError("cut short")
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    return found


def string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def signed(armour: bytes, message: bytes, key: str) -> bool:
    """SSHSIG, Ed25519, our namespace, nothing reserved and nothing behind it."""
    first, *lines, final, end = armour.decode("ascii").split("\n")
    if (first, final, end) != ("-----BEGIN SSH SIGNATURE-----",
                               "-----END SSH SIGNATURE-----", ""):  # fmt: skip
        return False
    if any(len(x) != 70 for x in lines[:-1]) or not 0 < len(lines[-1]) <= 70:
        return False
    blob, own = b64decode("".join(lines), validate=True), b64decode(key, validate=True)
    if blob[:10] != b"SSHSIG\0\0\0\1" or b64encode(blob).decode() != "".join(lines):
        return False
    try:
        public, space, reserved, name, last = fields(blob[10:])
        (kind, point), (made, raw) = fields(own), fields(last)
        hashed = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}[name](message)
        covered = b"SSHSIG" + b"".join(
            map(string, (b"forced-leave-draw", b"", name, hashed.digest()))
        )
        Ed25519PublicKey.from_public_bytes(point).verify(raw, covered)
    except (InvalidSignature, ValueError, KeyError):
        return False
    return (
        (public, space, reserved) == (own, b"forced-leave-draw", b"")
        and (kind, made) == (b"ssh-ed25519", b"ssh-ed25519")
        and somebodys(point)
    )


def keys_of(data: bytes) -> dict[str, str]:
    """allowed_signers."""
    found = {}
    *rows, rest = data.decode().split("\n")
    for row in rows:
        match = re.fullmatch(
            '([a-z][a-z0-9-]{0,30}) namespaces="forced-leave-draw" ssh-ed25519 '
            "([A-Za-z0-9+/]{68})", row,
        )  # fmt: skip
        if match is None or match[1] in found or rest:
            raise ValueError("allowed_signers")
        found[match[1]] = match[2]
    if len({*found.values()}) != 3:
        raise ValueError("allowed_signers: not three keys")
    return found


def signatures(case: Case) -> Wrong:
    """Three signers, their files and lines; the stamp; the papers of failures."""
    keys, message = keys_of(case.bytes("allowed_signers")), case.bytes("commit.json")
    if list(keys) != case.commit["signers"]:
        yield "allowed_signers"
    for role, key in keys.items():
        name = f"commit.json.{role}.sig"
        lines = [e for e in case.own if (e["type"], e["root"]) == ("SIGN", case.root)
                 and e["facts"] == {"role": role}]  # fmt: skip
        if not lines and name not in case.data:
            continue  # before the draw
        if [e["payload"] for e in lines] != [case.h(case.bytes(name))] or not signed(
            case.bytes(name), message, key
        ):
            yield name
    stamps = [e for e in case.own if (e["type"], e["root"]) == ("STAMP", case.root)]
    if stamps or "stamp.tsr" in case.data:
        token = tsp.TimeStampResp.load(case.bytes("stamp.tsr"), strict=True)
        info = token["time_stamp_token"]["content"]["encap_content_info"]["content"]
        told = tsp.TSTInfo.load(info.contents) if info.parsed is None else info.parsed
        over = told["message_imprint"]["hashed_message"].native
        kind = told["message_imprint"]["hash_algorithm"]["algorithm"].native
        if token.dump(force=True) != case.bytes("stamp.tsr") or (
            told["version"].native != "v1" or not told["policy"].native
        ):
            yield "stamp.tsr is not written as RFC 3161 has it"
        if kind != "sha256" or token["status"]["status"].native not in GRANTED:
            yield "stamp.tsr status"
        at = told["gen_time"].native.astimezone(UTC)
        first = min(moment(s["not_before"]) for s in case.commit["sources"])
        soon = moment(case.commit["committed_at"]) - timedelta(minutes=10)
        if over != hashlib.sha256(message).digest() or not soon <= at < first:
            yield "stamp.tsr"
        if [e["payload"] for e in stamps] != [case.h(case.bytes("stamp.tsr"))]:
            yield "STAMP line"
    yield from attempts(case)


GRANTED = {"granted", "granted_with_mods"}


def attempts(case: Case) -> Wrong:
    """What attempts that were not drawn committed to; nothing of it comes again later."""
    number, before, line = 0, list[Any](), dict[str, Any]()
    for e in case.own:
        if e["type"] == "COMMIT":
            number, line = number + 1, e
        if e["type"] in ("VOID", "FAIL"):
            kind = {"VOID": "void", "FAIL": "failed"}[e["type"]]
            name = f"{kind}-{number}.commit.json"
            old = case.object(name, COMMIT)
            yield from commit_ranges(old)
            listed = [[s["name"], s["kind"], s["not_before"]] for s in old["sources"]]
            said = {"attempt": str(old["attempt"]), "deadline": old["reveal_deadline"],
                    "roles": " ".join(old["signers"]),
                    "sources": dumped(listed).decode()}  # fmt: skip
            if case.h(case.bytes(name)) != e["root"] or said != line["facts"]:
                yield name
            if (old["ledger_head"], old["committed_at"]) != (line["prev"], line["at"]):
                yield f"{name} is of another moment"
            alike = ("org", "draw", "hash", "names_root", "salt_hash")
            if any(old[k] != case.commit[k] for k in alike):
                yield f"{name} is of another draw"
            yield from terms(old)
            yield from fresh(old["sources"], before)
            hashed = [bits(s) for s in old["sources"] if s["kind"] != "balls"]
            least = max(40, old["policy"]["entropy_bits_min"])
            if old["mode"] != "balls" and sum(hashed) < least:
                yield f"{name} sources: too few bits"
            before += old["sources"]
        if e["type"] == "FAIL":
            yield from failure(case, e, number)
    yield from fresh(case.commit.get("sources", []), before)


def fresh(sources: list[Any], before: list[Any]) -> Wrong:
    """Sources as their kinds are, none twice, none that an attempt before awaited."""
    for k, source in enumerate(sources):
        if not proper(source):
            yield f"commit.json sources {k} kind"
        if any(same_value(source, other) for other in sources[:k]):
            yield f"commit.json sources {k} twice"
        if any(
            same_value(source, old)
            and moment(old["not_before"]) < moment(source["not_before"])
            for old in before
        ):
            yield f"commit.json sources {k} again"


def proper(source: Any) -> bool:
    """A source as its kind has it."""
    empty = {"issue": "", "chain": "", "round": 0, "parts": []}
    filled = {k for k, nothing in empty.items() if source[k] != nothing}
    wanted = {"balls": set[str](), "dice": {"parts"}, "lottery": {"issue", "parts"},
              "drand": {"chain", "round"}}  # fmt: skip
    ranges = all(
        p["count"] > 0
        and p["high"] > p["low"] >= 0
        and (not p["distinct"] or p["count"] <= p["high"] - p["low"] + 1)
        for p in source["parts"]
    )
    return (
        filled == wanted.get(source["kind"]) and ranges and source["round"] >= 0
        and source["chain"] in {"", *BEACONS}
        and (not source["chain"] or on_time(source))
        and re.fullmatch("[0-9]{0,12}", source["issue"]) is not None
    )  # fmt: skip


def on_time(source: Any) -> bool:
    """Whether a beacon's round appears when it is said to."""
    first, period, _ = BEACONS[source["chain"]]
    due = first + period * (source["round"] - 1)
    return moment(source["not_before"]).timestamp() == due


def same_value(a: Any, b: Any) -> bool:
    """One round of a beacon, or one issue of a lottery."""
    if "drand" in (a["kind"], b["kind"]):
        return bool(a["round"]) and all(
            a[k] == b[k] for k in ("kind", "chain", "round")
        )
    short, long = sorted((s["issue"].lstrip("0") for s in (a, b)), key=len)
    parts = [(p["count"], p["low"], p["high"]) for p in a["parts"]]
    common = any((p["count"], p["low"], p["high"]) in parts for p in b["parts"])
    return long != "" and long.endswith(short) and common  # dice have no issue


def failure(case: Case, e: Any, number: int) -> Wrong:
    """failed-N.json and what lies beside it."""
    stem = f"failed-{number}"
    due = {
        "schema": "lungang-draw-failed/2", "draw": e["draw"], "attempt": number,
        "root": e["root"], "reason": e["facts"]["reason"],
        "source": e["facts"].get("source", ""),
    }  # fmt: skip
    paper = case.bytes(f"{stem}.json")
    old, listed = (
        case.bytes(f"{stem}.commit.json"),
        case.bytes(f"{stem}.allowed_signers"),
    )
    raw = loaded(old)
    good = paper == dumped(due) and e["payload"] == case.h(paper)
    good = good and case.h(old) == e["root"]
    good = good and raw["files"]["allowed_signers"] == case.h(listed)
    names = {role: f"{stem}.{role}.sig" for role in raw["signers"]}
    keys = keys_of(listed)
    many = sum(
        signed(case.bytes(name), paper, keys[role])
        for role, name in names.items() if name in case.data
    )  # fmt: skip
    if not good or many < 2:
        yield f"{stem}.json"


# ---- page ----------------------------------------------------------------------------

BEACONS = {"quicknet": (1692803367, 3, 48), "default": (1595431050, 30, 96)}


def bits(source: Any) -> float:
    """Bits of a source that is hashed."""
    if source["kind"] == "drand":
        return 256
    found = 0.0
    for part in source["parts"]:
        span, many = part["high"] - part["low"] + 1, part["count"]
        if part["distinct"]:
            ways = math.perm(span, many) if part["ordered"] else math.comb(span, many)
            found += math.log2(ways)
        else:
            found += many * math.log2(span)
    return found


def value_of(case: Case, source: Any, record: Any) -> tuple[bool, str]:
    """Whether a record is a value as declared, and its part of the key."""
    if source["kind"] == "balls":
        digits = "".join(str(d) for d in record["digits"])
        watched = sorted(known_as(name) for name in record["witnesses"])
        if "" in watched or len({*watched}) < len(watched):
            return False, digits
        good = digits.isdigit() and len(digits) == len(record["digits"])
        return good and case.commit["pages"] == 10 ** len(digits) and len(
            watched
        ) > 1, digits
    if source["kind"] == "drand":
        known = BEACONS.get(source["chain"])
        plain = re.fullmatch("([0-9a-f]{2})+", record["signature"]) is not None
        hashed = hashlib.sha256(bytes.fromhex(record["signature"])).hexdigest()
        before = record.get("previous", 64 * "0")
        plain = (
            plain and len(before) in (64, 192) and {*before} <= {*"0123456789abcdef"}
        )
        if known is None or not plain or len(record["signature"]) != 2 * known[2]:
            return False, f"{hashed}./"
        due = known[0] + known[1] * (source["round"] - 1)
        return (
            (record["round"], record["value"]) == (source["round"], hashed)
            and moment(source["not_before"]).timestamp() == due
        ), f"{hashed}./"  # fmt: skip
    good = len(record["numbers"]) == len(source["parts"])
    text = ""
    for part, numbers in zip(source["parts"], record["numbers"], strict=good):
        good = good and len(numbers) == part["count"]
        good = good and all(part["low"] <= n <= part["high"] for n in numbers)
        good = good and (part["ordered"] or numbers == sorted(numbers))
        good = good and not (part["distinct"] and len({*numbers}) < len(numbers))
        text += "".join(f"{n}." for n in numbers)
    return good, f"{text}/"


def values(case: Case) -> Iterator[str | tuple[Any, str, str]]:
    """What is wrong with the records, and each source with its file and part."""
    for number, source in enumerate(case.commit["sources"], 1):
        name = f"entropy-{number}.json"
        lines = [e for e in case.own if (e["type"], e["root"]) == ("ENTROPY", case.root)
                 and e["facts"] == {"source": source["name"]}]  # fmt: skip
        if not lines and name not in case.data:
            continue  # before the draw
        wanted = VALUES.get(source["kind"], NUMBERS)
        wanted = (
            {**wanted, "previous": TEXT} if source["chain"] == "default" else wanted
        )
        record = case.object(name, wanted)
        if [(e["at"], e["payload"]) for e in lines] != [
            (record["at"], case.h(case.bytes(name)))
        ] or record["source"] != source["name"]:
            yield f"{name} at"
        good, part = value_of(case, source, record)
        if not good:
            yield f"{name} value"
        yield source, name, part


def page(case: Case) -> Wrong:
    """Bits, key, seed, value, page; the people on it; how many were replaced."""
    c = case.commit
    found = list(values(case))
    yield from (one for one in found if isinstance(one, str))
    read = [one for one in found if not isinstance(one, str)]
    strong = {s["name"]: bits(s) for s in c["sources"] if s["kind"] != "balls"}
    parts = {s["name"]: part for s, _, part in read if s["kind"] != "balls"}
    drawn = {n: sorted(re.split("[./]", parts[n])) for n, b in strong.items()
             if b >= 20 and n in parts}  # fmt: skip
    order = sorted(drawn, key=lambda n: len(drawn[n]))
    twice = {
        n
        for place, n in enumerate(order)
        for more in order[place + 1 :]
        if all(drawn[n].count(x) <= drawn[more].count(x) for x in drawn[n])
    }
    least = max(40, c["policy"]["entropy_bits_min"])
    if (
        c["mode"] != "balls"
        and sum(b for n, b in strong.items() if n not in twice) < least
    ):
        yield "commit.json sources: too few bits"
    if not case.draw.drawn:
        return
    key = "".join(parts.values())
    balls = int(next((part for s, _, part in read if s["kind"] == "balls"), "0"))
    many = c["pages"]
    seed = case.raw(
        b"forced-leave-draw/v1\0" + bytes.fromhex(case.root) + b"\0" + key.encode()
    )
    counter, top = 0, 2 ** (8 * len(seed)) // many * many
    value = top
    while value >= top:
        value = int.from_bytes(case.raw(seed + counter.to_bytes(4, "big")), "big")
        counter += 1
    number = balls % many if c["mode"] == "balls" else (balls + value) % many
    drawn = case.rows("book.csv")[number]["pids"].split(" ")
    shown = {
        "schema": "lungang-draw-reveal/2", "draw": c["draw"], "root": case.root, "key": key,
        "balls": balls, "entropy": {name: case.h(case.bytes(name)) for _, name, _ in read},
        "seed": seed.hex(), "page": number, "drawn": drawn,
    }  # fmt: skip
    if case.bytes("reveal.json") != dumped(shown):
        yield "reveal.json"
    lines = [(e["root"], e["payload"], e["facts"]["drawn"]) for e in case.own
             if e["type"] == "DRAW"]  # fmt: skip
    if lines != [(case.root, case.h(case.bytes("reveal.json")), " ".join(drawn))]:
        yield "DRAW line"
    replaced = sum(
        e["type"] == "REPLACE" and bool(e["facts"].get("by")) for e in case.own
    )
    if replaced > max(1, fraction(c["policy"]["replace_max"]) * c["K"]):
        yield "more replaced than the rules allow"


def book(case: Case) -> Wrong:
    """Page labels are places, counts are odds.csv, every page has K people."""
    pages, c = case.rows("book.csv"), case.commit
    if [p["page"] for p in pages] != [f"{k:05d}" for k in range(c["pages"])]:
        yield "book.csv page"
    lists = [p["pids"].split(" ") for p in pages]
    counts = Counter(pid for people in lists for pid in people)
    odds = {r["pid"]: r for r in case.rows("odds.csv")}
    if counts.keys() - odds.keys() or len(odds) != c["holders"]:
        yield "odds.csv pid"
    if any(
        (r["pages"], r["of"]) != (str(counts[pid]), str(c["pages"]))
        for pid, r in odds.items()
    ):
        yield "odds.csv pages"
    if any(len({*p}) != len(p) or len(p) != c["K"] or p != sorted(p) for p in lists):
        yield "book.csv pids"


# ---- what an inspection bundle shows -------------------------------------------------


def sealed(case: Case) -> Wrong:
    """Salt, sealed files, papers of lines, the inputs of the opening."""
    c, shown = case.commit, case.object("open.json")
    salt = case.bytes("salt.txt")
    if not re.fullmatch(b"[0-9a-f]{64}", salt) or case.h(salt) != c["salt_hash"]:
        yield "salt.txt"
    yield from (
        n for n, k in c.get("sealed", {}).items() if case.seal(n, case.bytes(n)) != k
    )
    names = [n for n in case.data if re.fullmatch(r"detail-[0-9a-f]{16}\.json", n)]
    papers = {case.h(case.bytes(n)): case.object(n) for n in names}
    wanted = [e["facts"]["detail"] for e in case.own if e["facts"].get("detail")]
    if sorted(papers) != sorted(wanted) or {n[7:23] for n in names} != {
        w[:16] for w in wanted
    }:
        yield "details"
        return
    tables = {n: case.bytes(n) for n in INPUTS}
    number = -1
    for e in case.own:
        facts = e["facts"]
        number += e["type"] in ("SCHEDULE", "DEFER", "REPLACE", "CARRY")
        paper = papers.get(facts.get("detail", ""), {})
        if paper and not behind(e, paper, str(number)):
            yield f"ledger line {e['seq']}: a paper of something else"
        if e["type"] == "EXCLUDE":
            if not _one_person(paper, facts):
                yield f"ledger line {e['seq']}: a paper that touches others"
            for name, change in paper["lines"].items():
                first, *body = tables[name].splitlines(keepends=True)
                body = [x for x in body if x.decode() not in change["added"]]
                body += [x.encode() for x in change["removed"]]
                tables[name] = first + b"".join(sorted(body))
    yield from (
        f"{n} since the opening" for n in INPUTS
        if case.seal(n, tables[n]) != shown["inputs"][n]
    )  # fmt: skip


def behind(e: Any, paper: Any, number: str) -> bool:
    """Whether a paper has its form, says what its line says, and why."""
    kind = e["type"]
    told = {**PAPERS[kind], "kind": TEXT, "nonce": TEXT}
    if kind == "DECIDE" and "outcome" not in paper:
        del told["outcome"]
    if not fits(paper, told) or not re.fullmatch("[0-9a-f]{32}", paper["nonce"]):
        return False
    line = {"kind": kind, "at": e["at"], "root": e["root"], "number": number}
    for key, said in {**line, **e["facts"]}.items():
        if paper.get(key, said) != said:
            return False
    files = [paper["evidence"] if told.keys() >= DIARY.keys() else "",
             paper.get("evidence_hash", "")]  # fmt: skip
    if any(name and not hexadecimal(name) for name in files):
        return False
    if kind == "DEFER":
        day_of(paper["until"])
    if kind == "EXCLUDE" and not law(paper["article"]):
        return False
    why = {"VOID": "reason", "EXCLUDE": "evidence", "DECIDE": "note"}
    grounds = (
        [why[kind]]
        if kind in why
        else ["reason", "evidence"] * (told.keys() >= GROUNDS.keys())
    )
    return not any(blank(paper[key]) for key in grounds)


def _one_person(paper: Any, facts: dict[str, str]) -> bool:
    lines = paper["lines"]

    def of(name: str, what: str) -> list[list[str]]:
        return list(csv.reader(lines[name][what]))

    (row,) = of("exclusions.csv", "added")
    touched = of("covers.csv", "removed")
    return (
        lines.keys() == {"roster.csv", "exclusions.csv", "covers.csv"}
        and [r[0] for r in of("roster.csv", "removed")] == [facts["pid"]]
        and all(r[0] == facts["pid"] for r in touched)
        and row == [paper[k] for k in HEADINGS["exclusions.csv"].split(",")]
        and not of("roster.csv", "added") + of("covers.csv", "added")
        and not of("exclusions.csv", "removed")
    )


class Rules:
    """rules.json and the inputs, as the specification's last paragraphs need them."""

    def __init__(self, case: Case) -> None:
        self.raw: Any = case.object("rules.json", RULES)
        self.people = {r["pid"]: r for r in case.rows("roster.csv")}
        self.years = {p: count(r["years_since_draw"]) for p, r in self.people.items()}
        self.covers: dict[str, list[str]] = {pid: [] for pid in self.people}
        self.capacity: dict[str, int] = {}
        for row in case.rows("covers.csv"):
            self.covers[row["pid"]].append(row["cover"])
            many = count(row["capacity"])
            if (
                self.capacity.setdefault(row["cover"], many) != many
                or not 0 < many < 101
            ):
                raise ValueError("covers.csv capacity")
        self.needed = self.raw["cover"]["required"]
        self.may = self.raw["cover"]["drawn_may_cover"]
        all_ = {"id": "K", "field": "*", "value": "", "min": case.commit["K"],
                "max": case.commit["K"]}  # fmt: skip
        self.quotas = {q["id"]: q for q in [all_, *self.raw["quotas"]]}
        if len(self.quotas) != len(self.raw["quotas"]) + 1:
            raise ValueError("rules.json quotas: one name twice")
        self.calendar = case.rows("calendar.csv")
        self.days = [day_of(r["date"]) for r in self.calendar if r["workday"] == "1"]

    def weight(self, pid: str) -> int:
        w = self.raw["weights"]
        return int(w["base"] + w["per_year"] * min(self.years[pid], w["years_cap"]))

    def members(self, q: Any) -> list[str]:
        everybody = q["field"] == "*"
        return [
            p
            for p, row in self.people.items()
            if everybody or row[q["field"]] == q["value"]
        ]

    def keeps(self, people: set[str], whole: bool = True) -> bool:
        """Every quota; K only of a whole list."""
        return all(
            q["min"] <= len(people.intersection(self.members(q))) <= q["max"]
            for name, q in self.quotas.items() if whole or name != "K"
        )  # fmt: skip

    def lawful(self, people: set[str], whole: bool = True) -> bool:
        return self.keeps(people, whole) and (
            not self.needed or self._covered(sorted(people), people, Counter())
        )

    def _covered(self, rest: list[str], drawn: set[str], load: Counter[str]) -> bool:
        if not rest:
            return True
        for cover in self.covers[rest[0]]:
            free = self.may or cover not in drawn
            if free and load[cover] < self.capacity[cover]:
                load[cover] += 1
                if self._covered(rest[1:], drawn, load):
                    return True
                load[cover] -= 1
        return False


def persons(case: Case, rules: Rules) -> Wrong:
    """Pseudonyms, who is left out, who is struck out, and for what."""
    out, struck = case.rows("exclusions.csv"), case.rows("conflicts.csv")
    told = {*rules.people, *(r["pid"] for r in out)}
    named = {*told, *rules.capacity}
    named |= {row[key] for row in struck for key in ("pid", "cover")}
    if double(named) or not all(PSEUDONYM.fullmatch(pid) for pid in named):
        yield "a pseudonym of another spelling"
    for row in struck:
        bare = not seen(row["reason"]) or not seen(row["evidence"])
        if bare or not law(row["article"]) or row["pid"] not in told:
            yield "conflicts.csv"
    for row in out:
        plain = row["evidence_hash"] == "" or hexadecimal(row["evidence_hash"])
        if not plain or not law(row["article"]) or not seen(row["evidence"]):
            yield "exclusions.csv"


def receipts(case: Case, people: Iterable[str]) -> Wrong:
    """Everybody signed for a slip, between the opening and its line."""
    slips = next((e for e in case.own if e["type"] == "SLIPS"), None)
    if slips is None:
        return
    signed = case.object(f"detail-{slips['facts']['detail'][:16]}.json")["receipts"]
    last = day_of(slips["at"][:10])
    opened = day_of(next(e["at"] for e in case.own if e["type"] == "OPEN")[:10])
    if not all(opened <= day_of(day) <= last for _, day in signed):
        yield "receipts: a day outside"
    since = {
        e["facts"]["pid"]
        for e in case.own
        if e["type"] == "EXCLUDE" and e["seq"] > slips["seq"]
    }
    if sorted(pid for pid, _ in signed) != sorted({*people} | since):
        yield "receipts"


def pool(case: Case, rules: Rules) -> Wrong:
    """Roster, covers, exclusions, calendar, policy, waiting time, every page's covers."""
    c, raw = case.commit, rules.raw
    yield from rule_ranges(raw)
    yield from persons(case, rules)
    said = {**c["policy"], "pages": c["pages"], "hash": c["hash"],
            "schema": "lungang-draw-rules/2"}  # fmt: skip
    if any(raw[k] != v or type(raw[k]) is not type(v) for k, v in said.items()):
        yield "rules.json policy"
    columns = list(next(iter(rules.people.values())))
    if {q["field"] for q in raw["quotas"]} - {"*", *columns} or any(
        q["field"] == "years_since_draw" or not rules.members(q) for q in raw["quotas"]
    ):
        yield "rules.json quotas field"
    if not all(seen(row["unit"]) for row in rules.people.values()):
        yield "roster.csv unit"
    if max(rules.years.values()) > 60:
        yield "roster.csv years_since_draw"
    if any(double(row[k] for row in rules.people.values()) for k in columns):
        yield "roster.csv: two values look alike"
    if sorted(rules.people) != sorted(r["pid"] for r in case.rows("odds.csv")):
        yield "roster.csv pid"
    struck = {(r["pid"], r["cover"]) for r in case.rows("conflicts.csv")}
    if any(
        p == c or (p, c) in struck for p, found in rules.covers.items() for c in found
    ):
        yield "covers.csv cover"
    out, codes = (
        case.rows("exclusions.csv"),
        {r["code"] for r in raw["exclusion_reasons"]},
    )
    if len(out) != c["excluded"] or any(
        r["reason"] not in codes or blank(r["evidence"]) or blank(r["article"])
        or (r["evidence_hash"] and not hexadecimal(r["evidence_hash"]))
        or r["pid"] in rules.people
        or not approved(r)
        for r in out
    ):  # fmt: skip
        yield "exclusions.csv"
    if day_of(raw["window"]["first"]) <= moment(c["reveal_deadline"]).date():
        yield "rules.json window.first"
    yield from receipts(case, rules.people)
    first = day_of(rules.calendar[0]["date"])
    for number, row in enumerate(rules.calendar):
        if row["date"] != (first + timedelta(number)).isoformat() or row[
            "workday"
        ] not in {"0", "1"}:
            yield "calendar.csv date"
            break
    made = moment(c["committed_at"]).date()
    if first > made or rules.calendar[-1]["date"] < raw["window"]["last"]:
        yield "calendar.csv is cut"
    due = min(moment(s["not_before"]) for s in c["sources"]).date()
    if sum(made < day <= due for day in rules.days) < c["policy"]["waiting_days"]:
        yield "commit.json committed_at"
    pages, listed = case.rows("book.csv"), case.rows("page_covers.csv")
    if [r["page"] for r in pages] != [r["page"] for r in listed]:
        yield "page_covers.csv page"
        return
    for one, two in zip(pages, listed, strict=True):
        people, covers = one["pids"].split(" "), two["covers"].split(" ")
        good = rules.keeps({*people})
        if not rules.needed:
            good = good and covers in (["." for _ in people], ["-"])
        else:
            good = good and len(people) == len(covers)
            good = good and all(
                cover in rules.covers[p]
                for p, cover in zip(people, covers, strict=True)
            )
            load = Counter(covers)
            good = good and all(load[x] <= rules.capacity[x] for x in load)
            good = good and (rules.may or not {*people} & {*covers})
        if not good:
            yield f"page_covers.csv {one['page']}"


def proof_form(proof: Any, rules: Rules) -> Wrong:
    """certificate.json: its keys, whom it names, its judge."""
    if sorted(proof) != ["corrected", "judge", "levels", "schema", "widened"]:
        yield "certificate.json keys"
    judge = proof["judge"]
    if not 0 <= judge.get("lists", 0) <= 10**6:
        yield "certificate.json judge"
    asked = {"asked": TRUTH, "attained": TRUTH, "lists": NUMBER}
    if not fits(judge, asked if judge["asked"] is True else {"asked": TRUTH}):
        yield "certificate.json judge"
    if proof["corrected"] and judge.get("attained") is not False:
        yield "certificate.json corrected"
    named = {*proof["widened"], *proof["corrected"]}
    bounds = [fraction(t) for pair in proof["widened"].values() for t in pair]
    bounds += [fraction(t) for t in proof["corrected"].values()]
    if not named <= rules.people.keys() or any(not 0 <= b <= 1 for b in bounds):
        yield "certificate.json bounds"
    for level in proof["levels"]:
        rows = [name for name, _ in level["multipliers"]]
        if sorted(level) != ["multipliers", "people", "value"] or len({*rows}) < len(
            rows
        ):
            yield "certificate.json levels"
        if len({*level["people"]}) < len(level["people"]):
            yield "certificate.json people"


def certificate(case: Case, rules: Rules) -> Wrong:
    """Certificate: what adding up the rows proves, level by level."""
    proof, settled = case.object("certificate.json"), dict[str, F]()
    rest = {key: value for key, value in proof.items() if key != "judge"}
    if not fits(rest, CERTIFICATE):
        yield "certificate.json form"
    yield from proof_form(proof, rules)
    if proof["schema"] != "lungang-draw-certificate/1":
        yield "certificate.json schema"
    low, high = fraction(rules.raw["odds_floor"]), fraction(rules.raw["odds_ceiling"])
    widened = {p: (fraction(a), fraction(b)) for p, (a, b) in proof["widened"].items()}
    if any(a > low or b < high or a > b for a, b in widened.values()):
        yield "certificate.json widened"
    bounds = {
        p: (F(0), F(0)) if rules.needed and not rules.covers[p] else (low, high)
        for p in rules.people
    } | widened
    last = F(0)
    for number, level in enumerate(proof["levels"]):
        value, bound = fraction(level["value"]), F(0)
        people = level["people"]
        if value < last or not people or settled.keys() & {*people}:
            yield f"certificate level {number} order"
        last = value
        sums: dict[str, F] = defaultdict(F)
        b: dict[tuple[str, str], F] = defaultdict(F)
        if len({name for name, _ in level["multipliers"]}) < len(level["multipliers"]):
            yield f"certificate level {number} twice"
        for name, text in level["multipliers"]:
            u, (kind, _, who) = fraction(text), name.partition(":")
            if kind == "quota":
                bound += u * rules.quotas[who]["max" if u > 0 else "min"]
                for p in rules.members(rules.quotas[who]):
                    sums[p] += u
            elif kind == "covered" and rules.covers[who]:
                sums[who] -= u
                for c in rules.covers[who]:
                    b[who, c] += u
            elif kind == "capacity" and u > 0:
                bound += u * rules.capacity[who]
                for p, found in rules.covers.items():
                    if who in found:
                        b[p, who] += u
                if who in rules.people and not rules.may:
                    sums[who] += u * rules.capacity[who]
            elif kind != "capacity" or who not in rules.capacity:
                yield f"certificate level {number} {name}"
        bound -= sum((x for x in b.values() if x < 0), F(0))
        for p, x in sums.items():
            due = max(bounds[p][0], value * rules.weight(p))
            bound -= x * (bounds[p][1] if x < 0 else settled.get(p, due))
        for p in people:
            capped = value * rules.weight(p) >= bounds[p][1]
            if not capped and (sums[p] <= 0 or abs(bound) / sums[p] > F(1, 10000)):
                yield f"certificate level {number} {p}"
        for p in people:
            settled[p] = min(max(value * rules.weight(p), bounds[p][0]), bounds[p][1])
    settled |= {p: fraction(t) for p, t in proof["corrected"].items()}
    yield from chances(case, settled)


def chances(case: Case, settled: dict[str, F]) -> Wrong:
    """Chances that add up to K, counts near them, and what reasons.csv says."""
    c = case.commit
    if abs(sum(settled.values()) - c["K"]) > F(1, 1000):
        yield "chances do not add up to K"
    counts = {r["pid"]: int(r["pages"]) for r in case.rows("odds.csv")}
    most = fraction(c["deviation"])
    if not 0 <= most <= min(F(1, 20), fraction(c["policy"]["deviation_max"])):
        yield "commit.json deviation"
    if settled.keys() != counts.keys():
        yield "not everybody is settled"
        return
    yield from (
        f"odds.csv {p}"
        for p, chance in settled.items()
        if abs(F(counts[p], c["pages"]) - chance) > most
    )
    said = {r["pid"]: r["ideal"] for r in case.rows("reasons.csv")}
    if said != {p: str(chance) for p, chance in settled.items()}:
        yield "reasons.csv ideal"


# ---- windows -------------------------------------------------------------------------


class Windows:
    """Windows: who is away when, and who covers, by the rule of the specification."""

    def __init__(self, case: Case, rules: Rules) -> None:
        shown = case.object("reveal.json")
        self.drawn: list[str] = shown["drawn"]
        self.rules, self.length = rules, rules.raw["window"]["working_days"]
        self.draw_seed = bytes.fromhex(shown["seed"])
        self.seed = case.raw(
            b"forced-leave-windows/v1\0" + self.draw_seed + b"\0"
            + str(shown["page"]).encode() + b"\0" + case.bytes("window_secret.txt")
        )  # fmt: skip
        self.starts = [k for k in range(len(rules.days)) if self._possible(k)]

    def _possible(self, k: int) -> bool:
        w, days = self.rules.raw["window"], self.rules.days
        if k + self.length > len(days):
            return False
        first, last = days[k], days[k + self.length - 1]
        if first.isoformat() < w["first"] or last.isoformat() > w["last"]:
            return False
        fresh = k == 0 or days[k - 1].isocalendar()[:2] != first.isocalendar()[:2]
        if w["start"] == "week" and not fresh:
            return False
        return not any(
            b["from"] <= last.isoformat() and first.isoformat() <= b["to"]
            for b in w["blackouts"]
        )

    def h(self, *words: str, seed: bytes | None = None) -> bytes:
        return hashlib.sha256((seed or self.seed) + "|".join(words).encode()).digest()

    def day(self, k: int) -> str:
        return self.rules.days[k].isoformat()

    def next_after(self, now: dict[str, Placement], today: str) -> str:
        """The first day of the next window, today's included."""
        return min(
            (d for k, _ in now.values() if (d := self.day(k)) >= today), default=""
        )

    def usable(self, pid: str, drawn: set[str]) -> list[str]:
        found = self.rules.covers[pid]
        return [c for c in found if self.rules.may or c not in drawn]

    def by_lot(self, pid: str) -> list[int]:
        return sorted(self.starts, key=lambda k: self.h("start", pid, self.day(k)))

    def room(self, now: dict[str, Placement], pid: str, k: int) -> bool:
        w, people = self.rules.raw["window"], self.rules.people
        for day in range(k, k + self.length):
            away = [p for p, (s, _) in now.items() if s <= day < s + self.length]
            if pid in away or pid in {now[p][1] for p in away}:
                return False
            caps = [(w["total_absent_max"], len(away))]
            for field in ("unit", "process"):
                own = people[pid][field]
                same = sum(people[p][field] == own for p in away)
                if own:
                    caps.append((w[f"{field}_absent_max"], same))
            if any(cap and many >= cap for cap, many in caps):
                return False
        return True

    def free(self, now: dict[str, Placement], cover: str, k: int) -> bool:
        used = sum(c == cover for _, c in now.values())
        busy = any(
            cover in (p, c) and abs(s - k) < self.length for p, (s, c) in now.items()
        )
        return used < self.rules.capacity[cover] and not busy

    def place(
        self, now: dict[str, Placement], pid: str, starts: list[int], drawn: set[str]
    ) -> Placement | None:
        covers = self.usable(pid, drawn)
        load = Counter(c for _, c in now.values())
        covers.sort(key=lambda c: (load[c], self.h("cover", pid, c)))
        for k in starts:
            if self.room(now, pid, k):
                if not self.rules.needed:
                    return k, ""
                for cover in covers:
                    if self.free(now, cover, k):
                        return k, cover
        return None

    def first(self) -> dict[str, Placement] | None:
        drawn, now = set(self.drawn), dict[str, Placement]()
        key = {p: (len(self.usable(p, drawn)), self.h("order", p)) for p in drawn}
        for pid in sorted(drawn, key=lambda p: key[p]):
            found = self.place(now, pid, self.by_lot(pid), drawn)
            if found is None:
                return None  # repaired by a solver: not computed here
            now[pid] = found
        return now

    def newcomer(self, now: dict[str, Placement], gone: set[str], leaver: str) -> str:
        acting = {c for p, (_, c) in now.items() if p != leaver}
        unit = self.rules.people[leaver]["unit"]
        order = sorted(
            self.rules.people, key=lambda p: self.h("alt", p, seed=self.draw_seed)
        )
        for pid in order:
            listed = pid in now or pid in gone or (pid in acting and not self.rules.may)
            same = self.rules.people[pid]["unit"] == unit
            if (
                same
                and not listed
                and self.rules.lawful({*now} - {leaver} | {pid}, whole=False)
            ):
                return pid
        return ""

    def read(self, rows: Rows) -> dict[str, Placement]:
        days, found = self.rules.days, dict[str, Placement]()
        for r in rows:
            k = bisect_left(days, day_of(r["first"]))
            ends = days[k + self.length - 1].isoformat()
            if (self.day(k), ends) != (r["first"], r["last"]):
                raise ValueError(f"no window: {r}")
            found[r["pid"]] = k, r["cover"]
        return found

    def holds(self, now: dict[str, Placement]) -> bool:
        """Whether every cap holds, as it must where a solver placed somebody."""
        for pid, (k, cover) in now.items():
            others = {p: placed for p, placed in now.items() if p != pid}
            good = k in self.starts and self.room(others, pid, k)
            good = good and (self.rules.needed or cover == "")
            if self.rules.needed:
                good = good and cover in self.usable(pid, {*now})
                good = good and self.free(others, cover, k)
            if not good or (cover and not self.rules.needed):
                return False
        return True


def soonest(case: Case, event: Any) -> date:
    """The first day that a change may move or put somebody to."""
    today = day_of(event["at"][:10])
    if event["type"] != "DEFER":
        return today + timedelta(1)
    paper = case.object(f"detail-{event['facts']['detail'][:16]}.json")
    return max(day_of(paper["until"]), today)


def windows(case: Case, rules: Rules) -> Wrong:
    """The first schedule and every change of it, the seal of each, and the diary."""
    made, now, gone = Windows(case, rules), dict[str, Placement](), set[str]()
    how: dict[str, str] = {}
    kinds = ("SCHEDULE", "DEFER", "REPLACE", "CARRY")
    secret = case.bytes("window_secret.txt")
    drawn_up = re.fullmatch(b"[0-9a-f]{64}", secret)
    if not drawn_up or case.h(secret) != case.commit["window_secret_hash"]:
        yield "window_secret.txt"
    in_force: dict[int, dict[str, Placement]] = {}
    for number, event in enumerate(e for e in case.own if e["type"] in kinds):
        name = f"schedule-{number:03d}.csv"
        if event["payload"] != case.h(secret + case.bytes(name)):
            yield f"{name} seal"
        rows = case.rows(name)
        shown = made.read(rows)
        said = {r["pid"]: r["how"] for r in rows}
        if event["type"] == "SCHEDULE":
            due, told = made.first(), dict.fromkeys(made.drawn, "greedy")
            good = (
                due == shown if due else made.holds(shown) and {*shown} == {*made.drawn}
            )
        else:
            good, told = _changed(case, made, now, gone, event, shown, how)
        if not good or (told and told != said):
            yield name
        if not {*said.values()} <= {"greedy", "moved", "repaired"}:
            yield f"{name} how"
        if event["type"] in ("REPLACE", "CARRY"):
            gone.add(event["facts"]["pid"])
        now, how = shown, said
        in_force[event["seq"]] = now
    yield from diary(case, made, in_force)


def _changed(
    case: Case, made: Windows, now: dict[str, Placement], gone: set[str], event: Any,
    shown: dict[str, Placement], how: dict[str, str],
) -> tuple[bool, dict[str, str]]:  # fmt: skip
    """Whether a schedule is what must follow a change, and how it must say it was made;
    nothing where a solver was needed."""
    pid = event["facts"]["pid"]
    rest = {p: placed for p, placed in now.items() if p != pid}
    told = {p: how[p] for p in rest}
    who = pid
    if event["type"] == "REPLACE":
        who = event["facts"].get("by", "")
        if who != made.newcomer(now, gone, pid):
            return False, {}
    if event["type"] == "CARRY" or not who:
        return shown == rest, told
    first = soonest(case, event)
    if event["type"] == "DEFER" and made.rules.days[now[pid][0]] >= first:
        return False, {}
    order = made.by_lot(who) if event["type"] == "REPLACE" else made.starts
    starts = [k for k in order if made.rules.days[k] >= first]
    found = made.place(rest, who, starts, {*rest, who})
    if found is not None:
        return shown == {**rest, who: found}, {**told, who: "moved"}
    begun = first if event["type"] == "DEFER" else first - timedelta(1)
    kept = all(
        shown.get(p) == placed for p, placed in rest.items()
        if made.rules.days[placed[0]] <= begun
    )  # fmt: skip
    good = kept and {*shown} == {*rest, who} and made.holds(shown)
    return good and made.rules.days[shown[who][0]] >= first, {}


def diary(case: Case, made: Windows, in_force: dict[int, Any]) -> Wrong:
    """NOTIFY, START and RETURN by the window in force; CLOSE after the last of all."""
    now: dict[str, Placement] = {}
    for e in case.own:
        now = in_force.get(e["seq"], now)
        pid = e["facts"].get("pid", "")
        today = e["at"][:10]
        if e["type"] in ("NOTIFY", "START", "RETURN") and pid in now:
            begins, ends = (
                made.day(now[pid][0]),
                made.day(now[pid][0] + made.length - 1),
            )
            if e["type"] == "NOTIFY":
                good = begins <= today or made.next_after(now, today) == begins
                good = good or made.rules.raw["window"]["notice"] == "announced"
            else:
                good = (
                    begins <= today <= ends if e["type"] == "START" else ends <= today
                )
            if not good:
                yield f"ledger line {e['seq']}"
        if e["type"] == "CLOSE":
            last = max(
                (made.day(k + made.length - 1) for k, _ in now.values()), default=""
            )
            if e["facts"].get("last", "") != last:
                yield f"ledger line {e['seq']}"


# ---- the whole -----------------------------------------------------------------------


def uncommitted(case: Case) -> list[str]:
    """What does not hold of a draw that no commitment covers now."""
    wrong = [*ledger(case)]
    if wrong:
        return wrong
    if case.draw.now or case.draw.drawn:
        wrong.append("a commitment or a result without commit.json")
    wrong += [*opening(case), *attempts(case)]
    if case.full:
        case.object("rules.json")
        people = {name: case.rows(name) for name in INPUTS if name.endswith(".csv")}
        wrong += [
            *sealed(case),
            *receipts(case, [r["pid"] for r in people["roster.csv"]]),
        ]
    case.read |= {*PUBLIC, *SEALED}  # may still change
    return wrong


def verify(folder: Path) -> list[str]:
    """Everything that does not hold; empty for a bundle that is in order."""
    try:
        case = Case(folder)
        if not case.made:
            wrong = uncommitted(case)
            more = case.data.keys() - case.read
            return [*wrong, *case.wrong, *(f"{n} is none of a bundle" for n in more)]
        wrong = [*commit_ranges(case.commit), *ledger(case)]
        if wrong:
            return wrong
        for paragraph in (commitment, signatures, page, book):
            wrong += paragraph(case)
        if case.full:
            wrong += sealed(case)
            rules = Rules(case)
            for chapter in (pool, certificate):
                wrong += chapter(case, rules)
            if case.draw.over and case.draw.drawn:
                wrong += windows(case, rules)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, StopIteration,
            ArithmeticError) as error:  # fmt: skip
        return [f"cannot be read: {error!r}"]
    more = case.data.keys() - case.read
    return [*wrong, *case.wrong, *(f"{name} is none of a bundle" for name in more)]


if __name__ == "__main__":
    found = verify(Path(sys.argv[1]))
    print("\n".join(found) or "in order")
    sys.exit(bool(found))
