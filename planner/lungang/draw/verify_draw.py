"""强制休假抽取独立验证程序（第2版）。Stand-alone check of a mandatory-leave draw.

用法 usage:
  python3 verify_draw.py 文件夹FOLDER --root "公示的承诺值" [--lang en]
  --head 台账链首            an earlier head of the ledger: it must still be in the chain
  --value 来源=数值          the numbers in the newspaper, e.g. 双色球="3 8 12 20 27 31 + 9"
  --key 角色=SHA256:…        a signer's fingerprint as published elsewhere
  --proof 文件               one person's own proof that a pseudonym is theirs

Sections, in the order of the specification at the end of docs/draw.md:
  0 what is said   1 writing   2 forms   3 the ledger   4 the commitment, signatures,
  time stamp, attempts before   5 the opening   6 names   7 files   8 the page
  9 the certificate   10 windows   11 the whole, from where to read: verify()

Only the standard library is used.  The program reads the folder, starts no other program
and changes nothing.  A *public* bundle has pseudonyms only; an
*inspection* bundle of the same root adds rosters, covers, certificate and, once the
draw is closed, the schedules; every check says on which of the two it ran.

Ends with 0 verified, 5 nothing wrong but the root was not compared, 6 rejected,
7 a bundle of the first version (use the verifier it carries), 8 nothing wrong, but not
drawn yet: committed, or an attempt failed or void and none open.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import hmac
import io
import json
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

# ---- 0. What is said -----------------------------------------------------------------
# Checks, things to read, and what only somebody outside can compare.


class Hopeless(Exception):
    """A check failed without which nothing else can be read; it has been told."""


class Report:
    """What was checked, what failed, and what only somebody outside can compare."""

    def __init__(self, language: str = "zh") -> None:
        self.language = language
        self.lines: list[tuple[str, str]] = []
        self.failed: list[str] = []
        self.open_questions: list[str] = []
        self.bundle = ("公开件", "public")

    def words(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def check(
        self, where: str, zh: str, en: str, holds: object, found: object = ""
    ) -> bool:
        """One check; ``where`` is the file and the field."""
        good = bool(holds)
        on = self.words(*self.bundle)
        text = plain_text(f"[{on}] {where} {self.words(zh, en)}")
        if not good:
            text += self.words("：", ": ") + plain_text(found) if found != "" else ""
            self.failed.append(plain_text(f"{where} {self.words(zh, en)}"))
        self.lines.append(("pass" if good else "fail", text))
        return good

    def need(
        self, where: str, zh: str, en: str, holds: object, found: object = ""
    ) -> None:
        """One check without which the rest could not even be read."""
        if not self.check(where, zh, en, holds, found):
            raise Hopeless(where)

    def show(self, zh: str, en: str) -> None:
        """Something to read; no verdict."""
        self.lines.append(("show", plain_text(self.words(zh, en))))

    def ask(self, zh: str, en: str) -> None:
        """Something no program can know; the reader compares it with the outside."""
        self.open_questions.append(plain_text(self.words(zh, en)))

    def ask_each(self, zh: str, en: str, found: list[str], by: str = "") -> None:
        """The same of a list, if anything is in it."""
        listed = (by or self.words("；", "; ")).join(found)
        if found:
            self.ask(f"{zh}：{listed}", f"{en}: {listed}")

    def print(self) -> None:
        marks = {
            "pass": self.words("通过", "PASS"),
            "fail": self.words("不符", "FAIL"),
            "show": "**",
        }
        for kind, text in self.lines:
            print(marks[kind], text)
        for text in self.open_questions:
            print(self.words("须另行核对", "COMPARE OUTSIDE"), text)


def plain_text(said: object) -> str:
    """What is printed: a mark that could wipe the screen or turn a line round is shown as
    a box, so that nothing in a bundle can write a verdict of its own; half a character,
    which a file can be called, and a gap that fills a line, too."""
    hidden = ("Cc", "Cf", "Cs", "Zl", "Zp")
    shown = ("\u25a1" if unicodedata.category(c) in hidden else c for c in str(said))
    return GAP.sub("\u25a1", "".join(shown))


GAP = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164]{2,}")


# ---- 1. Writing ----------------------------------------------------------------------
# docs/draw.md “Specification”, first paragraph: every text, number, table and instant has
# one way to be written, so that two programs cannot read it in two ways.

DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
COLUMNS = {
    "book.csv": "page,pids", "page_covers.csv": "page,covers", "odds.csv": "pid,pages,of",
    "roster.csv": "pid,unit,process,years_since_draw", "covers.csv": "pid,cover,capacity",
    "conflicts.csv": "pid,cover,reason,article,evidence",
    "exclusions.csv":
        "pid,reason,article,evidence,evidence_hash,approved_by,second_approver",
    "calendar.csv": "date,workday,label", "reasons.csv": "pid,ideal,reason_zh,reason_en",
    "schedule": "pid,first,last,cover,how",
}  # fmt: skip
ONE_ROW_EACH = ("roster.csv", "exclusions.csv", "odds.csv", "reasons.csv", "schedule")


def canonical(value: object) -> bytes:
    """RFC 8785 for values without floating point."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def indented(value: object) -> bytes:
    """The form of rules.json, which people read: a line each, keys in order."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)
    return text.encode() + b"\n"


def whole(text: str) -> int:
    """A whole number that every program reads alike; ValueError for any other."""
    if not re.fullmatch("-?[0-9]{1,15}", text):
        raise ValueError(f"not a whole number of 15 digits: {text}")
    return int(text)


def plain_keys(pairs: list[tuple[str, object]]) -> dict:
    if len(dict(pairs)) != len(pairs) or not all(key.isascii() for key, _ in pairs):
        raise ValueError("a key twice, or of other letters")
    return dict(pairs)


def parsed(data: bytes):
    """What a JSON text says; ValueError for one that is none, or too deep to read."""
    try:
        found = json.loads(
            data, parse_float=whole, parse_constant=whole, parse_int=whole,
            object_pairs_hook=plain_keys,
        )  # fmt: skip
        canonical(found)  # half a character has no bytes
    except RecursionError as error:
        raise ValueError(error) from None
    return found


def of_ranges(text: str) -> str:
    """The characters of ranges, as a class of a regular expression."""
    ends = [span.split("-") for span in text.split()]
    return "".join(f"\\U{int(e[0], 16):08x}-\\U{int(e[-1], 16):08x}" for e in ends)


# Marks that print nothing and are no blanks.
NO_INK = re.compile(
    f"[{of_ranges('34f 115f-1160 17b4-17b5 180b-180f 2800 3164 fe00-fe0f e0100-e01ef')}]"
)
SETTLED = (  # hexadecimal
    "0-377 37a-37f 384-38a 38c 38e-3a1 3a3-52f 600-70d f00-f47 f49-f6c f71-f97 "
    "1100-11ff 1800-1819 1820-1878 1e00-1eff 2000-2064 2066-2071 2074-208e "
    "2100-218b 2190-2426 2440-244a 2460-2b73 2e80-2e99 2e9b-2ef3 2f00-2fd5 "
    "2ff0-2ffb 3000-303f 3041-3096 3099-30ff 3105-312f 3131-318e 3190-31e3 "
    "31f0-321e 3220-a48c a490-a4c6 ac00-d7a3 e000-fa6d fa70-fad9 fe00-fe19 "
    "fe20-fe52 fe54-fe66 fe68-fe6b feff ff01-ffbe ffe0-ffe6 1d173-1d17a "
    "2f800-2fa1d e0001 e0020-e007f"
)


# What every edition of Unicode reads alike; any other character stands for itself.
OLD = re.compile(f"[{of_ranges(SETTLED)}]+")


def same_to_the_eye(name: str) -> str:
    """A name without what the eye does not tell apart: width, case, blanks, marks that
    print nothing."""
    return OLD.sub(lambda piece: folded(piece[0]), NO_INK.sub("", name))


def folded(text: str) -> str:
    lower = unicodedata.normalize("NFKC", text).lower().replace("ς", "σ")
    letters = NO_INK.sub("", lower)
    return "".join(
        c for c in letters if not re.match("Z|C[cf]", unicodedata.category(c))
    )


def composed(text: str) -> bool:
    """Whether a text is in the form NFC."""
    return all(unicodedata.is_normalized("NFC", piece) for piece in OLD.findall(text))


def letters_of(name: str) -> str:
    """What tells people apart: the letters and digits of a name, whatever the edition of
    Unicode; 甲 and 甲. are one."""
    return "".join(c for c in same_to_the_eye(name) if counts_as_letter(c))


def counts_as_letter(c: str) -> bool:
    if c > "\uffff":
        return "\U00020000" <= c <= "\U0003ffff"  # rarer Chinese characters
    own = "\ue000" <= c <= "\uf8ff"
    return own or (bool(OLD.match(c)) and unicodedata.category(c)[0] in "LN")


# Marks that print nothing, line ends and those that steer a screen: in no text at all.
UNSEEN = (
    "0-1f 7f-9f ad 34f 61c 115f-1160 17b4-17b5 180b-180f 200b-200f 2028-202e 2060-206f "
    "2800 3164 fe00-fe0f feff fff9-fffb e0001 e0020-e007f e0100-e01ef"
)
HIDDEN = re.compile(f"[{of_ranges(UNSEEN)}]")
# What a verifier says, and no text may say in its place.
VERDICT = re.compile(
    "验证通过|验证不通过|承诺值未核对|须另行核对|公开件]|核查件]|public]|inspection]"
    "|VERIFIED|REJECTED|NOTCOMPARED|COMPAREOUTSIDE|lungangdraw"
)
# What would persuade a reader in a name; in that of a source 通过 would, too.
PERSUADES = re.compile(
    "核对|核实|核验|验证|相符|不符|无误|一致|属实|有效"
    "|verif|check|pass|confirm|valid|reject|compar"
)


def called_so(name: str) -> str:
    """What tells a person, an office or a source apart; nothing of a name that persuades."""
    return "" if PERSUADES.search(same_to_the_eye(name)) else letters_of(name)


def texts_of(value: object) -> list[str]:
    """Every text in a value, of a line of a table without its end."""
    if isinstance(value, str):
        return [value.removesuffix("\n")]
    inner = list(value.values()) if isinstance(value, dict) else value
    return [t for x in inner for t in texts_of(x)] if isinstance(inner, list) else []


def unfit(value: object) -> list[str]:
    """Every text in a value that hides something or speaks as a verifier does."""
    return [text for text in texts_of(value) if HIDDEN.search(text) or VERDICT.search(
        OLD.sub(lambda p: unicodedata.normalize("NFKC", p[0]), text).replace(" ", ""))]  # fmt: skip


def alike(names) -> list[str]:
    """Names that are different and look the same."""
    seen: dict[str, str] = {}
    return sorted(
        name for name in names if seen.setdefault(same_to_the_eye(name), name) != name
    )


def digest(data: bytes, alg: str) -> str:
    """The hash in hexadecimal digits; alg is sha256 or sm3."""
    if alg not in ("sha256", "sm3"):
        raise ValueError(f"unknown hash {alg}")
    return hashlib.new(alg, data).hexdigest()


def sealed(name: str, data: bytes, salt: bytes, alg: str) -> str:
    """The salted hash of a file that the public bundle leaves out."""
    return digest(salt + name.encode() + b"\0" + data, alg)


def when(text: str) -> datetime:
    """An instant, in Beijing time, so that its day is everybody's day; no other form
    than 2026-11-23T15:00:00+08:00 is read."""
    if not re.fullmatch(DAY + r"T([01][0-9]|2[0-3])(:[0-5][0-9]){2}\+08:00", text):
        raise ValueError(f"not an instant: {text}")
    return datetime.fromisoformat(text)


def is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def ratio(value: object) -> Fraction:
    """A whole number or a quotient of two, written in plain digits."""
    if not re.fullmatch(r"-?[0-9]{1,40}(/(?!0*$)[0-9]{1,40})?", str(value)):
        raise ValueError(f"no fraction: {value}")
    return Fraction(str(value))


def counted(row: dict[str, str], where: str, low: int, high: int) -> int:
    """A number of a table, in plain digits; ``where`` is its file and column."""
    text = row[where.split(" ")[1]]
    if not re.fullmatch("0|[1-9][0-9]{0,5}", text) or not low <= int(text) <= high:
        raise ValueError(f"{where}: {text}")
    return int(text)


def is_instant(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(when(text))
    except ValueError:
        return False


def is_hash(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def spoken(root: str) -> str:
    """Eight groups of eight digits."""
    return " ".join(root[start : start + 8] for start in range(0, len(root), 8))


def same_hash(posted: str, computed: str) -> bool:
    """A posted hash may be written in groups, in capitals, quoted or not; none is none."""
    return re.sub(r"[^0-9a-f]", "", posted.lower()) == computed != "" and not re.search(
        r"[^0-9a-fA-F\s\"'“”‘’]", posted
    )


class Bundle:
    """The files of a folder and what was read from them."""

    def __init__(self, folder: Path, report: Report) -> None:
        self.folder = folder
        self.report = report
        found = list(folder.iterdir())
        self.present = {path.name for path in found}
        self.known: set[str] = set()
        odd = sorted(p.name for p in found if p.is_symlink() or not p.is_file())
        if odd:  # a link can show other bytes tomorrow
            report.check(" ".join(odd), "应为文件", "must be a file", False)

    def read(self, name: str) -> bytes:
        self.known.add(name)
        if name not in self.present or not (self.folder / name).is_file():
            raise ValueError(f"{name} 缺失 is missing")
        return (self.folder / name).read_bytes()

    def json(self, name: str) -> dict:
        """What a file says; it must be in the one form that its text can have."""
        data = self.read(name)
        try:
            found = parsed(data)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        if not isinstance(found, dict):
            raise ValueError(f"{name}: {{ }}")
        form = indented if name == "rules.json" else canonical
        if form(found) != data:
            self.report.check(name, "写法唯一", "in the only form", False)
        self.fit(name, found)
        return found

    def fit(self, name: str, found: object) -> None:
        """A check that no text of a file hides anything or speaks as a verifier does."""
        odd = unfit(found)
        if odd:
            self.report.check(f"{name} text", *BROKEN["text"], False, odd[:3])

    def formed(self, name: str, found: dict, form: dict) -> None:
        """A check that every entry of a file has its form."""
        odd = misfit(found, form)
        self.report.need(f"{name} {odd.lstrip('.')}".strip(), "各项写法、范围如规格所定",
                         "every entry has its form and range", not odd)  # fmt: skip

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of a table, each line the only way to write it, in order."""
        kind = "schedule" if name.startswith("schedule-") else name
        try:
            heading, rows, ordered = read_table(self.read(name))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        more = heading.removeprefix(COLUMNS[kind])
        extra = more.split(",")[1:] if kind == "roster.csv" else []
        plain = more == "".join(f",{column}" for column in sorted(set(extra)))
        columns = heading.split(",")
        if not heading.startswith(COLUMNS[kind]) or '"' in more or not plain or alike(columns) or (
            len(set(columns)) < len(columns)
        ):  # fmt: skip
            self.report.need(f"{name} {heading}", "列如规格所定", "its columns are those"
                             " of the specification", False)  # fmt: skip
        self.fit(name, self.read(name).decode().split("\n"))
        once = len({row.get("pid") for row in rows}) == len(rows)
        if not ordered or not (once or kind not in ONE_ROW_EACH):
            self.report.check(f"{name} rows", "各行有序、不重复、一人一行",
                              "in order, none there twice, one a person", False)  # fmt: skip
        return rows


def read_table(data: bytes) -> tuple[str, list[dict[str, str]], bool]:
    """Heading, rows, and whether the lines are in order and none is there twice."""
    if b"\r" in data or data.startswith(b"\xef\xbb\xbf"):
        raise ValueError("a line end or a first mark of another system")
    head, *lines = data.split(b"\n")
    rest = lines.pop() if lines else b"?"
    columns = cells_of(head.decode())
    rows = []
    for line in lines:
        cells = cells_of(line.decode())
        if len(cells) != len(columns):
            raise ValueError("a row has not the columns of its heading")
        rows.append(dict(zip(columns, cells, strict=True)))
    return head.decode(), rows, not rest and lines == sorted(set(lines))


def cells_of(line: str) -> list[str]:
    """The cells of a line; ValueError for a line that could be written otherwise."""
    usual = csv.field_size_limit(10**9)  # a page of a large book is one cell
    try:
        cells = next(csv.reader([line]), [])
    except csv.Error as error:
        raise ValueError(f"{error}: {line}") from None
    finally:
        csv.field_size_limit(usual)
    again = ('"' + c.replace('"', '""') + '"' if re.search('[",]', c) else c
             for c in cells)  # fmt: skip
    if ",".join(again) != line or not composed(line):
        raise ValueError(f"not the only way to write a line: {line}")
    if any(c[:1] in ("=", "+", "-", "@", "\t") and len(c) > 1 for c in cells):
        raise ValueError(f"a cell that a spreadsheet would run: {line}")
    return cells


# ---- 2. Forms ------------------------------------------------------------------------
# docs/draw.md “Forms”, and the ranges behind it: a class, a test of one value, a list of
# one form, the keys there must be, or "*".


def among(*words: str):
    """One of these words."""
    return lambda value: isinstance(value, str) and value in words


def between(low: int, high: int):
    """A whole number of a range."""
    return lambda value: type(value) is int and low <= value <= high


def written_as(form: str):
    """A text of a pattern."""
    return lambda value: isinstance(value, str) and bool(re.fullmatch(form, value))


def fraction_from(low: object, high: object, form: str = ".*"):
    """A fraction of a range, in the digits of ``form``."""

    def fits(value: object) -> bool:
        try:
            good = isinstance(value, str) and re.fullmatch(form, value)
            return bool(good) and Fraction(low) <= ratio(value) <= Fraction(high)
        except ValueError:
            return False

    return fits


def something(value: object) -> bool:
    """A text that shows something."""
    return isinstance(value, str) and same_to_the_eye(value) != ""


def is_article(value: object) -> bool:
    """In figures an article of the regulation, which has 38; else the name of a law, and
    no article of the regulation in words."""
    if isinstance(value, str) and OLD.match(value) and value[0].isdecimal():
        return re.fullmatch(f"{ARTICLE}(, {ARTICLE})*", value) is not None
    own = ("第", "本办法", "本规定", "article")
    return something(value) and not same_to_the_eye(str(value)).startswith(own)


def source_name(value: object) -> bool:
    """At most 20 letters and digits, which persuade nobody."""
    return (
        isinstance(value, str) and 0 < len(value) <= 20
        and all(map(counts_as_letter, value)) and called_so(value) and "通过" not in value
    )  # fmt: skip


def hash_or_nothing(value: object) -> bool:
    return value == "" or is_hash(value)


def versions(value: object) -> bool:
    """Names of programs with their versions."""
    return isinstance(value, dict) and all(
        re.fullmatch("[a-z][a-z0-9-]{0,30}", name)
        and written_as("[0-9A-Za-z][0-9A-Za-z.+!-]{0,40}")(version)
        for name, version in value.items()
    )


ARTICLE = r"([1-9]|[12][0-9]|3[0-8])(\([0-9]{1,2}\)[0-9]{0,2})?"
DRAW_ID, PID = "[0-9A-Za-z][0-9A-Za-z_-]{0,40}", "[0-9A-Za-z][0-9A-Za-z_-]{0,39}"
SHORT = "[0-9]{1,6}(/[1-9][0-9]{0,6})?"  # the fractions of rules.json
MANY = between(0, 10**6)
HASH = among("sha256", "sm3")
PAGES = between(1, 100_000)
PART = fraction_from(0, 1, SHORT)

INPUTS = (
    "roster.csv", "exclusions.csv", "covers.csv", "conflicts.csv", "rules.json",
    "calendar.csv",
)  # fmt: skip
OPEN_FORM = {
    "schema": among("lungang-draw-open/2"), "draw": written_as(DRAW_ID), "org": something,
    "hash": HASH,
    "workbook": hash_or_nothing, "plan": hash_or_nothing, "names_root": is_hash,
    "salt_hash": is_hash, "holders": between(1, 10**6), "excluded": MANY,
    "offices": {"*": something}, "inputs": dict.fromkeys(INPUTS, is_hash),
}  # fmt: skip
MODES = {"balls+public": "号球加公共数值", "public": "公共数值", "balls": "号球"}
PART_FORM = {
    "name": str, "count": between(-(10**9), 1000), "low": between(-(10**9), 10**9),
    "high": between(-(10**9), 10**9), "ordered": bool, "distinct": bool,
}  # fmt: skip
SOURCE_FORM = {
    "name": source_name, "kind": str, "not_before": is_instant, "issue": str, "chain": str,
    "round": between(0, 10**12), "parts": [PART_FORM],
}  # fmt: skip
POLICY_FORM = {
    "share": fraction_from("1/1000000", 1, SHORT), "share_base": among("pool", "holders"),
    "rounding": among("up", "down", "nearest"), "odds_floor": PART, "odds_ceiling": PART,
    "entropy_bits_min": between(40, 256), "waiting_days": between(0, 60),
    "deviation_max": fraction_from(0, "1/20", SHORT), "replace_max": PART,
}  # fmt: skip
COMMIT_FORM = {
    "schema": among("lungang-draw-commit/2"), "org": something, "draw": written_as(DRAW_ID),
    "attempt": between(1, 10**6), "ledger_head": is_hash, "committed_at": is_instant,
    "hash": HASH, "pages": PAGES, "K": between(1, 10**6), "mode": among(*MODES),
    "sources": [SOURCE_FORM], "signers": [str], "files": {"*": str},
    "sealed": {"*": str}, "policy": POLICY_FORM, "holders": between(1, 10**6),
    "excluded": MANY, "deviation": fraction_from(0, 1), "names_root": is_hash,
    "salt_hash": is_hash, "window_secret_hash": is_hash, "reveal_deadline": is_instant,
    "software": versions,
}  # fmt: skip
CITED = (
    "share", "quotas", "weights", "odds", "pages", "cover", "window", "exclusions",
    "register", "hash", "entropy",
)  # fmt: skip
RULE_FORM = POLICY_FORM | {
    "schema": among("lungang-draw-rules/2"), "pages": PAGES, "exclusion_alarm": PART, "hash": HASH,
    "quotas": [{
        "id": something, "field": something, "value": something, "min": MANY, "max": MANY,
        "reason": something, "article": is_article,
    }],
    "weights": {
        "base": between(1, 1000), "per_year": between(0, 1000),
        "years_cap": between(0, 60)},
    "cover": {"required": bool, "drawn_may_cover": bool},
    "window": {
        "working_days": between(1, 60), "first": is_day, "last": is_day,
        "start": among("any-day", "week"),
        "blackouts": [{"from": is_day, "to": is_day, "reason": something}],
        "unit_absent_max": MANY, "process_absent_max": MANY, "total_absent_max": MANY,
        "notice": among("unannounced", "announced"), "notice_days": between(0, 30),
    },
    "exclusion_reasons": [
        {"code": something, "zh": something, "en": something, "article": is_article}],
    "register": {
        "overdue_years": between(0, 60), "same_month_years": between(2, 60),
        "blackout_share": PART},
    "sources": dict.fromkeys(CITED, something),
}  # fmt: skip


def turned_round(rules: dict) -> list[str]:
    """What of rules.json is above what it must be below, or named as another is."""
    window, quotas = rules["window"], rules["quotas"]
    pairs = [
        ("odds_floor", ratio(rules["odds_floor"]), ratio(rules["odds_ceiling"])),
        ("window.first", window["first"], window["last"]),
        *((f"window.blackouts[{k}].from", b["from"], b["to"])
          for k, b in enumerate(window["blackouts"])),
        *((f"quotas[{k}].min", q["min"], q["max"]) for k, q in enumerate(quotas)),
    ]  # fmt: skip
    ids = ["K", *(quota["id"] for quota in quotas)]
    codes = [reason["code"] for reason in rules["exclusion_reasons"]]
    twice = [f"quotas {name}" for name in ids if ids.count(name) > 1]
    twice += [f"exclusion_reasons {code}" for code in codes if codes.count(code) > 1]
    return [place for place, low, high in pairs if low > high] + twice


def a_pair(value: object) -> bool:
    """Two texts of a chance: the lower bound and the upper."""
    good = isinstance(value, list) and len(value) == 2 and all(map(CHANCE, value))
    return good and ratio(value[0]) <= ratio(value[1])


def a_row(value: object) -> bool:
    """The name of a row and its multiplier."""
    return (
        isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)
        and fraction_from(-(10**12), 10**12)(value[1])
    )  # fmt: skip


def a_judge(value: object) -> bool:
    """What column generation found, where it was asked."""
    if not isinstance(value, dict):
        return False
    form = {"asked": bool, "attained": bool, "lists": MANY}
    return not misfit(value, form if value.get("asked") else {"asked": bool})


def a_receipt(value: object) -> bool:
    """A pseudonym and the day on which its holder signed."""
    return isinstance(value, list) and len(value) == 2 and is_day(value[1]) and (
        isinstance(value[0], str)
    )  # fmt: skip


CHANCE = fraction_from(0, 1)
CERTIFICATE_FORM = {
    "schema": among("lungang-draw-certificate/1"), "judge": a_judge,
    "widened": {"*": a_pair}, "corrected": {"*": CHANCE},
    "levels": [{
        "value": fraction_from(-1, 10), "people": [str], "multipliers": [a_row]}],
}  # fmt: skip
RECORD_FORMS = {  # of a value, by the kind of its source; any other is of numbers
    "balls": {"source": str, "at": str, "digits": [between(0, 9)], "witnesses": [str]},
    "drand": {"source": str, "at": str, "round": int, "signature": str, "value": str},
    "": {"source": str, "at": str, "numbers": [[between(-(10**9), 10**9)]]},
}

LINES_FORM = {"added": [str], "removed": [str]}
CHANGE_FORM = {"pid": str, "number": str, "reason": something, "evidence": something}
DIARY_FORM = {"pid": str, "at": str, "note": str, "evidence": hash_or_nothing}
PAPER_FORMS = {  # of the paper behind a line, besides its kind and a nonce
    "SLIPS": {"receipts": [a_receipt]}, "VOID": {"root": str, "reason": something},
    "EXCLUDE": dict.fromkeys(COLUMNS["exclusions.csv"].split(","), str) | {
        "article": is_article, "evidence": something, "evidence_hash": hash_or_nothing,
        "lines": dict.fromkeys(("roster.csv", "exclusions.csv", "covers.csv"), LINES_FORM)
    },
    "DEFER": CHANGE_FORM | {"until": is_day}, "REPLACE": CHANGE_FORM, "CARRY": CHANGE_FORM,
    "DECIDE": DIARY_FORM | {"outcome": str, "note": something},
    **dict.fromkeys(("NOTIFY", "START", "RETURN", "APPEAL"), DIARY_FORM),
}  # fmt: skip


def misfit(value: object, form: object, at: str = "") -> str:
    """Where a value has not its form, or nothing; true is no number, 1 is no truth."""
    if isinstance(form, dict):
        if not isinstance(value, dict):
            return at or "."
        keys = dict.fromkeys(value, form["*"]) if "*" in form else form
        odd = sorted(set(keys) ^ set(value))
        found = (misfit(value[key], keys[key], f"{at}.{key}") for key in keys)
        return f"{at}.{odd[0]}" if odd else next(filter(None, found), "")
    if isinstance(form, list):
        if not isinstance(value, list):
            return at or "."
        found = (misfit(one, form[0], f"{at}[{k}]") for k, one in enumerate(value))
        return next(filter(None, found), "")
    good = type(value) is form if isinstance(form, type) else form(value)
    return "" if form is object or good else at or "."


# ---- 3. The ledger -------------------------------------------------------------------
# docs/draw.md “Ledger”: what may follow what, line by line.

TEXTS = (
    "prev", "alg", "type", "hash", "at", "actor", "draw", "root", "payload", "note",
)  # fmt: skip
CHANGES = {"DEFER": "改期", "REPLACE": "替补", "CARRY": "转入下一年度"}
DIARY = ("NOTIFY", "START", "RETURN", "DEFER", "REPLACE", "CARRY", "APPEAL", "DECIDE")
BROKEN = {  # code: what the line breaks
    "form": ("不是规范的台账记录", "is no canonical ledger line"),
    "chain": ("编号、前一条哈希或本条哈希不符", "number or hash does not fit"),
    "time": ("时间写法不对或早于上一条", "the time is wrong or runs backwards"),
    "opened-twice": ("同一编号启动两次", "this draw was opened before"),
    "actor": ("没有写明经办单位", "does not say which office acted"),
    "open-facts": ("启动记录没有锁定姓名表和输入", "names or inputs are not fixed"),
    "facts": ("事项多了或少了，或写了别的", "says more or less than its kind of line does"),
    "text": ("文字有看不见的字符或验证程序的判语", "a text hides a mark or gives a verdict"),
    "alg": ("散列算法与本抽取其他记录不同", "hashed otherwise than its draw is"),
    "not-open": ("该抽取没有启动", "this draw was never opened"),
    "closed": ("结案之后又有记录", "comes after the close"),
    "exclude-late": ("承诺之后排除人员", "somebody is left out after the commitment"),
    "approvers": ("没有两名不同的审批人", "two different approvers are missing"),
    "excluded-twice": ("同一人排除两次", "the same person is left out twice"),
    "detail": ("没有依据材料的哈希", "the hash of the papers is missing"),
    "slips": ("抽签条的发放登记重复或太晚", "slips are recorded twice or too late"),
    "no-slips": ("承诺之前没有发放抽签条", "no slips were handed out before"),
    "redraw": ("已有结果又重新承诺", "committed again after a result"),
    "commit-open": ("上一份承诺尚未了结", "the last commitment is undecided"),
    "sources": ("公共数值的来源写法不对", "the sources are not written as they must"),
    "seed-known": ("公共数值在承诺时可能已知", "a value could be known already"),
    "deadline": ("揭晓期限不晚于公共数值", "the deadline is before the last value"),
    "attempt": ("第几次承诺的编号不连续", "the number of the attempt has a gap"),
    "roles": ("不是三名不同的签署人", "not three different signers"),
    "no-commitment": ("没有对应的未了结承诺", "no such commitment is waiting"),
    "role": ("不是约定的签署人", "not one of the signers"),
    "signed": ("同一签署人签了两次", "signed twice"),
    "sign-order": ("同一秒的签署不按承诺所列的次序", "signatures of one second are out of order"),
    "sign-late": ("签署晚于公共数值可能产生的时间", "signed after a value could exist"),
    "stamped": ("时间戳登记两次", "stamped twice"),
    "stamp-late": ("时间戳晚于公共数值可能产生的时间", "stamped after a value existed"),
    "source": ("不是承诺的来源", "not a source committed to"),
    "entropy-twice": ("同一来源登记两次", "a source is recorded twice"),
    "unsigned": ("三人签齐之前登记数值", "recorded before all three had signed"),
    "too-early": ("数值早于约定时间", "a value before it could exist"),
    "balls-late": ("号球在公共数值产生之后才登记", "balls recorded after the lottery"),
    "entropy-missing": ("还有来源没有数值", "a source has no value yet"),
    "reveal-late": ("揭晓晚于期限而无两人审批", "revealed late without two approvers"),
    "drawn": ("没有写明抽中的人", "does not say who is drawn"),
    "void-late": ("公共数值可能产生之后作废", "voided after a value could exist"),
    "fail-early": ("期限未到就宣布失败", "declared failed before the deadline"),
    "fail-decided": ("数值已齐，应揭晓而不是宣布失败", "all values are there: reveal"),
    "fail-reason": ("失败的理由不成立", "the reason of the failure does not hold"),
    "not-drawn": ("尚未抽取", "nothing has been drawn"),
    "scheduled-twice": ("排期两次", "scheduled twice"),
    "not-scheduled": ("尚未排期", "nothing is scheduled"),
    "person": ("不是在休名单上的人", "not a person on the list"),
    "order": ("通知、离岗、返岗的次序不对", "notice, start and return out of order"),
    "no-appeal": ("没有待裁决的异议", "no appeal of theirs is waiting"),
    "decision": ("裁决没有结果", "a decision without its outcome"),
    "appeals": ("还有异议没有裁决", "an appeal is not decided"),
    "undecided": ("还有未了结的承诺", "a commitment is undecided"),
    "close-count": ("结案所记条数与台账不符", "the close counts other lines"),
    "close-early": ("最后一个窗口结束之前结案", "closed before the last window ended"),
}  # fmt: skip


class Broken(Exception):
    """A line breaks a rule, of which this is the code."""


def refuse(code: str, broken: object) -> None:
    if broken:
        raise Broken(code)


class DrawState:
    """What the ledger has said of one draw so far."""

    def __init__(self) -> None:
        self.legacy = False
        self.closed = False
        self.slips = False
        self.excluded: set[str] = set()
        self.attempts = 0
        self.root = ""  # of the commitment waiting for its draw
        self.roles: list[str] = []
        self.signed: dict[str, datetime] = {}
        self.stamped = False
        self.sources: dict[str, tuple[str, datetime]] = {}
        self.recorded: set[str] = set()
        self.deadline: datetime | None = None
        self.drawn = False
        self.scheduled = False
        self.current: set[str] = set()  # drawn and still to be on leave
        self.everybody: set[str] = set()  # ever drawn or put in
        self.stage: dict[str, str] = {}
        self.tally: Counter[str] = Counter()
        self.appeals: Counter[str] = Counter()

    def first_value(self) -> datetime:
        return min(moment for _, moment in self.sources.values())

    def first_public(self) -> datetime | None:
        moments = [m for kind, m in self.sources.values() if kind != "balls"]
        return min(moments, default=None)


def two_approvers(facts: dict[str, str]) -> bool:
    one = called_so(facts.get("approved_by", ""))
    two = called_so(facts.get("second_approver", ""))
    return bool(one) and bool(two) and one != two


CHANGE = "pid approved_by second_approver detail"
FACTS = {  # what a kind of line says always, what may come besides, all or nothing, and
    # whether it is about a commitment (root) and brings a file (payload)
    "OPEN": ("schema names_root", "", "payload"), "SLIPS": ("count detail", "", ""),
    "EXCLUDE": (CHANGE, "", ""),
    "COMMIT": ("attempt deadline roles sources", "", "root payload"),
    "SIGN": ("role", "", "root payload"), "STAMP": ("", "", "root payload"),
    "ENTROPY": ("source", "", "root payload"),
    "DRAW": ("drawn", "approved_by second_approver", "root payload"),
    "VOID": ("approved_by second_approver detail", "", "root"),
    "FAIL": ("reason", "source", "root payload"), "SCHEDULE": ("", "", "payload"),
    "NOTIFY": ("pid", "detail", ""), "START": ("pid", "detail", ""),
    "RETURN": ("pid", "detail", ""), "DEFER": (CHANGE, "", "payload"),
    "REPLACE": (CHANGE, "by", "payload"), "CARRY": (CHANGE, "", "payload"),
    "APPEAL": ("pid", "detail", ""), "DECIDE": ("pid outcome detail", "", ""),
    "CLOSE": (None, "", ""),  # it has its counts
}  # fmt: skip


def well_formed(event: dict) -> None:
    """The rule that the form of a line breaks, or nothing: it says what its kind says,
    no more and no less."""
    refuse("actor", not letters_of(event["actor"]))
    facts = event["facts"]
    always, besides, hashed = FACTS[event["type"]]
    if always is not None:
        least = set(always.split())
        refuse("facts", set(facts) not in (least, least | set(besides.split())))
    for key in ("root", "payload"):
        refuse(
            "facts", not (is_hash(event[key]) if key in hashed else event[key] == "")
        )
    refuse("facts", event["note"])
    refuse("text", unfit([event["actor"], facts]))
    refuse("detail", not is_hash(facts.get("detail", "0" * 64)))


# Each of the following takes a line in, or raises the rule that it breaks.


def before_commitment(state: DrawState, event: dict, now: datetime) -> None:
    """SLIPS and EXCLUDE."""
    facts = event["facts"]
    if event["type"] == "SLIPS":
        refuse("slips", state.slips or state.root or state.drawn)
        state.slips = True
        return
    refuse("exclude-late", state.root or state.drawn)
    refuse("approvers", not two_approvers(facts))
    refuse("excluded-twice", not facts["pid"] or facts["pid"] in state.excluded)
    state.excluded.add(facts["pid"])


def commitment(state: DrawState, event: dict, now: datetime) -> None:
    """COMMIT: nothing drawn or undecided, slips handed out, every value still to come."""
    facts = event["facts"]
    refuse("redraw", state.drawn)
    refuse("commit-open", state.root)
    refuse("no-slips", not state.slips)
    try:
        listed = parsed(facts["sources"].encode())
        refuse("sources", misfit(listed, [[str]]))
        refuse("sources", canonical(listed).decode() != facts["sources"])
        sources = {name: (kind, when(moment)) for name, kind, moment in listed}
        deadline = when(facts["deadline"])
    except ValueError:
        raise Broken("sources") from None
    refuse("sources", not sources or len(sources) != len(listed))
    refuse("facts", event["payload"] != event["root"])
    refuse("seed-known", min(m for _, m in sources.values()) <= now)
    refuse("deadline", deadline <= max(m for _, m in sources.values()))
    refuse("attempt", facts.get("attempt") != str(state.attempts + 1))
    roles = facts.get("roles", "").split(" ")
    refuse(
        "roles", len(roles) != SIGNERS or len(set(roles)) != SIGNERS or not all(roles)
    )
    state.attempts += 1
    state.root, state.sources, state.deadline = event["root"], sources, deadline
    state.roles, state.signed, state.recorded = roles, {}, set()
    state.stamped = False


def entropy(state: DrawState, event: dict, now: datetime) -> None:
    """ENTROPY: once a source, after all signatures, balls before the first public value."""
    name = event["facts"].get("source", "")
    refuse("source", name not in state.sources)
    refuse("entropy-twice", name in state.recorded)
    refuse("unsigned", set(state.signed) != set(state.roles))
    kind, moment = state.sources[name]
    refuse("too-early", now < moment)
    public = state.first_public()
    refuse("balls-late", kind == "balls" and public is not None and now >= public)
    state.recorded.add(name)


def failure(state: DrawState, event: dict, now: datetime) -> None:
    """FAIL: after the deadline, a value missing, for a reason that the lines bear out."""
    facts, reason = event["facts"], event["facts"].get("reason", "")
    refuse("fail-early", state.deadline is None or now <= state.deadline)
    refuse("fail-decided", state.recorded == set(state.sources))
    balls = {n for n, (kind, _) in state.sources.items() if kind == "balls"}
    named = facts.get("source", "")
    whole = set(state.signed) == set(state.roles)
    holds = {
        "unsigned": not whole,
        "balls-missing": bool(balls - state.recorded) and whole,
        "source-not-held": named in set(state.sources) - balls - state.recorded,
    }
    missing = set(state.sources) - state.recorded
    refuse(
        "fail-reason",
        not holds.get(reason, False) or ("source" in facts and named not in missing),
    )
    state.root = ""


def about_commitment(state: DrawState, event: dict, now: datetime) -> None:
    """SIGN, STAMP, ENTROPY, DRAW, VOID and FAIL, all of the commitment that waits."""
    kind, facts = event["type"], event["facts"]
    refuse("no-commitment", not state.root or event["root"] != state.root)
    if kind == "ENTROPY":
        entropy(state, event, now)
    elif kind == "FAIL":
        failure(state, event, now)
    elif kind == "DRAW":
        refuse("entropy-missing", state.recorded != set(state.sources))
        refuse("reveal-late", now > state.deadline and not two_approvers(facts))
        refuse("approvers", "approved_by" in facts and not two_approvers(facts))
        people = facts.get("drawn", "").split(" ")
        refuse("drawn", not all(people) or len(set(people)) != len(people))
        state.drawn, state.root = True, ""
        state.current, state.everybody = set(people), set(people)
    elif kind == "SIGN":
        role = facts.get("role", "")
        refuse("role", role not in state.roles)
        refuse("signed", role in state.signed)
        later = state.roles[state.roles.index(role) + 1 :]
        refuse("sign-order", now in [state.signed.get(other) for other in later])
        state.signed[role] = now
        refuse("sign-late", now >= state.first_value())
    elif kind == "STAMP":
        refuse("stamped", state.stamped)
        state.stamped = True
        refuse("stamp-late", now >= state.first_value())
    else:
        refuse("void-late", now >= state.first_value())
        refuse("approvers", not two_approvers(facts))
        state.root = ""


STAGES = {"NOTIFY": ("", "told"), "START": ("told", "away"), "RETURN": ("away", "back")}


def after_draw(state: DrawState, event: dict, now: datetime) -> None:
    """SCHEDULE once; then the diary and the changes of those on the list."""
    kind, facts = event["type"], event["facts"]
    refuse("not-drawn", not state.drawn)
    if kind == "SCHEDULE":
        refuse("scheduled-twice", state.scheduled)
        state.scheduled = True
        return
    refuse("not-scheduled", not state.scheduled)
    pid = facts.get("pid", "")
    state.tally[kind] += 1
    if kind == "APPEAL":
        state.appeals[pid] += 1
        refuse("person", pid not in state.everybody)
    elif kind == "DECIDE":
        refuse("no-appeal", not state.appeals[pid])
        state.appeals[pid] -= 1
        refuse("decision", facts.get("outcome") not in ("upheld", "rejected"))
    if kind in ("APPEAL", "DECIDE"):
        return
    refuse("person", pid not in state.current)
    stage = state.stage.get(pid, "")
    if kind in STAGES:
        needed, reached = STAGES[kind]
        refuse("order", stage != needed)
        state.stage[pid] = reached
        return
    refuse("order", stage == "back")
    refuse("approvers", not two_approvers(facts))
    state.stage[pid] = ""
    if kind in ("REPLACE", "CARRY"):
        state.current.discard(pid)
    if kind == "REPLACE" and "by" in facts:
        put_in = facts["by"]
        refuse("person", not put_in or put_in in state.everybody)
        state.current.add(put_in)
        state.everybody.add(put_in)


def close(state: DrawState, event: dict, now: datetime) -> None:
    """CLOSE: nothing undecided, every line counted, the last window over."""
    facts = event["facts"]
    refuse("undecided", state.root)
    refuse("appeals", +state.appeals)
    counted = {kind: number for kind, number in facts.items() if kind != "last"}
    refuse(
        "close-count",
        counted
        != {kind: str(state.tally[kind]) for kind in DIARY if state.tally[kind]},
    )
    refuse("not-scheduled", state.drawn and not state.scheduled)
    if state.current:
        last = facts.get("last", "")
        refuse("close-early", not is_day(last) or last >= event["at"][:10])
    else:
        refuse("facts", "last" in facts)
    state.closed = True


HANDLED = {
    "SLIPS": before_commitment, "EXCLUDE": before_commitment, "COMMIT": commitment,
    **dict.fromkeys(("SIGN", "STAMP", "ENTROPY", "DRAW", "VOID", "FAIL"), about_commitment),
    "CLOSE": close,
}  # fmt: skip


def accept(states: dict[str, DrawState], event: dict, now: datetime) -> None:
    """Take a line in, or raise the rule it breaks."""
    kind, draw, facts = event["type"], event["draw"], event["facts"]
    if kind == "OPEN":
        refuse("opened-twice", draw in states)
        states[draw] = state = DrawState()
        state.legacy = "schema" not in facts
        if not state.legacy:
            well_formed(event)
            fixed = facts["schema"] == "2" and is_hash(facts["names_root"])
            refuse("open-facts", not fixed)
        return
    refuse("not-open", draw not in states)
    state = states[draw]
    if state.legacy:  # its own verifier knows its rules; what came of it is told
        state.drawn = state.drawn or kind == "DRAW"
        if kind in ("COMMIT", "DRAW", "VOID", "FAIL"):
            state.root = event["root"] if kind == "COMMIT" else ""
        return
    refuse("closed", state.closed)
    well_formed(event)
    HANDLED.get(kind, after_draw)(state, event, now)


def is_event(raw: object) -> bool:
    if not isinstance(raw, dict) or not isinstance(raw.get("facts"), dict):
        return False
    return (
        set(raw) == {"seq", "facts", *TEXTS}
        and type(raw["seq"]) is int
        and all(isinstance(raw[name], str) for name in TEXTS)
        and raw["type"] in FACTS
        and re.fullmatch(DRAW_ID, raw["draw"]) is not None
        and all(isinstance(value, str) for value in raw["facts"].values())
    )


def read_ledger(
    data: bytes,
) -> tuple[list[dict], dict[str, DrawState], tuple[int, str]]:
    """Events, states of all draws, and the first fault as (line, code) or (0, "")."""
    *lines, rest = data.split(b"\n")
    events: list[dict] = []
    states: dict[str, DrawState] = {}
    algs: dict[str, str] = {}
    for number, line in enumerate([*lines, rest] if rest else lines):
        try:
            refuse("form", number == len(lines))  # without its end
            event = chained(line, number, events)
            alg = algs.setdefault(event["draw"], event["alg"])
            refuse("alg", event["alg"] != alg)
            accept(states, event, in_order(event, events))
        except Broken as broken:
            return events, states, (number + 1, str(broken))
        events.append(event)
    return events, states, (0, "")


def chained(line: bytes, number: int, events: list[dict]) -> dict:
    """The event of a line that follows the line before it."""
    try:
        event = parsed(line)
        refuse("form", not is_event(event) or canonical(event) != line)
    except ValueError:
        raise Broken("form") from None
    before = events[-1]["hash"] if events else "0" * 64
    refuse("chain", (event["seq"], event["prev"]) != (number, before))
    bare = {key: value for key, value in event.items() if key != "hash"}
    try:
        refuse("chain", digest(canonical(bare), event["alg"]) != event["hash"])
    except ValueError:
        raise Broken("form") from None
    return event


def in_order(event: dict, events: list[dict]) -> datetime:
    """The instant of a line, not before that of the line before it."""
    try:
        now = when(event["at"])
        refuse("time", bool(events) and now < when(events[-1]["at"]))
    except ValueError:
        raise Broken("time") from None
    return now


def check_ledger(bundle: Bundle) -> tuple[list[dict], dict[str, DrawState]]:
    report = bundle.report
    events, states, (line, code) = read_ledger(bundle.read("ledger.jsonl"))
    zh, en = BROKEN.get(code, ("完整、次序合规", "whole, and in lawful order"))
    where = f"ledger.jsonl:{line} type" if code else "ledger.jsonl"
    report.need(where, zh, en, not code, code)
    return events, states


# ---- 4. The commitment ---------------------------------------------------------------
# docs/draw.md “commit.json”: its line, its files, its signers, its sources.

OLD_SCHEMA = "lungang-draw-commit/1"
LEAST_BITS = 40  # below this a value can be searched through
RARE_BITS = 20  # from here on two sources with one value are one source
SIGNERS = 3
PUBLIC_FILES = (
    "open.json", "book.csv", "odds.csv", "allowed_signers", "verify_draw.py",
    "verify_draw.js", "verify_draw.html", "VERIFY.txt",
)  # fmt: skip
SEALED_FILES = (*INPUTS, "certificate.json", "reasons.csv", "page_covers.csv")


def fingerprint(key: str) -> str:
    """SHA256:… as ssh-keygen -l prints it."""
    raw = hashlib.sha256(base64.b64decode(key)).digest()
    return "SHA256:" + base64.b64encode(raw).decode().rstrip("=")


def check_commitment(bundle: Bundle, options, events, states) -> tuple[dict, str]:
    """commit.json, its line in the ledger, its files, its signatures."""
    report, data = bundle.report, bundle.read("commit.json")
    commit = bundle.json("commit.json")
    bundle.formed("commit.json", commit, COMMIT_FORM)
    alg, draw = commit["hash"], commit["draw"]
    root = digest(data, alg)
    mine = [e for e in events if e["draw"] == draw]
    line = next((e for e in mine if e["type"] == "COMMIT" and e["root"] == root), None)
    state = states.get(draw, DrawState())
    report.need("ledger.jsonl OPEN facts.schema", "按第2版启动", "opened under version 2",
                draw in states and not state.legacy)  # fmt: skip
    if options.root:
        report.check(
            "commit.json", "承诺值与公示的一致", "the root is the one posted",
            same_hash(options.root, root),
            f"{spoken(root)}{report.words('；所给的是 ', '; given was ')}{options.root}",
        )  # fmt: skip
    report.need(
        "commit.json, ledger.jsonl COMMIT root", "承诺值在台账中",
        "the root is in the ledger", line
    )  # fmt: skip
    assert line is not None
    report.check(
        "ledger.jsonl VOID FAIL", "承诺没有作废或失败", "the commitment stands",
        state.drawn or state.root == root,
    )  # fmt: skip
    report.check(
        "ledger.jsonl COMMIT facts", "与 commit.json 一致", "say what commit.json says",
        line["facts"] == facts_of(commit) and line["payload"] == root
        and (line["prev"], line["at"]) == (commit["ledger_head"], commit["committed_at"]),
    )  # fmt: skip
    check_files_named(report, "commit.json", commit)
    for name, known in commit["files"].items():
        report.check(
            name, "与承诺的哈希一致", "has the hash committed to",
            digest(bundle.read(name), alg) == known,
        )  # fmt: skip
    check_opening(bundle, commit, events)
    check_signers(bundle, commit, data, root, mine, options)
    check_shipped(bundle)
    return commit, root


def facts_of(commit: dict) -> dict[str, str]:
    """What the line of a commitment says of it."""
    listed = [[s["name"], s["kind"], s["not_before"]] for s in commit["sources"]]
    return {
        "attempt": str(commit["attempt"]),
        "deadline": commit["reveal_deadline"],
        "roles": " ".join(commit["signers"]),
        "sources": canonical(listed).decode(),
    }


def check_shipped(bundle: Bundle) -> None:
    """Whether the verifier in the folder is this one; its organiser put it there."""
    if bundle.read("verify_draw.py") != Path(__file__).read_bytes():
        bundle.report.ask(
            "文件夹里的 verify_draw.py 不是本程序（版本不同，或被换过）：以另处取得的为准",
            "the verify_draw.py in the folder is another than this one (of another version,"
            " or exchanged): believe the one you got elsewhere",
        )
    others = " ".join(
        f"{name}={hashlib.sha256(bundle.read(name)).hexdigest()}"
        for name in ("verify_draw.js", "verify_draw.html", "VERIFY.txt")
    )
    bundle.report.ask(
        f"使用文件夹里的其他验证文件之前，与另处公布的 SHA-256 核对：{others}",
        f"before the other verifiers of the folder are used, compare their SHA-256: {others}",
    )


def published_keys(options) -> dict[str, list[str]]:
    """What --key says: the fingerprints of a role, of more than one attempt if need be."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in options.key:
        role, _, shown = text.partition("=")
        found[role].append(shown)
    return found


def check_roles(report: Report, published: dict, roles) -> None:
    """A misspelled role would compare nothing."""
    no_one = sorted(set(published) - set(roles))
    if no_one:
        named = " ".join(roles)
        report.check("--key", f"写的是签署人的角色（{named}）", f"names a signer's role"
                     f" ({named})", False, no_one)  # fmt: skip


def check_signers(bundle, commit, message, root, mine, options) -> None:
    """Three keys, three signatures over commit.json, each with its line."""
    report = bundle.report
    keys = read_signers(bundle.read("allowed_signers"))
    report.check(
        "allowed_signers", "三人三钥", "three signers with three keys",
        list(keys) == commit["signers"] and len(set(keys.values())) == SIGNERS,
    )  # fmt: skip
    published = published_keys(options)
    check_roles(report, published, keys)
    signed_so_far = {e["facts"].get("role") for e in mine
                     if (e["type"], e["root"]) == ("SIGN", root)}  # fmt: skip
    for role, key in keys.items():
        name, shown = f"commit.json.{role}.sig", fingerprint(key)
        said = f"{ROLES[role]}（{role}）" if role in ROLES else f"{role} "
        report.show(f"{said}的公钥指纹 {shown}", f"key of {role}: {shown}")
        if role in published:
            report.check(
                f"allowed_signers {role}", "指纹与另处公布的一致",
                "the fingerprint is the one published", shown in published[role],
            )  # fmt: skip
        if name not in bundle.present and role not in signed_so_far:
            report.ask(f"{role} 尚未签署", f"{role} has not signed yet")
            continue
        signed = digest(bundle.read(name), commit["hash"])
        noted = any(
            (e["type"], e["root"], e["payload"], e["facts"])
            == ("SIGN", root, signed, {"role": role})
            for e in mine
        )
        good = signature_holds(bundle.read(name), message, base64.b64decode(key))
        report.check(
            name, "签名成立并在台账中", "holds and is in the ledger", noted and good
        )
    if keys.keys() != ROLES.keys():
        report.ask_each(
            "签署人不是人事、内控、纪检三家，确为不同部门的三个人",
            "the signers are not of personnel, control and discipline: three people of three"
            " offices", list(keys), " ")  # fmt: skip
    if len(published) < SIGNERS:
        report.ask(
            "三个公钥指纹与三名签署人另处公布的一致（防止一人持三钥；用 --key 角色=指纹）",
            "compare the three fingerprints with those the signers published (--key)",
        )


def bits_of(source: dict) -> float:
    """Entropy hashed into the seed, in bits; balls are added, not hashed."""
    if source["kind"] == "drand":
        return 256.0
    total = 0.0
    for part in [] if source["kind"] == "balls" else source["parts"]:
        span, many = part["high"] - part["low"] + 1, part["count"]
        if not part["distinct"]:
            total += many * math.log2(span)
        elif part["ordered"]:
            total += math.log2(math.perm(span, many))
        else:
            total += math.log2(math.comb(span, many))
    return total


def called(source: dict) -> str:
    """A source with its issue or round."""
    return f"{source['name']} {source['issue'] or source['round'] or ''}".strip()


def ask_about_parts(report: Report, source: dict) -> None:
    """Numbers declared from 1 to a thousand millions would count as many bits; a value
    may have existed before the instant written down."""
    parts = " + ".join(f"{p['count']}×{p['low']}–{p['high']}" for p in source["parts"])
    name, due = called(source), source["not_before"]
    if parts:
        report.ask(
            f"{name} 的号码规则（{parts}）与公布的规则一致，{due} 之前没有开奖",
            f"the numbers of {name} ({parts}) are those of its published rules, and there"
            f" was no result before {due}",
        )


def written_as_its_kind(source: dict) -> bool:
    """Whether a source has what its kind needs, and nothing else."""
    kind, parts = source["kind"], source["parts"]
    numbered = kind in ("lottery", "dice")
    return (
        kind in ("balls", "lottery", "dice", "drand")
        and bool(re.fullmatch("[0-9]{1,12}" if kind == "lottery" else "", source["issue"]))
        and bool(parts) == numbered
        and all(
            part["count"] >= 1 and 0 <= part["low"] < part["high"]
            and not (part["distinct"] and part["count"] > part["high"] - part["low"] + 1)
            for part in parts
        )
        and (kind == "drand") == (source["chain"] in BEACONS and source["round"] >= 1)
        and (kind == "drand" or (source["chain"], source["round"]) == ("", 0))
        and (kind != "drand" or when(source["not_before"]).timestamp() == due_of(source))
    )  # fmt: skip


def due_of(source: dict) -> int:
    """When a beacon's round appears, in seconds since 1970."""
    genesis, period, _ = BEACONS.get(source["chain"], (0, 0, 0))
    return genesis + (source["round"] - 1) * period


def one_value(one: dict, other: dict) -> bool:
    """Whether two sources show one value: a round of a beacon, or an issue of a lottery,
    its number with the century or without, all its groups of numbers or some."""
    if one["kind"] == other["kind"] == "drand":
        return (one["chain"], one["round"]) == (other["chain"], other["round"])
    issue, issue2 = (s["issue"].lstrip("0") for s in (one, other))
    shape, shape2 = (
        {(p["count"], p["low"], p["high"]) for p in s["parts"]} for s in (one, other)
    )
    same = issue.endswith(issue2) or issue2.endswith(issue)
    return bool((issue or issue2) and same and shape & shape2)  # or called dice


def check_files_named(report: Report, name: str, commit: dict) -> None:
    report.check(
        f"{name} files", "承诺了全部文件", "every file is committed to",
        sorted(commit["files"]) == sorted(PUBLIC_FILES)
        and sorted(commit["sealed"]) == sorted(SEALED_FILES),
    )  # fmt: skip


def check_named(bundle: Bundle, name: str, commit: dict, before: list[dict]) -> None:
    """Each source as its kind is written, no value at two, and none that an attempt
    before expected earlier: its numbers may stand in the newspaper."""
    report, sources = bundle.report, commit["sources"]
    odd = [s["name"] for s in sources if not written_as_its_kind(s)]
    report.check(f"{name} sources kind", "各来源按其种类写明", "each is written as its"
                 " kind is", not odd, odd)  # fmt: skip
    again = [two["name"] for k, two in enumerate(sources)
             if any(one_value(one, two) for one in sources[:k])]  # fmt: skip
    again += [
        s["name"] for s in sources
        if any(one_value(s, old) and when(s["not_before"]) > when(old["not_before"])
               for old in before)
    ]  # fmt: skip
    report.check(
        f"{name} sources issue", "没有重复的一期，也没有先前承诺已到期的一期",
        "none twice, and none that was due by an earlier commitment", not again, again,
    )  # fmt: skip


def check_terms(
    bundle: Bundle, name: str, commit: dict, values: dict[int, str]
) -> None:
    """Size, and sources that fit the mode and cannot be searched through; of every
    commitment, ``name`` is its file.

    A value found at two sources counts once: the same lottery under two names.
    """
    report, sources = bundle.report, commit["sources"]
    kinds = [s["kind"] for s in sources]
    mode = "+".join(
        (["balls"] if "balls" in kinds else [])
        + (["public"] if set(kinds) - {"balls"} else [])
    )
    report.check(
        f"{name} mode", "方式与所列来源一致", "the mode fits the sources listed",
        commit["mode"] == mode and kinds.count("balls") <= 1, commit["mode"],
    )  # fmt: skip
    report.check(
        f"{name} pages", "用号球时页数是10、100、1000等", "a power of ten with balls",
        "balls" not in kinds or re.fullmatch("10+", str(commit["pages"])), commit["pages"],
    )  # fmt: skip
    again = shown_again(sources, values)
    bits, needed = (
        sum(bits_of(s) for number, s in enumerate(sources) if number not in again),
        max(LEAST_BITS, commit["policy"]["entropy_bits_min"]),
    )
    same = alike(s["name"] for s in sources)
    report.check(
        f"{name} sources", f"公共数值{bits:.1f}比特，不少于{needed}比特，来源各不相同",
        f"{bits:.1f} bits hashed, at least {needed}, of sources that differ",
        (mode == "balls" or bits >= needed) and not same, same,
    )  # fmt: skip
    report.check(
        f"{name} K", "抽取人数按比例算得", "follows from the share",
        commit["K"] == size_of_list(
            commit["policy"], commit["holders"], commit["excluded"]),
    )  # fmt: skip


def shown_again(sources: list[dict], values: dict[int, str]) -> set[int]:
    """Sources whose numbers, in whatever order, another one shows, alone or among more."""
    found = {
        number: Counter(re.split("[./]", values[number]))
        for number, source in enumerate(sources)
        if bits_of(source) >= RARE_BITS and values.get(number)
    }
    return {
        one for one in found for two in found
        if not found[one] - found[two] and (found[two] - found[one] or one < two)
    }  # fmt: skip


def size_of_list(policy: dict, holders: int, excluded: int) -> int:
    base = holders + (excluded if policy["share_base"] == "holders" else 0)
    exact = ratio(policy["share"]) * base
    if policy["rounding"] == "up":
        return math.ceil(exact)
    if policy["rounding"] == "down":
        return math.floor(exact)
    return math.floor(exact + Fraction(1, 2))


def check_waiting(bundle: Bundle, commit: dict, pool: Pool) -> None:
    """Working days between the commitment and the first value."""
    first = min(when(s["not_before"]) for s in commit["sources"]).date()
    made = when(commit["committed_at"]).date()
    days = sum(made < day <= first for day in pool.working)
    bundle.report.check(
        "commit.json committed_at", f"距第一个数值{days}个工作日，不少于规定",
        f"{days} working days before the first value, as many as required",
        days >= commit["policy"]["waiting_days"],
    )  # fmt: skip
    if not days:
        bundle.report.ask(
            "承诺当天就有数值：承诺值确在数值之前公布",
            "a value on the day of the commitment: the root was posted before it",
        )


# ---- 4a. Signatures ------------------------------------------------------------------
# docs/draw.md “commit.json”: Ed25519 (RFC 8032) in an OpenSSH file (PROTOCOL.sshsig).

NAMESPACE = "forced-leave-draw"
ARMOUR = (b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----", b"")
ROLES = {"hr": "人事部门", "control": "内控部门", "discipline": "纪检机构"}
FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, FIELD) % FIELD
ROOT_OF_MINUS_ONE = pow(2, (FIELD - 1) // 4, FIELD)


def add_points(one: tuple, two: tuple) -> tuple:
    """The sum of two points in extended coordinates (X, Y, Z, T)."""
    a = (one[1] - one[0]) * (two[1] - two[0])
    b = (one[1] + one[0]) * (two[1] + two[0])
    c, d = 2 * one[3] * two[3] * CURVE, 2 * one[2] * two[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD


def many_points(times: int, point: tuple) -> tuple:
    total = (0, 1, 1, 0)
    while times:
        if times & 1:
            total = add_points(total, point)
        point = add_points(point, point)
        times >>= 1
    return total


def read_point(data: bytes) -> tuple:
    """A point of the curve from its 32 bytes; ValueError for anything else."""
    whole = int.from_bytes(data, "little")
    y, odd = whole & (2**255 - 1), whole >> 255
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if (x * x - square) % FIELD:
        x = x * ROOT_OF_MINUS_ONE % FIELD
    if y >= FIELD or (x * x - square) % FIELD or (x == 0 and odd):
        raise ValueError("not a point of the curve")
    if x & 1 != odd:
        x = FIELD - x
    return x, y, 1, x * y % FIELD


BASE = read_point(bytes([0x58] + [0x66] * 31))


def ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature of 64 bytes is this key's over the message (RFC 8032, 5.1.7)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    number = int.from_bytes(signature[32:], "little")
    if number >= ORDER:
        return False
    bound = hashlib.sha512(signature[:32] + key + message).digest()
    factor = int.from_bytes(bound, "little") % ORDER
    if not many_points(8, read_point(key))[0] % FIELD:
        return False  # a key of nobody: one signature fits every text
    left = many_points(number, BASE)
    right = add_points(read_point(signature[:32]), many_points(factor, read_point(key)))
    return not (left[0] * right[2] - right[0] * left[2]) % FIELD and not (
        (left[1] * right[2] - right[1] * left[2]) % FIELD
    )


def fields_of(data: bytes, many: int) -> list[bytes]:
    """Strings with their lengths before them, as OpenSSH packs them."""
    found, at = [], 0
    for _ in range(many):
        size = int.from_bytes(data[at : at + 4], "big")
        if len(data) < at + 4 + size:
            raise ValueError("a signature is cut short")
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    if at != len(data):
        raise ValueError("there is more behind a signature")
    return found


def packed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def signature_holds(armoured: bytes, message: bytes, key: bytes) -> bool:
    """Whether a signature file is this key's, in our namespace, over the message."""
    try:
        return signed_by(key, armoured, message)
    except ValueError:  # no point of the curve, cut short, or with more behind it
        return False


def signed_by(key: bytes, armoured: bytes, message: bytes) -> bool:
    """The same of a signature file; ValueError for one that cannot be read."""
    first, *lines, last, end = armoured.split(b"\n")
    letters = b"".join(lines)
    blob = base64.b64decode(letters, validate=True)
    if (first, last, end) != ARMOUR or base64.b64encode(blob) != letters or (
        lines != [letters[k : k + 70] for k in range(0, len(letters), 70)]
    ):  # fmt: skip
        return False  # not the only way to write it
    if blob[:10] != b"SSHSIG\0\0\0\1":
        return False
    own, space, reserved, name, signed = fields_of(blob[10:], 5)
    (kind, public), (form, raw) = fields_of(own, 2), fields_of(signed, 2)
    due = (key, NAMESPACE.encode(), b"", b"ssh-ed25519", b"ssh-ed25519")
    if (own, space, reserved, kind, form) != due or name not in (b"sha256", b"sha512"):
        return False
    inner = hashlib.new(name.decode(), message).digest()
    parts = (space, reserved, name, inner)
    return ed25519(public, b"SSHSIG" + b"".join(map(packed, parts)), raw)


def read_signers(data: bytes) -> dict[str, str]:
    """Role and key of each row; ValueError for a row of another form or a second one."""
    keys: dict[str, str] = {}
    try:
        *rows, rest = data.decode().split("\n")
    except ValueError as error:
        raise ValueError(f"allowed_signers: {error}") from None
    for row in [*rows, *([rest] if rest else [])]:
        match = re.fullmatch(
            r'([a-z][a-z0-9-]{0,30}) namespaces="forced-leave-draw"'
            r" ssh-ed25519 ([A-Za-z0-9+/]{68})",
            row,
        )
        if match is None or match[1] in keys or rest:
            raise ValueError(f"allowed_signers: {row}")
        keys[match[1]] = match[2]
    return keys


# ---- 4b. The time stamp --------------------------------------------------------------
# docs/draw.md “commit.json”: RFC 3161, over these bytes and before any value.


def check_stamp(bundle: Bundle, commit: dict, root: str, mine: list[dict]) -> None:
    """The RFC 3161 token: over these bytes, and before any value could be known."""
    report = bundle.report
    noted = [e for e in mine if e["type"] == "STAMP" and e["root"] == root]
    if "stamp.tsr" not in bundle.present:
        if noted:
            report.check("stamp.tsr", "台账登记的时间戳在文件夹中",
                         "the stamp recorded is here", False)  # fmt: skip
        report.ask(
            "没有外部时间戳：承诺值的公示时间以公告栏、会议纪要为准",
            "no outside time stamp: the notice board proves when the root was posted",
        )
        return
    data = bundle.read("stamp.tsr")
    try:
        imprint, moment, policy = stamp_of(data)
    except (ValueError, IndexError) as error:
        report.need("stamp.tsr", "写法如 RFC 3161", "is written as RFC 3161 has it",
                    False, error)  # fmt: skip
    message = hashlib.sha256(bundle.read("commit.json")).digest()
    first = min(when(s["not_before"]) for s in commit["sources"])
    at = digest(data, commit["hash"])
    report.check(
        "stamp.tsr messageImprint", "盖在 commit.json 上并在台账中",
        "is over commit.json and in the ledger",
        imprint == message and [e["payload"] for e in noted] == [at],
    )  # fmt: skip
    report.check(
        "stamp.tsr genTime", "早于公共数值可能产生的时间", "lies before any value could exist",
        when(commit["committed_at"]) - timedelta(minutes=10) <= moment < first,
        moment.isoformat(),
    )  # fmt: skip
    report.ask(
        f"时间戳机构（策略 {policy}）的签名（lungang draw verify --authority 机构证书.pem）",
        f"the authority's signature on the stamp, under its policy {policy} (lungang draw"
        " verify --authority)",
    )


NOT_DER = {  # tag: a value written otherwise; of a truth only what is not the default
    1: rb"^(?!\xff\Z)",
    2: rb"^(\Z|\0[\0-\x7f]|\xff[\x80-\xff])",
    5: rb"[\0-\xff]",
    6: rb"^\Z|[\x80-\xff]\Z|(^|[\0-\x7f])\x80",
}


def der(data: bytes, at: int) -> tuple[int, int, int]:
    """The element at a place of DER bytes: its tag, where it begins and ends."""
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        many = length & 0x7F
        length = int.from_bytes(data[start : start + many], "big")
        if length < 128 or data[start] == 0:
            raise ValueError("stamp.tsr: a length that DER writes shorter")
        start += many
    if start + length > len(data):
        raise ValueError("a DER element is cut short")
    if tag in NOT_DER and re.search(NOT_DER[tag], data[start : start + length]):
        raise ValueError(f"stamp.tsr: a value that DER writes otherwise, tag {tag}")
    return tag, start, start + length


def der_parts(
    data: bytes, of: tuple[int, int, int], form: str
) -> list[tuple[int, int, int]]:
    """What is inside an element, whose tags, in hexadecimal digits, have a form."""
    found, (_, start, end) = [], of
    while start < end:
        found.append(der(data, start))
        start = found[-1][2]
    tags = bytes(tag for tag, _, _ in found).hex()
    if start != end or not re.fullmatch(form, tags):
        raise ValueError(f"stamp.tsr {tags}: {form}")
    return found


def dotted(body: bytes) -> str:
    """An object identifier as it is written: 2.16.840.1.101.3.4.2.1."""
    numbers, number = [], 0
    for byte in body:
        number = number * 128 + (byte & 127)
        if byte < 128:
            numbers, number = [*numbers, number], 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


def stamp_of(data: bytes) -> tuple[bytes, datetime, str]:
    """Hash, time and policy of a time-stamp response that was granted (RFC 3161 section
    2.4.2): a signed TSTInfo, its hash of SHA-256."""

    def parts(of: tuple[int, int, int], form: str) -> list[tuple[int, int, int]]:
        return der_parts(data, of, form)

    def body(of: tuple[int, int, int]) -> bytes:
        return data[of[1] : of[2]]

    (whole,) = parts((0, 0, len(data)), "30")
    status, token = parts(whole, "3030")
    granted = body(parts(status, "02(30)?(03)?")[0])
    if granted not in (b"\0", b"\1"):
        raise ValueError(f"stamp.tsr PKIStatus {granted.hex()}: not granted")
    content = parts(token, "06a0")  # ContentInfo: type, [0] SignedData
    (signed,) = parts(content[1], "30")
    wrapped = parts(parts(signed, "023130(a0)?(a1)?31")[2], "06a0")  # [0] OCTET STRING
    (octets,) = parts(wrapped[1], "04")
    (told,) = parts(octets, "30")
    info = parts(told, "0206300218(30)?(01)?(02)?(a0)?(a1)?")  # TSTInfo
    if body(info[0]) != b"\1":
        raise ValueError(f"stamp.tsr version {body(info[0]).hex()}")
    hashed, imprint = parts(info[2], "3004")
    algorithm = parts(hashed, "06(05)?")
    kinds = [dotted(body(one)) for one in (content[0], wrapped[0], algorithm[0])]
    if kinds != STAMP_KINDS:
        raise ValueError(f"stamp.tsr {kinds}: {STAMP_KINDS}")
    text = body(info[4]).decode("ascii")
    if not re.fullmatch(r"[0-9]{14}(\.[0-9]{0,5}[1-9])?Z", text):
        raise ValueError(f"stamp.tsr genTime {text}")
    moment = datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return body(imprint), moment, dotted(body(info[1]))


STAMP_KINDS = [  # SignedData, TSTInfo, SHA-256
    "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4", "2.16.840.1.101.3.4.2.1",
]  # fmt: skip


# ---- 4c. Attempts before -------------------------------------------------------------
# docs/draw.md “commit.json”, at its end: what was void, and what failed.

SIGNERS_OF_A_FAILURE = 2
OF_A_DRAW = ("org", "draw", "hash", "names_root", "salt_hash")  # the same all through
WHY_FAILED = {
    "unsigned": ("有签署人在第一个数值之前没有签署", "somebody had not signed in time"),
    "balls-missing": (
        "号球没有在开奖之前抽出",
        "no balls were drawn before the lottery",
    ),
    "source-not-held": (" 当期确未开奖", " was not held"),
}


def check_attempts(bundle: Bundle, said: dict, mine: list[dict], options) -> list[dict]:
    """Attempts that ended without a draw stay visible: what each committed to, and, of
    one that failed, a paper signed by two of three.  Returns all their sources; ``said``
    is the commitment or the opening, which name the same draw."""
    report, made, sources, alg = bundle.report, None, [], said["hash"]
    present = "commit.json" in bundle.present
    now = read_signers(bundle.read("allowed_signers")) if present else {}
    for event in mine:
        if event["type"] == "COMMIT":
            made = event
        if event["type"] not in ("VOID", "FAIL"):
            continue
        attempt = int(made["facts"]["attempt"])
        ended = "void" if event["type"] == "VOID" else "failed"
        name = f"{ended}-{attempt}.commit.json"
        old = bundle.json(name)
        bundle.formed(name, old, COMMIT_FORM)
        report.check(
            name, "是台账所记的那一次承诺", "is the commitment of the ledger",
            digest(bundle.read(name), alg) == event["root"]
            and made["facts"] == facts_of(old)
            and (made["prev"], made["at"]) == (old["ledger_head"], old["committed_at"])
            and all(old[key] == said[key] for key in OF_A_DRAW),
        )  # fmt: skip
        check_files_named(report, name, old)
        check_named(bundle, name, old, sources)
        check_terms(bundle, name, old, {})
        if not any(same_hash(head, event["root"]) for head in options.head):
            report.ask(
                f"第{attempt}次承诺当时公布的承诺值是 {spoken(event['root'])}（--head）",
                f"the root posted of commitment {attempt} was {spoken(event['root'])}"
                " (--head)",
            )
        if ended == "void":
            report.ask(f"第{attempt}次承诺作废的理由属实",
                       f"why commitment {attempt} was void is true")  # fmt: skip
        sources += old["sources"]
        if ended == "failed":
            keys = check_failure(bundle, alg, event, old)
            check_other_keys(report, attempt, keys, now, published_keys(options))
    return sources


def check_other_keys(report: Report, attempt: int, keys, now, published) -> None:
    """The signers of a failure hold the keys they hold now, or those published: else a
    failure could have been signed by anybody, and the attempt begun again."""
    for role, key in keys.items():
        shown = fingerprint(key)
        if now.get(role) == key:
            continue
        if role in published:
            report.check(
                f"failed-{attempt}.allowed_signers {role}", "指纹与另处公布的一致",
                "the fingerprint is the one published", shown in published[role], shown,
            )  # fmt: skip
        else:
            report.ask(
                f"第{attempt}次承诺的签署人 {role} 用另一把公钥，与另处公布的一致："
                f"{shown}（用 --key {role}=指纹）",
                f"the key of {role} at attempt {attempt} is another than now; compare it:"
                f" {shown} (--key)",
            )


def check_failure(bundle: Bundle, alg: str, event: dict, old: dict) -> dict[str, str]:
    """The paper of a failure, and who signed it; the keys of its signers."""
    report, facts, attempt = bundle.report, event["facts"], old["attempt"]
    stem, reason = f"failed-{attempt}", facts["reason"]
    due = {
        "schema": "lungang-draw-failed/2", "draw": event["draw"], "attempt": attempt,
        "root": event["root"], "reason": reason, "source": facts.get("source", ""),
    }  # fmt: skip
    paper, listed = bundle.json(f"{stem}.json"), f"{stem}.allowed_signers"
    keys = read_signers(bundle.read(listed))
    good = (
        canonical(paper) == canonical(due)
        and digest(canonical(due), alg) == event["payload"]
    )
    good = good and digest(bundle.read(listed), alg) == old["files"].get(
        "allowed_signers"
    )
    good = good and len(set(keys.values())) == len(keys) == SIGNERS
    names = {role: f"{stem}.{role}.sig" for role in old["signers"]}
    signed = sum(
        signature_holds(bundle.read(name), canonical(due), base64.b64decode(keys[role]))
        for role, name in names.items() if name in bundle.present and role in keys
    )  # fmt: skip
    report.check(
        f"{stem}.json reason", f"第{attempt}次失败有记录、有签署",
        f"attempt {attempt} failed, recorded and signed",
        good and signed >= SIGNERS_OF_A_FAILURE, signed,
    )  # fmt: skip
    zh, en = WHY_FAILED[reason]
    named = next(
        (called(s) for s in old["sources"] if s["name"] == facts.get("source")), ""
    )
    report.show(
        f"第{attempt}次未成：{named}{zh}", f"attempt {attempt} failed: {named}{en}"
    )
    report.ask(f"第{attempt}次失败的理由属实：{named}{zh}",
               f"why attempt {attempt} failed is true: {named}{en}")  # fmt: skip
    return keys


# ---- 5. The opening ------------------------------------------------------------------
# docs/draw.md “open.json”: the inputs of the first line, and papers behind the others.


def read_opening(bundle: Bundle, events: list[dict]) -> tuple[dict, list[dict]]:
    """open.json and the lines of its draw, the first of which it is; everybody signed
    for a slip."""
    opening = bundle.json("open.json")
    bundle.formed("open.json", {"offices": {}} | opening, OPEN_FORM)
    mine = [e for e in events if e["draw"] == opening["draw"]]
    bundle.report.check(
        "open.json", "是台账所记的启动", "is the opening of the ledger",
        bool(mine) and mine[0]["payload"] == digest(bundle.read("open.json"), opening["hash"])
        and mine[0]["facts"].get("names_root") == opening["names_root"],
    )  # fmt: skip
    check_actors(bundle.report, opening.get("offices", {}), mine)
    kinds = [e["type"] for e in mine]
    if "SLIPS" in kinds:
        before = kinds[: kinds.index("SLIPS")].count("EXCLUDE")
        bundle.report.check(
            "ledger.jsonl SLIPS count", "人人签收了抽签条", "everybody signed for a slip",
            mine[kinds.index("SLIPS")]["facts"]["count"]
            == str(opening["holders"] - before),
        )  # fmt: skip
    return opening, mine


def check_actors(report: Report, offices: dict, mine: list[dict]) -> None:
    """Who acts is an office fixed at the opening, by its name or in general; who signs
    is the signer, and one of them may tell a failure."""
    known = {*offices.values(), *ROLES.values()}
    made = [e["facts"]["roles"] for e in mine if e["type"] == "COMMIT"]
    roles = " ".join(made).split(" ")
    strange = [
        f"{e['seq'] + 1} {e['actor']}" for e in mine
        if e["actor"] not in ({e["facts"]["role"]} if e["type"] == "SIGN" else known)
        and not (e["type"] == "FAIL" and e["actor"] in roles)
    ]  # fmt: skip
    report.check("ledger.jsonl actor", "经办的是启动时写明的单位，签署的是签署人本人",
                 "an office fixed at the opening acts, the signer signs",
                 not strange and offices.keys() <= ROLES.keys() and all(
                     map(called_so, offices.values())), strange[:3])  # fmt: skip
    named = [
        f"{report.words(ROLES.get(r, r), r)}={offices[r]}" for r in sorted(offices)
    ]
    report.ask_each("启动时写明的单位确为本机关的", "the offices fixed at the opening are the"
                    " organisation's", named, " ")  # fmt: skip


def check_opening(bundle: Bundle, commit: dict, events: list[dict]) -> None:
    """The opening of this draw; how many were left out since."""
    opening, mine = read_opening(bundle, events)
    bundle.report.check(
        "open.json", "启动时锁定的输入与姓名表", "inputs and names fixed at the opening",
        all(opening[key] == commit[key] for key in OF_A_DRAW),
    )  # fmt: skip
    left_out = sum(e["type"] == "EXCLUDE" for e in mine)
    bundle.report.check(
        "commit.json excluded", "排除人数等于启动时人数加台账所记",
        "those left out at the opening and in the ledger",
        commit["excluded"] == opening["excluded"] + left_out
        and commit["holders"] == opening["holders"] - left_out,
    )  # fmt: skip


def hides(secret: bytes) -> bool:
    """Whether nobody can guess it: 64 hexadecimal digits."""
    return bool(re.fullmatch(b"[0-9a-f]{64}", secret))


def check_sealed(bundle: Bundle, commit: dict) -> None:
    salt = bundle.read("salt.txt")
    same = digest(salt, commit["hash"]) == commit["salt_hash"]
    bundle.report.check("salt.txt", "与承诺的盐值一致", "is the salt committed to",
                        hides(salt) and same)  # fmt: skip
    for name, known in commit["sealed"].items():
        bundle.report.check(
            name, "与承诺的哈希一致", "has the hash committed to",
            sealed(name, bundle.read(name), salt, commit["hash"]) == known,
        )  # fmt: skip


def details(bundle: Bundle, commit: dict, mine: list[dict]) -> dict[str, dict]:
    """The papers behind ledger lines, by their hash; each line has its own."""
    found = {}
    for name in sorted(bundle.present):
        if re.fullmatch(r"detail-[0-9a-f]{16}\.json", name):
            full = digest(bundle.read(name), commit["hash"])
            found[full] = bundle.json(name)
            if name[7:23] != full[:16]:
                bundle.report.check(
                    name, "以其哈希命名", "is called by its hash", False
                )
    lines = [e for e in mine if e["facts"].get("detail")]
    wanted = [e["facts"]["detail"] for e in lines]
    bundle.report.check(
        "ledger.jsonl facts.detail", "每条记录各有依据材料，未改动、不多余",
        "every line has its own papers, unchanged, and there are no others",
        sorted(wanted) == sorted(found),
        sorted(h[:16] for h in set(wanted) ^ set(found)),
    )  # fmt: skip
    check_papers(bundle, mine, found)
    return found


def check_papers(bundle: Bundle, mine: list[dict], found: dict[str, dict]) -> None:
    """Each paper has the form of its kind and says what its line says."""
    report, changes = bundle.report, 0
    odd, other, texts = [], [], []
    for event in mine:
        changes += event["type"] in RESCHEDULES
        paper = found.get(event["facts"].get("detail", ""))
        if paper is None:
            continue
        kind, number = event["type"], event["seq"] + 1
        form = PAPER_FORMS[kind] | {"kind": str, "nonce": written_as("[0-9a-f]{32}")}
        given = {"outcome": event["facts"]["outcome"]} if kind == "DECIDE" else {}
        paper = given | paper  # older papers of a decision leave that to the line
        fault = misfit(paper, form)
        if fault:
            odd.append(f"{number}{fault}")
            continue
        said = {
            **event["facts"], "kind": kind, "at": event["at"], "root": event["root"],
            "number": str(changes - 1),
        }  # fmt: skip
        if any(paper[key] != said[key] for key in form if key in said):
            other.append(number)
        words = [paper.get(key, "") for key in ("reason", "evidence", "note")]
        texts += [" ".join([str(number), *filter(None, words)])] * any(words)
    report.check("detail-*.json form", "依据材料写法如规格所定", "the papers have their form",
                 not odd, odd)  # fmt: skip
    report.check("detail-*.json kind", "依据材料说的是这一条", "the papers are about their"
                 " line", not other, other)  # fmt: skip
    report.ask_each(
        "依据材料所写（台账第几条、理由、依据或文件哈希、说明）属实",
        "what the papers say (line of the ledger, reason, evidence or hash of its file,"
        " note) is true", texts)  # fmt: skip


def check_receipts(bundle: Bundle, mine: list[dict], papers: dict, pids) -> None:
    """Everybody of the roster as it was then has signed for their slip, on a day from
    the opening to the day the slips were recorded."""
    place = next((k for k, e in enumerate(mine) if e["type"] == "SLIPS"), None)
    if place is None:
        return
    opened, recorded = mine[0]["at"][:10], mine[place]["at"][:10]
    receipts = papers.get(mine[place]["facts"]["detail"], {}).get("receipts", [])
    later = [e["facts"]["pid"] for e in mine[place:] if e["type"] == "EXCLUDE"]
    bundle.report.check(
        "detail-*.json receipts", "人人签收，日期在启动与登记之间",
        "everybody signed, on a day between the opening and the record",
        sorted(pid for pid, _ in receipts) == sorted([*pids, *later])
        and all(opened <= day <= recorded for _, day in receipts),
    )  # fmt: skip
    days = sorted(day for _, day in receipts)
    bundle.report.ask(
        f"{len(days)}人签收抽签条（{' — '.join(days[:1] + days[-1:])}），与签收登记表一致",
        f"{len(days)} signed for their slips ({' — '.join(days[:1] + days[-1:])}), as the"
        " list of receipts has it",
    )  # fmt: skip


def about_one(paper: dict, facts: dict) -> bool:
    """Whether an exclusion's paper takes one person out of roster and covers, adds them
    to the exclusions as the ledger says, and touches nobody else's line."""
    lines, pid = paper["lines"], facts["pid"]
    roster, out, covers = (
        lines[n] for n in ("roster.csv", "exclusions.csv", "covers.csv")
    )
    row = cells_of(out["added"][0][:-1])
    return (
        len(lines) == 3
        and (roster["added"], out["removed"], covers["added"]) == ([], [], [])
        and (len(roster["removed"]), len(out["added"])) == (1, 1)
        and [cells_of(x[:-1])[0] for x in roster["removed"]] == [pid]
        and all(cells_of(x[:-1])[0] == pid for x in covers["removed"])
        and row == [paper[column] for column in COLUMNS["exclusions.csv"].split(",")]
    )


def check_inputs(bundle, commit, mine, papers) -> None:
    """Undo each exclusion of the ledger: the files of the opening must come out."""
    report, alg = bundle.report, commit["hash"]
    opening, salt = bundle.json("open.json"), bundle.read("salt.txt")
    tables = {
        name: bundle.read(name).splitlines(keepends=True)
        for name in ("roster.csv", "exclusions.csv", "covers.csv")
    }
    for event in mine:
        if event["type"] != "EXCLUDE" or event["facts"]["detail"] not in papers:
            continue
        paper = papers[event["facts"]["detail"]]
        for name, change in paper["lines"].items():
            lines = set(tables[name][1:]) - {x.encode() for x in change["added"]}
            lines |= {x.encode() for x in change["removed"]}
            tables[name] = [tables[name][0], *sorted(lines)]
        report.check(
            f"ledger.jsonl:{event['seq'] + 1} EXCLUDE", "依据只动这一个人的行，与台账一致",
            "its papers touch one person's lines, as the ledger says",
            about_one(paper, event["facts"]),
        )  # fmt: skip
    for name in INPUTS:
        data = b"".join(tables[name]) if name in tables else bundle.read(name)
        report.check(
            f"open.json inputs.{name}", "除登记的排除外，与启动时相同",
            "is the file of the opening but for the exclusions recorded",
            sealed(name, data, salt, alg) == opening["inputs"][name],
        )  # fmt: skip


# ---- 6. Names ------------------------------------------------------------------------
# docs/draw.md “Names”: one person's own proof that a pseudonym is theirs.


def check_proof(bundle: Bundle, commit: dict, path: Path) -> None:
    """That a pseudonym belongs to somebody, without showing anybody else's."""
    try:
        proof_holds(bundle, commit, path)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        bundle.report.check("--proof", "本人凭证可读", "the proof can be read", False)


def proof_holds(bundle: Bundle, commit: dict, path: Path) -> None:
    """The same of a proof that can be read."""
    proof = json.loads(path.read_bytes())
    salt = bytes.fromhex(proof["salt"])
    row = canonical([proof["pid"], proof["person"], proof["name"], proof["row"]])
    node = hashlib.sha256(b"\0" + bytes([len(salt)]) + salt + row).digest()
    beside, at, size = (
        [bytes.fromhex(h) for h in proof["path"]],
        proof["at"],
        proof["size"],
    )
    while size > 1:  # RFC 6962: a node without a twin rises unchanged
        if at ^ 1 < size:
            twin = beside.pop(0)
            pair = twin + node if at % 2 else node + twin
            node = hashlib.sha256(b"\1" + pair).digest()
        at, size = at // 2, (size + 1) // 2
    mac = hmac.new(
        bytes.fromhex(proof["slip"]), commit["draw"].encode(), hashlib.sha256
    )
    who = f"{proof['pid']} {proof['name']}"
    bundle.report.check(
        f"{path.name} path", f"代号属于本人（{who}）", f"the pseudonym is theirs ({who})",
        node.hex() == commit["names_root"] and not beside,
    )  # fmt: skip
    bundle.report.check(
        f"{path.name} slip", "代号由抽签码算得", "the pseudonym follows from the slip",
        mac.hexdigest()[:10] == proof["pid"],
    )  # fmt: skip
    listed = bundle.table("odds.csv") if "odds.csv" in bundle.present else []
    if proof["pid"] not in {row["pid"] for row in listed}:
        bundle.report.ask(
            f"{who}不在可抽的名册上（odds.csv），不会被抽中：核对是否本应在名册上",
            f"{who} is not on the roster (odds.csv) and cannot be drawn: compare who should"
            " be on it",
        )


# ---- 7. Files ------------------------------------------------------------------------
# docs/draw.md “Files”: book, odds, roster, covers, exclusions, calendar, values.

# Published parameters of the public beacons: seconds of the first round, period, bytes
# of a signature.
BEACONS = {"quicknet": (1692803367, 3, 48), "default": (1595431050, 30, 96)}


def numbers_as_declared(source: dict, groups: list[list[int]]) -> bool:
    """As many numbers as declared, in their range, in order unless they fell in one."""
    return len(groups) == len(source["parts"]) and all(
        len(numbers) == part["count"]
        and all(type(n) is int and part["low"] <= n <= part["high"] for n in numbers)
        and not (part["distinct"] and len(set(numbers)) != len(numbers))
        and (part["ordered"] or numbers == sorted(numbers))
        for part, numbers in zip(source["parts"], groups, strict=True)
    )


def shown_numbers(record: dict) -> str:
    if "digits" in record:
        return " ".join(map(str, record["digits"]))
    if "numbers" in record:
        return " + ".join(" ".join(map(str, group)) for group in record["numbers"])
    return str(record["value"])


def check_values(
    bundle, commit, root, mine, options
) -> tuple[str, int, dict[str, str]]:
    """Each source as declared, in time, recorded once; the key and the balls."""
    report, alg = bundle.report, commit["hash"]
    key, balls, hashes, values = "", 0, {}, {}
    given = dict(text.split("=", 1) for text in options.value)
    unknown = sorted(set(given) - {s["name"] for s in commit["sources"]})
    if unknown:
        report.check(
            "--value", "是承诺的来源", "is a source committed to", False, unknown
        )
    for number, source in enumerate(commit["sources"]):
        name, due = f"entropy-{number + 1}.json", source["not_before"]
        ask_about_parts(report, source)
        noted = [e for e in mine if (e["type"], e["root"], e["facts"]) == (
            "ENTROPY", root, {"source": source["name"]})]  # fmt: skip
        if not noted and name not in bundle.present:
            told = report.ask if when(due) < datetime.now(UTC) else report.show
            told(f"{source['name']} 尚无数值，{due} 之后登记",
                 f"{source['name']} has no value yet; due {due}")  # fmt: skip
            continue
        record, hashes[name] = bundle.json(name), digest(bundle.read(name), alg)
        form = RECORD_FORMS.get(source["kind"], RECORD_FORMS[""])
        more = {"previous": str} if source["chain"] == "default" else {}
        bundle.formed(name, record, form | more)
        report.check(
            f"{name} at", "登记时间与台账一致", "recorded when the ledger says",
            [(e["at"], e["payload"]) for e in noted] == [(record["at"], hashes[name])]
            and record["source"] == source["name"],
        )  # fmt: skip
        field, good, part = read_value(commit, source, record)
        if source["kind"] == "balls":
            balls = int(part or 0)
        else:
            key += part
            values[number] = part
        report.check(f"{name} {field}", "数值合乎约定", "is a value as declared", good)
        compare_elsewhere(report, f"{name} {field}", source, record, given)
    check_terms(bundle, "commit.json", commit, values)
    return key, balls, hashes


def read_value(commit: dict, source: dict, record: dict) -> tuple[str, bool, str]:
    """Which field holds a value, whether it is one as declared, and its part of the key;
    of balls the number that they show."""
    if source["kind"] == "balls":
        digits = record["digits"]
        good = all(0 <= d <= 9 for d in digits)
        good = good and commit["pages"] == 10 ** len(digits)
        names = [called_so(w) for w in record["witnesses"]]
        good = good and len(names) == len(set(names)) >= 2 and all(names)
        return "digits", good, "".join(map(str, digits))
    if source["kind"] == "drand":
        size, shown = BEACONS.get(source["chain"], (0, 0, 0))[2], record["signature"]
        good = bool(re.fullmatch("([0-9a-f]{2})+", shown)) and len(shown) == 2 * size
        value = hashlib.sha256(bytes.fromhex(shown)).hexdigest() if good else ""
        before = record.get("previous", "0" * 64)  # a first round follows a hash
        good = good and re.fullmatch("[0-9a-f]{64}|[0-9a-f]{192}", before) is not None
        good = good and (record["round"], record["value"]) == (source["round"], value)
        good = good and when(source["not_before"]).timestamp() == due_of(source)
        return "round", good, value + "./"
    good = numbers_as_declared(source, record["numbers"])
    part = "".join(f"{n}." for group in record["numbers"] for n in group) + "/"
    return "numbers", good, part


def as_printed(source: dict, text: str) -> list:
    """A value in the form in which two are compared: no leading zeros, in the order of
    the record where the order of falling does not matter."""
    if source["kind"] == "drand":
        return re.findall("[0-9a-f]+", text.lower())
    if source["kind"] == "balls":
        return re.findall("[0-9]", text)
    groups = [[int(n) for n in re.findall("[0-9]+", group)]
              for group in re.split("[+＋]", text)]  # fmt: skip
    if len(groups) != len(source["parts"]):
        return groups
    return [numbers if part["ordered"] else sorted(numbers)
            for part, numbers in zip(source["parts"], groups, strict=True)]  # fmt: skip


def compare_elsewhere(
    report, where: str, source: dict, record: dict, given: dict
) -> None:
    """A value beside what was published of it; without that, something to compare."""
    name, what, shown = source["name"], called(source), shown_numbers(record)
    report.show(f"{what}：{shown}", f"{what}: {shown}")
    if "witnesses" in record:
        watched = report.words("、", ", ").join(record["witnesses"])
        report.ask(f"{what} 的见证人确为不同的人，确在现场：{watched}",
                   f"the witnesses of {what} are different people who were there:"
                   f" {watched}")  # fmt: skip
    if name in given:
        report.check(
            where, "与另处公布的数值一致", "is the value published",
            as_printed(source, given[name]) == as_printed(source, shown),
        )  # fmt: skip
    elif source["kind"] == "dice":
        report.ask(
            f"{what} 由本机关掷出，没有公开的记录可比，由在场的人和录像作证：{shown}"
            "（用 --value）",
            f"{what} was thrown here and stands in no public record: those present and the"
            f" recording bear it out: {shown} (--value)",
        )
    else:
        report.ask(
            f"{what} 的数值与报纸、见证人签字或信标网站一致：{shown}（用 --value）",
            f"compare {what} with the newspaper, the witnesses or"
            f" the beacon: {shown} (--value)",
        )


def check_book(bundle: Bundle, commit: dict) -> tuple[list[list[str]], dict[str, int]]:
    """Labels are places, every page has K people; counts are what odds.csv says."""
    report = bundle.report
    rows = bundle.table("book.csv")
    pages = [row["pids"].split(" ") for row in rows]
    odds = {row["pid"]: row for row in bundle.table("odds.csv")}
    labels = [row["page"] for row in rows]
    report.need(
        "book.csv page", "页码连续，页数等于承诺", "labels run without a gap",
        labels == [f"{place:05d}" for place in range(commit["pages"])],
    )  # fmt: skip
    strange = sorted({pid for page in pages for pid in page} - set(odds))
    report.need("book.csv pids", "都在 odds.csv 上", "are all in odds.csv", not strange,
                strange[:3])  # fmt: skip
    wrong = [
        number for number, page in enumerate(pages)
        if len(page) != commit["K"] or page != sorted(set(page))
    ]  # fmt: skip
    report.check("book.csv pids", "每页人数等于抽取人数，代号有序", "every page names K"
                 " people, in order", not wrong, wrong[:3])  # fmt: skip
    counted = Counter(pid for page in pages for pid in page)
    stated = {pid: (row["pages"], row["of"]) for pid, row in odds.items()}
    report.check(
        "odds.csv pages", "机会等于数出的页数", "chances are counted pages",
        stated == {pid: (str(counted[pid]), str(commit["pages"])) for pid in odds}
        and len(odds) == commit["holders"],
    )  # fmt: skip
    return pages, {pid: counted[pid] for pid in odds}


def check_people(bundle: Bundle) -> None:
    """Pseudonyms of one alphabet, one spelling of each in all tables: somebody struck out
    as one person could cover as another."""
    found: dict[str, str] = {}
    for name in ("roster.csv", "exclusions.csv", "covers.csv", "conflicts.csv"):
        for row in bundle.table(name):
            for column in {"pid", "cover"} & row.keys():
                found.setdefault(row[column], f"{name} {column}")
    for pid, where in found.items():
        if not re.fullmatch(PID, pid):
            bundle.report.check(where, "代号只用字母和数字", "is of letters and digits",
                                False, pid)  # fmt: skip
    for pid in alike(found):
        bundle.report.check(found[pid], "没有写法不同而看着一样的代号", "no two pseudonyms"
                            " that differ and look alike", False, pid)  # fmt: skip


def read_calendar(bundle: Bundle, first: str, last: str) -> dict[date, bool]:
    """Each day, and whether it is a working day; from the commitment to the last leave."""
    rows = bundle.table("calendar.csv")
    odd = [
        r["date"]
        for r in rows
        if not is_day(r["date"]) or r["workday"] not in ("0", "1")
    ]
    days = [] if odd else [date.fromisoformat(row["date"]) for row in rows]
    due = [days[0] + timedelta(days=k) for k in range(len(days))] if days else []
    spans = bool(days) and rows[0]["date"] <= first and last <= rows[-1]["date"]
    bundle.report.need(
        "calendar.csv date", "逐日相连，从承诺到最后一个窗口", "one day after the other, from"
        " the commitment to the last day of leave", days == due and spans, odd[:3],
    )  # fmt: skip
    return {day: row["workday"] == "1" for day, row in zip(days, rows, strict=True)}


class Pool:
    """Roster, covers and rules, read apart from how the product reads them."""

    def __init__(self, bundle: Bundle, commit: dict) -> None:
        self.rules = rules = bundle.json("rules.json")
        bundle.formed("rules.json", rules, RULE_FORM)
        odd = turned_round(rules)
        bundle.report.need(
            f"rules.json {' '.join(odd)}".strip(), "上下限、先后不颠倒，编号不重复",
            "no limit is turned round, no id there twice", not odd,
        )  # fmt: skip
        check_people(bundle)
        self.roster = {row["pid"]: row for row in bundle.table("roster.csv")}
        self.pids = sorted(self.roster)
        self.covers: dict[str, list[str]] = {pid: [] for pid in self.pids}
        self.capacity: dict[str, int] = {}
        for row in bundle.table("covers.csv"):
            if row["pid"] not in self.covers:
                raise ValueError(f"covers.csv pid {row['pid']}")
            self.covers[row["pid"]].append(row["cover"])
            many = counted(row, "covers.csv capacity", 1, 100)
            if self.capacity.setdefault(row["cover"], many) != many:
                raise ValueError(f"covers.csv capacity of {row['cover']}")
        for found in self.covers.values():
            found.sort()
        self.years = {
            pid: counted(row, "roster.csv years_since_draw", 0, 60)
            for pid, row in self.roster.items()
        }
        self.check_groups(bundle.report)
        self.needed = rules["cover"]["required"]
        self.free_if_drawn = rules["cover"]["drawn_may_cover"]
        days = read_calendar(
            bundle, commit["committed_at"][:10], rules["window"]["last"]
        )
        self.working = [day for day, works in days.items() if works]
        self.moved = [
            day.isoformat() for day, works in days.items() if (day.weekday() < 5) != works
        ]  # fmt: skip
        self.labels = sorted(
            {row["label"] for row in bundle.table("calendar.csv")} - {""}
        )

    def check_groups(self, report: Report) -> None:
        """Columns that quotas name, values that differ to the eye, a unit for everybody."""
        rows = list(self.roster.values())
        columns = list(rows[0]) if rows else []
        known = {"*", *columns} - {"years_since_draw"}
        strange = sorted({q["field"] for q in self.rules["quotas"]} - known)
        report.need("rules.json quotas field", "是名册的列", "is a column of the"
                    " roster", not strange, strange)  # fmt: skip
        empty = [q["id"] for q in self.rules["quotas"] if not self.members(q)]
        report.check("rules.json quotas value", "名册上有这样的人", "somebody of the roster"
                     " has it", not empty, empty)  # fmt: skip
        double = [(c, alike({row[c] for row in rows})) for c in columns]
        double = [f"{column}={name}" for column, names in double for name in names]
        bare = [row["pid"] for row in rows if not same_to_the_eye(row["unit"])]
        report.check("roster.csv unit", "写明单位，没有写法不同而看着一样的值", "is told, and"
                     " no two values differ and look alike", not double + bare,
                     double + bare)  # fmt: skip

    def weight(self, pid: str) -> int:
        weights = self.rules["weights"]
        years = min(self.years[pid], weights["years_cap"])
        return weights["base"] + weights["per_year"] * years

    def members(self, quota: dict) -> set[str]:
        if quota["field"] == "*":
            return set(self.pids)
        return {
            p for p in self.pids if self.roster[p][quota["field"]] == quota["value"]
        }

    def quotas_hold(self, people: set[str]) -> bool:
        return all(
            q["min"] <= len(people & self.members(q)) <= q["max"]
            for q in self.rules["quotas"]
        )

    def coverable(self, people: set[str]) -> bool:
        """Whether everybody can get a cover of their own (augmenting paths)."""
        if not self.needed:
            return True
        held: dict[str, list[str]] = defaultdict(list)

        def place(pid: str, tried: set[str]) -> bool:
            for cover in self.covers[pid]:
                if cover in tried or (cover in people and not self.free_if_drawn):
                    continue
                tried.add(cover)
                if len(held[cover]) < self.capacity[cover]:
                    held[cover].append(pid)
                    return True
                for slot, other in enumerate(held[cover]):
                    if place(other, tried):
                        held[cover][slot] = pid
                        return True
            return False

        return all(place(pid, set()) for pid in sorted(people))


def check_pool(bundle: Bundle, commit: dict, pool: Pool, pages, counted) -> None:
    """Policy, exclusions, roster, covers, every page, waiting time, first window."""
    report, rules = bundle.report, pool.rules
    report.check(
        "commit.json policy", "与 rules.json 一致", "says what rules.json says",
        all(rules[name] == value for name, value in commit["policy"].items())
        and rules["pages"] == commit["pages"] and rules["hash"] == commit["hash"],
    )  # fmt: skip
    out = bundle.table("exclusions.csv")
    ask_about_exclusions(bundle, commit, pool, out)
    codes = {reason["code"] for reason in rules["exclusion_reasons"]}
    unfounded = [
        row["pid"] for row in out
        if row["reason"] not in codes or not same_to_the_eye(row["evidence"])
        or not is_article(row["article"]) or row["pid"] in pool.roster
        or not two_approvers(row)
        or not (row["evidence_hash"] == "" or is_hash(row["evidence_hash"]))
    ]  # fmt: skip
    report.check(
        "exclusions.csv", "理由在册、有条款和依据、两人审批、不在名册",
        "a closed reason, an article and a paper, two approvers, not in the roster",
        not unfounded and len(out) == commit["excluded"], unfounded[:3],
    )  # fmt: skip
    report.need(
        "roster.csv pid", "人数与 odds.csv 一致", "the people of odds.csv",
        pool.pids == sorted(counted) and len(pool.pids) == commit["holders"],
    )  # fmt: skip
    conflicts = bundle.table("conflicts.csv")
    people = {*pool.pids, *(row["pid"] for row in out)}
    bare = [
        row["pid"] for row in conflicts
        if row["pid"] not in people or not is_article(row["article"])
        or not all(same_to_the_eye(row[key]) for key in ("reason", "evidence"))
    ]  # fmt: skip
    report.check("conflicts.csv", "有理由、条款和依据，是名册上的人", "reason, article and"
                 " paper, of somebody known", not bare, bare[:3])  # fmt: skip
    struck = {(row["pid"], row["cover"]) for row in conflicts}
    back = [
        (p, c) for p, found in pool.covers.items() for c in found if (p, c) in struck
    ]
    report.check("covers.csv cover", "没有被划去的代职人", "nobody struck out is a cover",
                 not back and all(p not in c for p, c in pool.covers.items()),
                 back[:3])  # fmt: skip
    check_pages(bundle, pool, pages)
    check_waiting(bundle, commit, pool)
    report.check(
        "rules.json window.first", "窗口最早日期晚于揭晓期限",
        "the first leave is after the deadline of the reveal",
        rules["window"]["first"] > commit["reveal_deadline"][:10],
    )  # fmt: skip
    ask_about_texts(report, conflicts, "conflicts.csv")
    ask_about_inputs(bundle, pool, commit["K"])


def ask_about_exclusions(bundle, commit, pool, out) -> None:
    """Who is left out and covers for others, and whether many are left out."""
    report, alarm = bundle.report, ratio(pool.rules["exclusion_alarm"])
    if out:
        reasons = {
            reason["code"]: report.words(reason["zh"], reason["en"])
            for reason in pool.rules["exclusion_reasons"]
        }
        report.ask_each(
            f"{len(out)}人不参加抽取，理由、依据逐人属实",
            f"{len(out)} are left out, the reason of each true",
            [f"{row['pid']} {reasons.get(row['reason'], '')} {row['evidence']} {row['article']}"
             for row in out])  # fmt: skip
    report.ask_each(
        "不参加抽取的人仍列为代职人，核对其在岗", "people left out who cover for others are at"
        " work", sorted({row["pid"] for row in out} & set(pool.capacity)), " ")  # fmt: skip
    share = Fraction(len(out), max(1, len(out) + commit["holders"]))
    if share > alarm:
        report.ask(f"排除的占{float(share):.0%}，多于规定的警戒线{alarm}",
                   f"{float(share):.0%} are left out, more than the alarm of {alarm}")  # fmt: skip
    ask_about_approvers(bundle, out, "exclusions.csv")


def ask_about_approvers(bundle: Bundle, rows: list[dict], where: str) -> None:
    """Two names can be written by one hand, or look alike in two alphabets."""
    pairs = sorted({
        (row["approved_by"], row["second_approver"]) for row in rows if two_approvers(row)
    })  # fmt: skip
    bundle.report.ask_each(
        f"{where} 的审批人确为两个人，确已批准",
        f"the approvers in {where} are two people who did approve",
        ["、".join(pair) for pair in pairs])  # fmt: skip


FEW_WINDOWS = 12  # one a month


def ask_about_texts(report: Report, rows: list[dict], where: str) -> None:
    """What is written of every pair struck out or person left out, each once: a text can
    say anything."""
    told = sorted({f"{row['article']} {row['evidence']}" for row in rows})
    report.ask_each(f"{where} 所写的条款、依据属实", f"articles and evidence written in {where}"
                    " are true", told)  # fmt: skip


def ask_about_inputs(bundle: Bundle, pool: Pool, size: int) -> None:
    """What was wrong already when the draw was opened fits together just as well."""
    report, opening = bundle.report, bundle.json("open.json")
    workbook, plan = (
        opening[key] or report.words("没有写明", "not told")
        for key in ("workbook", "plan")
    )
    rules, covers, struck = (
        hashlib.sha256(bundle.read(name)).hexdigest()
        for name in ("rules.json", "covers.csv", "conflicts.csv")
    )
    moved, labels = " ".join(pool.moved), "、".join(pool.labels)
    for zh, en in (
        (f"启动所据工作簿（SHA-256 {workbook}）与人事部门留存的是同一份，六个输入文件由它得出",
         f"the workbook of the opening (SHA-256 {workbook}) is the one kept elsewhere, and"
         " the six input files follow from it"),
        (f"启动所据方案（SHA-256 {plan}）是已采用的一份",
         f"the plan of the opening (SHA-256 {plan}) is the one adopted"),
        (f"规则 rules.json（SHA-256 {rules}）是核定的一份",
         f"rules.json (SHA-256 {rules}) is the one approved"),
        ("名册册页、理由由输入逐字节算得：用 lungang draw verify --rebind 重算（本程序只核对"
         "页数、名额、代职）",
         "book and reasons follow from the inputs byte for byte: lungang draw verify --rebind"
         " (only counts, quotas and covers are checked here)"),
        ("名册无遗漏、一人一个代号：与机构编制表、人员名单和姓名对照表（纪检机构持盐，锁定值"
         f" {opening['names_root']}）核对",
         "the roster is complete and everybody has one pseudonym: compare it with the staff"
         f" list and the table of names (fixed as {opening['names_root']})"),
        (f"谁能代谁、代几次、划去了谁，与重做一次的相同：covers.csv（SHA-256 {covers}）、"
         f"conflicts.csv（SHA-256 {struck}）",
         "who may cover for whom, how often, and who is struck out are as worked out again:"
         f" covers.csv (SHA-256 {covers}), conflicts.csv (SHA-256 {struck})"),
        (f"日历中周末上班、平日放假的日子与国务院办公厅的放假通知一致：{moved}（所写说明：{labels}）",
         "working weekends and holidays of the calendar are those of the government's"
         f" notice: {moved} (labels: {labels})"),
    ):  # fmt: skip
        report.ask(zh, en)
    left, every = len(possible_windows(pool)), len(possible_windows(pool, dark=False))
    if left < max(FEW_WINDOWS, size) or 2 * left < every:
        report.ask(
            f"日历与停休期只留下{left}个可选窗口（没有停休期有{every}个），是否针对某时某人",
            f"calendar and black-outs leave {left} windows only (without black-outs {every}):"
            " are they aimed at somebody",
        )
    for quota in pool.rules["quotas"]:
        many = len(pool.members(quota))
        if many <= 2 and (quota["min"] > 0 or quota["max"] < many or not many):
            report.ask(
                f"名额“{quota['id']}”只管{many}人，是否针对个人",
                f"the quota {quota['id']} binds {many} people only: is it aimed at them",
            )


def check_pages(bundle: Bundle, pool: Pool, pages: list[list[str]]) -> None:
    """Quotas on every page, and a cover for everybody on it."""
    rows = bundle.table("page_covers.csv")
    listed = [row["covers"].split(" ") for row in rows]
    groups = [(q, pool.members(q)) for q in pool.rules["quotas"]]
    wrong = []
    for number, page in enumerate(pages):
        people = set(page)
        good = all(q["min"] <= len(people & m) <= q["max"] for q, m in groups)
        covers = listed[number] if number < len(listed) else []
        if not pool.needed:
            good = good and covers in (["."] * len(page), ["-"])
        else:
            load = Counter(covers)
            good = good and len(covers) == len(page)
            pairs = zip(page, covers, strict=True) if good else ()
            good = good and all(c in pool.covers.get(p, ()) for p, c in pairs)
            good = good and all(n <= pool.capacity.get(c, 0) for c, n in load.items())
            good = good and (pool.free_if_drawn or not people & set(covers))
        if not good:
            wrong.append(f"{number:05d}")
    bundle.report.check(
        "page_covers.csv covers", "每页合乎名额，人人有代职人",
        "every page keeps the quotas and can be covered",
        not wrong and [row["page"] for row in rows]
        == [f"{place:05d}" for place in range(len(pages))], wrong[:3],
    )  # fmt: skip


# ---- 8. The page ---------------------------------------------------------------------
# docs/draw.md “Page”: key, seed, page, and who is drawn.


def page_drawn(commit: dict, root: str, key: str, balls: int) -> tuple[bytes, int]:
    """The seed, and (balls + hash) mod pages by rejection."""
    alg, pages = commit["hash"], commit["pages"]
    label = [b"forced-leave-draw/v1", bytes.fromhex(root), key.encode()]
    seed = hashlib.new(alg, b"\0".join(label)).digest()
    if commit["mode"] == "balls":
        return seed, balls % pages
    limit, counter = 2**256 // pages * pages, 0
    value = limit
    while value >= limit:
        value = int(digest(seed + counter.to_bytes(4, "big"), alg), 16)
        counter += 1
    return seed, (balls + value) % pages


def check_reveal(bundle, commit, root, mine, value, pages) -> dict:
    """reveal.json as it must be, the line that names those drawn, how many replaced."""
    key, balls, hashes = value
    seed, page = page_drawn(commit, root, key, balls)
    drawn = pages[page]
    expected = {
        "schema": "lungang-draw-reveal/2", "draw": commit["draw"], "root": root,
        "key": key, "balls": balls, "entropy": hashes, "seed": seed.hex(),
        "page": page, "drawn": drawn,
    }  # fmt: skip
    report = bundle.report
    data = canonical(expected)
    report.check(
        "reveal.json page", f"第{page:05d}页为抽取结果", f"page {page:05d} is the one drawn",
        data == bundle.read("reveal.json"),
    )  # fmt: skip
    noted = [e for e in mine if e["type"] == "DRAW" and e["root"] == root]
    report.check(
        "ledger.jsonl DRAW drawn", "台账所记的名单一致", "the ledger names the same people",
        [e["payload"] for e in noted] == [digest(data, commit["hash"])]
        and noted[0]["facts"]["drawn"] == " ".join(drawn),
    )  # fmt: skip
    if noted and when(noted[0]["at"]) > when(commit["reveal_deadline"]):
        report.ask(
            f"揭晓（{noted[0]['at']}）晚于期限（{commit['reveal_deadline']}），经两人审批，理由属实",
            f"revealed ({noted[0]['at']}) after the deadline ({commit['reveal_deadline']}),"
            " approved by two, for a true reason",
        )
    report.show("抽中：" + " ".join(drawn), "drawn: " + " ".join(drawn))
    changed = [e for e in mine if e["type"] in CHANGES]
    report.ask_each(
        "改期、替补、转入下一年度的依据属实，转入的确已安排，空缺确已上报",
        "the grounds of what was put off, replaced and carried over are true, and what was"
        " carried over is arranged",
        [f"{e['facts']['pid']}{report.words(CHANGES[e['type']], ':' + e['type'])}"
         for e in changed], " ")  # fmt: skip
    replaced = sum(bool(e["facts"].get("by")) for e in mine if e["type"] == "REPLACE")
    most = ratio(commit["policy"]["replace_max"]) * commit["K"]
    report.check(
        "ledger.jsonl REPLACE", "替补不多于规定", "no more replaced than the rules allow",
        replaced <= max(1, most), replaced,
    )  # fmt: skip
    if not any(e["type"] == "CLOSE" for e in mine):
        report.ask(
            "尚未结案：窗口、代职人、替补要到结案之后才能重算",
            "not closed yet: windows, covers, replacements are recomputed after the close",
        )
    return expected


# ---- 9. The certificate --------------------------------------------------------------
# docs/draw.md “Certificate”, in exact fractions.

MOST_DEVIATION = Fraction(1, 20)
MOST_GAP = Fraction(1, 10**4)  # how far the certificate's bound may lie above a level
MOST_SURPLUS = Fraction(1, 1000)  # of a person: what rounding may add to all chances


def person_bounds(pool: Pool, widened: dict) -> dict[str, tuple[Fraction, Fraction]]:
    floor, ceiling = (ratio(pool.rules[k]) for k in ("odds_floor", "odds_ceiling"))
    bounds = {}
    for pid in pool.pids:
        bounds[pid] = (floor, ceiling)
        if pool.needed and not pool.covers[pid]:
            bounds[pid] = (Fraction(0), Fraction(0))
        if pid in widened:
            low, high = widened[pid]
            bounds[pid] = (ratio(low), ratio(high))
    return bounds


def add_up(pool: Pool, size: int, multipliers: dict[str, Fraction]):
    """The rows times their multipliers: right side, people, cover assignments."""
    everyone = {"id": "K", "field": "*", "value": "", "min": size, "max": size}
    quotas = {f"quota:{q['id']}": q for q in [everyone, *pool.rules["quotas"]]}
    users: dict[str, list[str]] = defaultdict(list)
    for pid, covers in pool.covers.items():
        for cover in covers:
            users[cover].append(pid)
    right, person, pair = Fraction(0), defaultdict(Fraction), defaultdict(Fraction)
    for name, factor in multipliers.items():
        family, _, who = name.partition(":")
        if name in quotas:
            right += factor * quotas[name]["max" if factor > 0 else "min"]
            for pid in pool.members(quotas[name]):
                person[pid] += factor
        elif family == "covered" and pool.covers.get(who):
            person[who] -= factor
            for cover in pool.covers[who]:
                pair[who, cover] += factor
        elif family == "capacity" and who in users:
            if factor <= 0:
                continue
            most = pool.capacity[who]
            right += factor * most
            for pid in users[who]:
                pair[pid, who] += factor
            if who in pool.roster and not pool.free_if_drawn:
                person[who] += factor * most
        else:
            raise ValueError(f"no rule is called {name}")
    return right + sum(-b for b in pair.values() if b < 0), person


def check_level(pool: Pool, size: int, bounds: dict, settled: dict, level) -> Fraction:
    """By how much a chance may differ from what the level says; ValueError if the rows
    do not hold somebody of the level down at all."""
    value = ratio(level["value"])
    factors = {name: ratio(text) for name, text in level["multipliers"]}
    if len(factors) < len(level["multipliers"]):
        raise ValueError("a row occurs twice in a level")
    bound, person = add_up(pool, size, factors)
    for pid, a in person.items():
        low, high = bounds[pid]
        if a < 0:
            bound -= a * high
        elif pid in settled:
            bound -= a * settled[pid]
        else:  # not below the level, nor below the floor
            bound -= a * max(low, value * pool.weight(pid))
    gap = Fraction(0)
    for pid in level["people"]:
        if value * pool.weight(pid) >= bounds[pid][1]:
            continue  # at the ceiling
        if person[pid] <= 0:
            raise ValueError(f"{pid} is not shown to be stuck")
        gap = max(gap, abs(bound) / person[pid])
    return gap


def ideal_chances(pool: Pool, size: int, certificate: dict):
    """The chances the certificate proves to be as equal as they can be, and the gap."""
    bounds = person_bounds(pool, certificate["widened"])
    settled: dict[str, Fraction] = {}
    gap, last = Fraction(0), Fraction(-1)
    for level in certificate["levels"]:
        value, people = ratio(level["value"]), level["people"]
        again = len(set(people)) < len(people) or settled.keys() & set(people)
        if value < last or not people or again:
            raise ValueError("the levels are out of order")
        last = value
        gap = max(gap, check_level(pool, size, bounds, settled, level))
        for pid in people:
            low, high = bounds[pid]
            settled[pid] = min(max(value * pool.weight(pid), low), high)
    if sorted(settled) != pool.pids:
        raise ValueError("not everybody is settled")
    return settled, gap


def proven_chances(bundle: Bundle, commit: dict, pool: Pool) -> tuple[dict, dict]:
    """Certificate of this roster, and the chances it proves; nothing if it proves none."""
    report = bundle.report
    certificate = bundle.json("certificate.json")
    bundle.formed("certificate.json", certificate, CERTIFICATE_FORM)
    judge, corrected = certificate["judge"], certificate["corrected"]
    report.check(
        "certificate.json judge", "裁决认为算准的，没有改正", "corrects only what it found"
        " wrong", not corrected or judge.get("attained") is False, len(corrected),
    )  # fmt: skip
    named = [p for level in certificate["levels"] for p in level["people"]]
    strange = sorted({*named, *certificate["widened"], *corrected} - {*pool.pids})
    report.need("certificate.json people", "是名册上的人", "are people of the roster",
                not strange, strange[:3])  # fmt: skip
    corrected = {p: ratio(t) for p, t in corrected.items()}
    try:
        ideal, gap = ideal_chances(pool, commit["K"], certificate)
        why: object = float(gap)
    except ValueError as error:
        ideal, gap, why = {}, Fraction(1), error
    report.check(
        "certificate.json levels", "公平证书对本名册、权重、规则成立",
        "proves the chances for this roster, these weights and rules",
        bool(ideal) and gap <= MOST_GAP, why,
    )  # fmt: skip
    if not ideal:
        return {}, certificate
    report.check(
        "certificate.json widened", "放宽上下限的人确有必要", "only widens bounds",
        all(ratio(low) <= ratio(pool.rules["odds_floor"])
            and ratio(high) >= ratio(pool.rules["odds_ceiling"])
            for low, high in certificate["widened"].values()),
    )  # fmt: skip
    ideal.update(corrected)
    whole = sum(ideal.values(), Fraction(0))
    report.check(
        "certificate.json value", "各人机会之和等于抽取人数", "the chances add up to K",
        abs(whole - commit["K"]) <= MOST_SURPLUS, float(whole),
    )  # fmt: skip
    return ideal, certificate


def check_chances(bundle: Bundle, commit: dict, pool: Pool, counted) -> None:
    """Chances proven; counts within the stated deviation of them."""
    report = bundle.report
    ideal, certificate = proven_chances(bundle, commit, pool)
    if not ideal:
        return
    stated = ratio(commit["deviation"])
    allowed = min(MOST_DEVIATION, ratio(commit["policy"]["deviation_max"]))
    stray = {p: abs(Fraction(counted[p], commit["pages"]) - ideal[p]) for p in ideal}
    far = [pid for pid, gap in stray.items() if gap > stated]
    rough = [pid for pid, gap in stray.items() if gap >= Fraction(2, commit["pages"])]
    report.check(
        "odds.csv pages", f"与公平机会相差不超过{float(stated):.4f}",
        f"within {float(stated):.4f} of the fair chances",
        not far and stated <= allowed, sorted(far)[:3] or float(stated),
    )  # fmt: skip
    share = Fraction(commit["K"], commit["holders"])
    ask_about_chances(report, ideal, share, lambda pid: cause_of(pool, pid, ideal))
    bare = {pid: Fraction(many, commit["pages"]) for pid, many in counted.items()
            if many in (0, commit["pages"]) and ideal[pid] not in (0, 1)}  # fmt: skip
    ask_about_chances(report, bare, share, lambda pid: BY_PAGES[counted[pid] > 0])
    reasons = {row["pid"]: row["ideal"] for row in bundle.table("reasons.csv")}
    report.check("reasons.csv ideal", "所写机会即证书的机会", "states the proven chances",
                 reasons == {p: str(c) for p, c in ideal.items()})  # fmt: skip
    widest = float(max(stray.values()))
    for people, zh, en in (
        (certificate["corrected"], "人的机会由裁决改正", "chances were corrected"),
        (certificate["widened"], "人的上下限被放宽", "people have wider bounds"),
        (rough, f"人的页数与公平机会最多相差{widest:.4f}，不止取整",
         f"counts stray by {widest:.4f}, more than rounding"),
    ):  # fmt: skip
        report.ask_each(
            f"{len(people)}{zh}，用 lungang draw verify --rebind 重算核对",
            f"{len(people)} {en}: lungang draw verify --rebind computes them again",
            sorted(people), " ")  # fmt: skip


def ask_about_chances(report: Report, chances: dict, share: Fraction, cause) -> None:
    """Who is drawn or spared whatever page comes up, or nearly so: rules can decide a
    draw before it is drawn.  ``cause`` tells why of a chance of 0 or 1."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pid, chance in sorted(chances.items()):
        if chance in (0, 1):
            found[cause(pid)].append(pid)
        elif chance * FAR < share:
            found[SELDOM].append(pid)
        elif chance > share * FAR:
            found[OFTEN].append(pid)
        elif (1 - chance) * FAR < 1 - share:
            found[MOSTLY].append(pid)
    for (zh, en), people in found.items():
        report.ask_each(f"{len(people)}人{zh}，逐人核对理由", f"{len(people)} people {en}; see"
                        " why", people, " ")  # fmt: skip


FAR = 2  # times the chance that all have on average, or below it
SELDOM = ("机会不到平均的一半", "have less than half the average chance")
OFTEN = ("机会超过平均的两倍", "have more than twice the average chance")
MOSTLY = (
    "不被抽中的机会不到平均的一半",
    "have less than half the average chance not to be drawn",
)
BY_PAGES = (
    ("一页也没有、机会为0", "stand on no page and have no chance"),
    ("页页都有、机会为1", "stand on every page and are certain"),
)


def cause_of(pool: Pool, pid: str, ideal: dict) -> tuple[str, str]:
    """What leaves somebody no chance, or no escape."""
    never = ideal[pid] == 0
    if pool.needed and not pool.covers[pid]:
        return "无人可代职、机会为0", "have no cover and no chance"
    for quota in pool.rules["quotas"]:
        name, least, members = quota["id"], quota["min"], pool.members(quota)
        if pid in members and never and quota["max"] == 0:
            return (f"名额“{name}”最多0人，机会为0",
                    f"have no chance, by the quota {name} of none")  # fmt: skip
        able = sum(ideal[member] > 0 for member in members)
        if pid in members and not never and least >= able:
            return (f"名额“{name}”至少{least}人，机会为1",
                    f"are certain, by the quota {name} of at least {least}")  # fmt: skip
    if never:
        return (
            "名额与代职合起来，机会为0",
            "have no chance, by quotas and covers together",
        )
    return "名额与代职合起来，机会为1", "are certain, by quotas and covers together"


# ---- 10. Windows ---------------------------------------------------------------------
# docs/draw.md “Windows”: the first schedule and every change of it, computed again.


def order_of(seed: bytes, *words: str) -> bytes:
    return hashlib.sha256(seed + "|".join(words).encode()).digest()


def week_of(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def possible_windows(pool: Pool, dark: bool = True) -> list[tuple[int, int]]:
    """Windows as (first, last) places among the working days, in order of time; without
    ``dark`` as if there were no black-outs."""
    rules, days = pool.rules["window"], pool.working
    first, last = date.fromisoformat(rules["first"]), date.fromisoformat(rules["last"])
    barred = [(date.fromisoformat(b["from"]), date.fromisoformat(b["to"]))
              for b in rules["blackouts"] if dark]  # fmt: skip
    found = []
    for start in range(len(days) - rules["working_days"] + 1):
        end = start + rules["working_days"] - 1
        if days[start] < first or days[end] > last:
            continue
        weekly = rules["start"] == "week" and start
        if weekly and week_of(days[start - 1]) == week_of(days[start]):
            continue
        if any(a <= days[end] and days[start] <= b for a, b in barred):
            continue
        found.append((start, end))
    return found


class Diary:
    """Who is away or covering on which working day."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.away: Counter = Counter()
        self.busy: set[tuple[str, int]] = set()
        self.load: Counter[str] = Counter()

    def caps(self, pid: str) -> list[tuple[tuple[str, str], int]]:
        rules, row = self.pool.rules["window"], self.pool.roster[pid]
        caps = [
            (("unit", row["unit"]), rules["unit_absent_max"]),
            (("process", row["process"]), rules["process_absent_max"]),
            (("all", ""), rules["total_absent_max"]),
        ]
        return [(key, cap) for key, cap in caps if cap and (key[1] or key[0] == "all")]

    def room(self, pid: str, window: tuple[int, int]) -> bool:
        days = range(window[0], window[1] + 1)
        return all((pid, day) not in self.busy for day in days) and all(
            self.away[key, day] < cap for key, cap in self.caps(pid) for day in days
        )

    def free(self, cover: str, window: tuple[int, int]) -> bool:
        days = range(window[0], window[1] + 1)
        return self.load[cover] < self.pool.capacity[cover] and all(
            (cover, day) not in self.busy for day in days
        )

    def enter(self, pid: str, cover: str, window: tuple[int, int]) -> None:
        for day in range(window[0], window[1] + 1):
            for key, _ in self.caps(pid):
                self.away[key, day] += 1
            self.busy.add((pid, day))
            if cover:
                self.busy.add((cover, day))
        if cover:
            self.load[cover] += 1


def place_in(diary, pid, windows, covers, seed):
    """The first window with room and a free cover, least busy first."""
    for window in windows:
        if not diary.room(pid, window):
            continue
        if not diary.pool.needed:
            return window, ""
        ranked = sorted(
            covers, key=lambda c: (diary.load[c], order_of(seed, "cover", pid, c))
        )
        for cover in ranked:
            if diary.free(cover, window):
                return window, cover
    return None


def usable(pool: Pool, pid: str, drawn: set[str]) -> list[str]:
    return [c for c in pool.covers[pid] if pool.free_if_drawn or c not in drawn]


def by_lot(pool: Pool, seed: bytes, pid: str, windows):
    """The windows in the person's own order, which nobody chose."""
    return sorted(
        windows,
        key=lambda w: order_of(seed, "start", pid, pool.working[w[0]].isoformat()),
    )


def greedy(pool: Pool, drawn: list[str], seed: bytes) -> dict | None:
    """The deterministic schedule; None if somebody is stuck."""
    windows, diary, found = possible_windows(pool), Diary(pool), {}
    covers = {pid: usable(pool, pid, set(drawn)) for pid in drawn}
    ranked = sorted(drawn, key=lambda p: (len(covers[p]), order_of(seed, "order", p)))
    for pid in ranked:
        placed = place_in(
            diary, pid, by_lot(pool, seed, pid, windows), covers[pid], seed
        )
        if placed is None:
            return None
        diary.enter(pid, placed[1], placed[0])
        found[pid] = (*placed, "greedy")
    return found


def read_schedule(bundle: Bundle, pool: Pool, name: str) -> dict:
    place = {day.isoformat(): number for number, day in enumerate(pool.working)}
    for row in bundle.table(name):
        if (
            not {row["first"], row["last"]} <= place.keys()
            or row["pid"] not in pool.roster
        ):
            raise ValueError(f"{name} {row['pid']}: {row['first']} {row['last']}")
    return {
        row["pid"]: (
            (place[row["first"]], place[row["last"]]),
            row["cover"],
            row["how"],
        )
        for row in bundle.table(name)
    }


def lawful_schedule(pool: Pool, schedule: dict) -> bool:
    """A repaired schedule cannot be recomputed; it must keep every cap."""
    if {how for _, _, how in schedule.values()} - {"greedy", "moved", "repaired"}:
        return False
    diary, windows = Diary(pool), set(possible_windows(pool))
    for pid, (window, cover, _) in sorted(schedule.items()):
        good = window in windows and diary.room(pid, window)
        if pool.needed:
            good = good and cover in usable(pool, pid, set(schedule))
            good = good and diary.free(cover, window)
        if not good or (cover and not pool.needed):
            return False
        diary.enter(pid, cover, window)
    return True


def soonest_of(event: dict, paper: dict) -> date:
    """The first day on which the leave that a change moves or adds may begin."""
    today = date.fromisoformat(event["at"][:10])
    if event["type"] == "DEFER":
        until = paper.get("until", "")
        if not is_day(until):
            name = f"detail-{event['facts']['detail'][:16]}.json"
            raise ValueError(f"{name} until: {until}")
        return max(date.fromisoformat(until), today)
    return min(today, date.max - timedelta(days=1)) + timedelta(days=1)


def repaired_rightly(
    pool: Pool, old: dict, new: dict, event: dict, paper: dict
) -> bool:
    """What a solver's change must keep: its person begins in time, and whoever had begun
    by then stays where they were."""
    if event["type"] == "CARRY":
        return False  # nothing is to be solved
    who, soonest = (
        event["facts"].get("by") or event["facts"]["pid"],
        soonest_of(event, paper),
    )
    begun = soonest if event["type"] == "DEFER" else soonest - timedelta(days=1)
    return pool.working[new[who][0][0]] >= soonest and all(
        new[pid] == placed for pid, placed in old.items()
        if pid != event["facts"]["pid"] and pool.working[placed[0][0]] <= begun
    )  # fmt: skip


def after_change(pool: Pool, old: dict, event: dict, paper: dict, seed: bytes):
    """The schedule that must follow a DEFER, REPLACE or CARRY; None: repaired."""
    pid, put_in = event["facts"]["pid"], event["facts"].get("by", "")
    rest = {p: placed for p, placed in old.items() if p != pid}
    if event["type"] == "CARRY" or (event["type"] == "REPLACE" and not put_in):
        return rest
    diary = Diary(pool)
    for other, (window, cover, _) in sorted(rest.items()):
        diary.enter(other, cover, window)
    windows = possible_windows(pool)
    who = put_in or pid
    soonest = soonest_of(event, paper)
    windows = [w for w in windows if pool.working[w[0]] >= soonest]
    if event["type"] == "REPLACE":
        windows = by_lot(pool, seed, who, windows)
    covers = usable(pool, who, {*rest, who})
    placed = place_in(diary, who, windows, covers, seed)
    return None if placed is None else {**rest, who: (*placed, "moved")}


def disclosed(pool: Pool, current: dict, pid: str, day: str) -> bool:
    """Whether a leave may be known on a day: where nothing is announced only the next
    window may, and what has begun."""
    begins = {p: pool.working[w[0]].isoformat() for p, (w, _, _) in current.items()}
    first = begins[pid]
    coming = min((begun for begun in begins.values() if begun >= day), default="")
    return (
        pool.rules["window"]["notice"] == "announced" or first <= day or first == coming
    )


def replacement(pool: Pool, old: dict, gone: set[str], leaver: str, seed: bytes) -> str:
    """The next of the unit in hash order who keeps quotas and covers; "" if nobody.

    Nobody who was on the list before, and nobody who covers for somebody now.
    """
    drawn = set(old)
    acting = {cover for pid, (_, cover, _) in old.items() if pid != leaver}
    barred = drawn | gone | (set() if pool.free_if_drawn else acting)
    unit = pool.roster[leaver]["unit"]
    others = [p for p in pool.pids if pool.roster[p]["unit"] == unit]
    for pid in sorted(others, key=lambda p: order_of(seed, "alt", p)):
        people = drawn - {leaver} | {pid}
        if pid not in barred and pool.quotas_hold(people) and pool.coverable(people):
            return pid
    return ""


RESCHEDULES = ("SCHEDULE", "DEFER", "REPLACE", "CARRY")


def windows_seed(alg: str, reveal: dict, secret: bytes) -> bytes:
    material = bytes.fromhex(reveal["seed"]) + b"\0" + str(reveal["page"]).encode()
    words = b"forced-leave-windows/v1\0" + material + b"\0" + secret
    return hashlib.new(alg, words).digest()


def check_schedules(bundle, commit, mine, papers, pool, reveal) -> None:
    """Recompute windows, covers, deferrals and replacements of a closed draw."""
    report, alg = bundle.report, commit["hash"]
    changes = [e for e in mine if e["type"] in RESCHEDULES]
    secret = bundle.read("window_secret.txt")
    report.check("window_secret.txt", "与承诺一致", "is the one committed to",
                 hides(secret)
                 and digest(secret, alg) == commit["window_secret_hash"])  # fmt: skip
    seed = windows_seed(alg, reveal, secret)
    draw_seed, old, repaired = bytes.fromhex(reveal["seed"]), {}, 0
    gone: set[str] = set()
    for number, event in enumerate(changes):
        name = f"schedule-{number:03d}.csv"
        sealed_as = digest(secret + bundle.read(name), alg)
        new = read_schedule(bundle, pool, name)
        if event["type"] == "SCHEDULE":
            expected = greedy(pool, reveal["drawn"], seed)
        else:
            paper = papers.get(event["facts"]["detail"], {})
            if event["type"] == "DEFER":
                begins = pool.working[old[event["facts"]["pid"]][0][0]]
                report.check(
                    f"ledger.jsonl:{event['seq'] + 1} DEFER", "改期只能往后",
                    "puts off, and never forward", begins < soonest_of(event, paper),
                )  # fmt: skip
            if event["type"] == "REPLACE":
                leaver = event["facts"]["pid"]
                report.check(
                    f"ledger.jsonl:{event['seq'] + 1} facts.by", "替补按固定排序产生",
                    "is the next in order",
                    event["facts"].get("by", "")
                    == replacement(pool, old, gone, leaver, draw_seed),
                )  # fmt: skip
            if event["type"] != "DEFER":
                gone.add(event["facts"]["pid"])
            expected = after_change(pool, old, event, paper, seed)
        if expected is None:
            repaired += 1
            who = set(reveal["drawn"]) if event["type"] == "SCHEDULE" else set(old)
            if event["type"] == "REPLACE":
                who = who - {event["facts"]["pid"]} | {event["facts"]["by"]}
            good = lawful_schedule(pool, new) and set(new) == who
            if event["type"] != "SCHEDULE":
                good = good and repaired_rightly(pool, old, new, event, paper)
        else:
            good = new == expected
        good = good and sealed_as == event["payload"]
        report.check(
            name, "窗口与代职人重算一致", "windows and covers as recomputed", good
        )
        if not good:
            return  # the changes after it and the diary stand on this one
        old = new
    check_diary(bundle, mine, pool, changes)
    if repaired:
        report.ask(
            f"{repaired}份排期由求解器修补，只核对了上限；用 lungang draw verify --rebind 重算",
            f"{repaired} schedules were repaired by a solver; only the caps were checked;"
            " lungang draw verify --rebind computes them again",
        )


def check_diary(bundle: Bundle, mine: list[dict], pool: Pool, changes) -> None:
    """NOTIFY, START and RETURN against the window then in force; CLOSE after the last."""
    current: dict = {}
    wrong, late, early, stages = [], [], [], {}
    number = 0
    for event in mine:
        if event in changes:
            current = read_schedule(bundle, pool, f"schedule-{number:03d}.csv")
            number += 1
        pid, day = event["facts"].get("pid", ""), event["at"][:10]
        if event["type"] in STAGES and pid in current:
            window = current[pid][0]
            first, last = (pool.working[place].isoformat() for place in window)
            stages[pid] = event["type"]
            ahead = sum(day < d.isoformat() <= first for d in pool.working)
            if (
                event["type"] == "NOTIFY"
                and ahead > pool.rules["window"]["notice_days"]
            ):
                early.append(f"{pid}={ahead}")
            if event["type"] == "START" and day > first:
                late.append(pid)
            good = {
                "NOTIFY": disclosed(pool, current, pid, day),
                "START": first <= day <= last, "RETURN": day >= last,
            }  # fmt: skip
            if not good[event["type"]]:
                wrong.append(event["seq"] + 1)
        if event["type"] == "CLOSE":
            ends = [pool.working[w[1]].isoformat() for w, _, _ in current.values()]
            if event["facts"].get("last", "") != max(ends, default=""):
                wrong.append(event["seq"] + 1)
    report = bundle.report
    report.check("ledger.jsonl START", "不预告的不提前通知，离岗在窗口之内，返岗不早于窗口结束，"
                 "结案晚于最后窗口", "no notice of a window not to be known, no start outside its"
                 " window, no return before its end, no close before the last",
                 not wrong, wrong)  # fmt: skip
    away = sorted(pid for pid in current if stages.get(pid) != "RETURN")
    for people, zh, en in (
        (away, "到结案没有离岗或返岗记录", "have no start or return at the close"),
        (late, "离岗晚于窗口第一天", "left after the first day of their window"),
        (early, "的通知早于规定的工作日数（代号=提前的工作日数）", "were told more working days"
         " ahead than the rules say (pseudonym=days)"),
    ):  # fmt: skip
        report.ask_each(
            f"{len(people)}人{zh}", f"{len(people)} people {en}", people, " "
        )


# ---- 11. The whole -------------------------------------------------------------------
# Which checks run on which bundle, and the verdict.


def count_attempts(report: Report, said: dict, mine: list[dict]) -> None:
    """How often it was committed to and how that ended; ``said`` is commit.json, or
    open.json where there is none."""
    n, number = Counter(e["type"] for e in mine), said.get("attempt")
    report.show(
        f"{said['org']} {said['draw']}：承诺{n['COMMIT']}次，作废{n['VOID']}次，"
        f"失败{n['FAIL']}次，抽取{n['DRAW']}次"
        + (f"；本次为第{number}次" if number else ""),
        f"{said['org']} {said['draw']}: {n['COMMIT']} commitments, {n['VOID']} void,"
        f" {n['FAIL']} failed, {n['DRAW']} draws"
        + (f"; this is attempt {number}" if number else ""),
    )


def first_lines(bundle: Bundle, commit: dict, root: str, mine: list[dict]) -> None:
    """What everybody should read before the checks."""
    report = bundle.report
    count_attempts(report, commit, mine)
    report.show(f"承诺值 {spoken(root)}", f"root {spoken(root)}")
    report.show(
        f"承诺于 {commit['committed_at']}，方式：{MODES[commit['mode']]}，"
        f"共{commit['pages']}页，每页{commit['K']}人",
        f"committed {commit['committed_at']}, mode {commit['mode']}, "
        f"{commit['pages']} pages of {commit['K']}",
    )
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    report.show(f"本验证程序的哈希 {own}", f"hash of this verifier {own}")
    report.show(
        f"名册{commit['holders']}人，另有{commit['excluded']}人不参加抽取",
        f"{commit['holders']} people in the roster, {commit['excluded']} left out",
    )


def ask_about_ledger(
    bundle: Bundle, events: list[dict], states: dict, draw: str
) -> None:
    """What the lines say that only those know who were there; other draws beside it."""
    report, mine = bundle.report, [e for e in events if e["draw"] == draw]
    for name, state in states.items():
        zh, en = ("有未了结的承诺", "a commitment is undecided") if state.root else (
            ("已抽取", "drawn") if state.drawn else ("没有结果", "without a result"))  # fmt: skip
        if state.legacy:
            zh = f"按第1版启动（本程序不核对），{zh}"
            en = f"opened under the first version (not checked here), {en}"
        if name != draw:
            report.ask(f"同一台账另有抽取 {name}，{zh}：不是对同一批人重抽",
                       f"the ledger has another draw, {name}, {en}: it is not one of the"
                       " same people")  # fmt: skip
    if events and when(events[-1]["at"]) > datetime.now(UTC):
        report.ask(
            f"台账最后一条的时间 {events[-1]['at']} 还没有到：核对本机的钟，钟不错就是预先写好的",
            f"the last line of the ledger is of {events[-1]['at']}, which is still to come:"
            " unless this clock is wrong it was written beforehand",
        )
    ask_about_approvers(bundle, [e["facts"] for e in mine], "ledger.jsonl")
    ask_about_appeals(report, mine)
    ask_about_leave(report, mine)


LEAVE = {"START": ("离岗", "left"), "RETURN": ("返岗", "returned")}


def ask_about_leave(report: Report, mine: list[dict]) -> None:
    """Who is said to have been away: their colleagues know."""
    told = [
        [e["facts"]["pid"], e["at"][:10], report.words(*LEAVE[e["type"]]),
         *([] if "detail" in e["facts"] else [report.words("没有材料", "without papers")])]
        for e in mine if e["type"] in LEAVE
    ]  # fmt: skip
    report.ask_each("离岗、返岗与考勤、权限停用记录一致", "leave and return are as attendance and"
                    " access records have them", list(map(" ".join, told)))  # fmt: skip


HEARD = {"upheld": ("异议成立", "upheld"), "rejected": ("异议不成立", "rejected"),
         "": ("提出异议", "appealed")}  # fmt: skip


def ask_about_appeals(report: Report, mine: list[dict]) -> None:
    """Every appeal and what came of it: whoever appealed knows better."""
    told = [
        [e["facts"]["pid"], e["at"][:10],
         report.words(*HEARD[e["facts"].get("outcome", "")])]
        for e in mine if e["type"] in ("APPEAL", "DECIDE")
    ]  # fmt: skip
    report.ask_each("异议和裁决与本人、受理部门所知一致，没有遗漏", "appeals and decisions are as"
                    " those who appealed know them", list(map(" ".join, told)))  # fmt: skip


def check_heads(bundle: Bundle, events: list[dict], heads: list[str]) -> None:
    for head in heads:
        bundle.report.check(
            "ledger.jsonl hash", "先前公布的链首、承诺值仍在台账中",
            "the head or root published before is in the chain",
            any(same_hash(head, e[key]) for e in events for key in ("hash", "root")), head,
        )  # fmt: skip
    if not any(same_hash(head, e["hash"]) for head in heads for e in events):
        bundle.report.ask(
            "通知书、公告上印的台账链首（用 --head；可发现台账被截断、重做或另起编号）",
            "a ledger head printed on a notice (--head shows a ledger cut or redone)",
        )


def verify(folder: Path, options, report: Report) -> str:
    """Run every check; which of the verdicts it is."""
    bundle = Bundle(folder, report)
    if "commit.json" not in bundle.present:
        return uncommitted(bundle, options)
    if bundle.json("commit.json").get("schema") == OLD_SCHEMA:
        return "old"
    events, states = check_ledger(bundle)
    commit, root = check_commitment(bundle, options, events, states)
    mine = [e for e in events if e["draw"] == commit["draw"]]
    first_lines(bundle, commit, root, mine)
    check_heads(bundle, events, options.head)
    ask_about_ledger(bundle, events, states, commit["draw"])
    state = states[commit["draw"]]
    check_stamp(bundle, commit, root, mine)
    before = check_attempts(bundle, commit, mine, options)
    check_named(bundle, "commit.json", commit, before)
    value = check_values(bundle, commit, root, mine, options)
    pages, counted = check_book(bundle, commit)
    reveal = {}
    if state.drawn:
        reveal = check_reveal(bundle, commit, root, mine, value, pages)
    elif state.recorded == set(state.sources):
        page = page_drawn(commit, root, *value[:2])[1]
        report.ask(
            f"数值已齐，结果已定，却没有揭晓：第{page:05d}页，{' '.join(pages[page])}",
            f"all values are there and the result is certain, but it is not revealed: page"
            f" {page:05d}, {' '.join(pages[page])}",
        )
    for path in options.proof:
        check_proof(bundle, commit, Path(path))
    if "salt.txt" in bundle.present:
        report.bundle = ("核查件", "inspection")
        check_sealed(bundle, commit)
        papers = details(bundle, commit, mine)
        check_inputs(bundle, commit, mine, papers)
        pool = Pool(bundle, commit)
        check_receipts(bundle, mine, papers, pool.pids)
        check_pool(bundle, commit, pool, pages, counted)
        check_chances(bundle, commit, pool, counted)
        if state.drawn and state.closed:
            check_schedules(bundle, commit, mine, papers, pool, reveal)
    else:
        shown = {pid: Fraction(n, commit["pages"]) for pid, n in counted.items()}
        ask_about_chances(report, shown, Fraction(commit["K"], commit["holders"]),
                          lambda pid: BY_PAGES[counted[pid] > 0])  # fmt: skip
        report.ask(
            "名册、代职、公平证书、排期须用同一承诺值的核查件核对",
            "roster, covers, certificate, schedules need the inspection bundle",
        )
    check_no_more(bundle)
    if report.failed:
        return "rejected"
    if not state.drawn:
        return "committed" if set(state.signed) == set(state.roles) else "unsigned"
    return "verified" if options.root else "not-compared"


def check_no_more(bundle: Bundle) -> None:
    report, extra = bundle.report, bundle.present - bundle.known
    report.check("文件夹" if report.language == "zh" else "folder", "没有多余的文件",
                 "has no other file", not extra, sorted(extra))  # fmt: skip


def uncommitted(bundle: Bundle, options) -> str:
    """A draw that no commitment covers: its last one failed or was void, or there was
    none.  Ledger, opening and the attempts that ended are checked."""
    report = bundle.report
    events, states = check_ledger(bundle)
    opening, mine = read_opening(bundle, events)
    report.need("ledger.jsonl OPEN draw", "启动记在台账上", "the opening is in the ledger",
                opening["draw"] in states)  # fmt: skip
    state = states[opening["draw"]]
    report.check("ledger.jsonl OPEN facts.schema", "按第2版启动", "opened under version 2",
                 not state.legacy)  # fmt: skip
    report.check("commit.json", "台账没有未了结的承诺，也没有结果", "the ledger has no open"
                 " commitment and no result", not state.root and not state.drawn)  # fmt: skip
    roots = [e["root"] for e in mine if e["type"] == "COMMIT"]
    count_attempts(report, opening, mine)
    if options.root:
        report.check("ledger.jsonl COMMIT root", "公示的承诺值在台账中", "the root posted is"
                     " in the ledger", any(same_hash(options.root, r) for r in roots))  # fmt: skip
    check_heads(bundle, events, options.head)
    made = [e["facts"]["roles"] for e in mine if e["type"] == "COMMIT"]
    check_roles(report, published_keys(options), " ".join(made).split())
    if options.value:
        report.check(
            "--value", "此时有可核对的数值", "there is a value to compare", False
        )
    for path in options.proof:
        check_proof(bundle, opening, Path(path))
    ask_about_ledger(bundle, events, states, opening["draw"])
    check_attempts(bundle, opening, mine, options)
    if "salt.txt" in bundle.present:
        report.bundle = ("核查件", "inspection")
        papers = details(bundle, opening, mine)
        bundle.json("rules.json")
        tables = {n: bundle.table(n) for n in INPUTS if n.endswith(".csv")}
        check_inputs(bundle, opening, mine, papers)
        pids = [row["pid"] for row in tables["roster.csv"]]
        check_receipts(bundle, mine, papers, pids)
    later = bundle.present & {*PUBLIC_FILES, *SEALED_FILES} - bundle.known
    if later:
        listed = " ".join(sorted(later))
        report.show(f"尚未承诺，还可能改，不作核对：{listed}",
                    f"not committed to, and not checked: {listed}")  # fmt: skip
    bundle.known |= later
    check_no_more(bundle)
    ends = [e["type"] for e in mine if e["type"] in ("VOID", "FAIL")]
    if report.failed:
        return "rejected"
    return (
        "shut"
        if state.closed
        else {"VOID": "void", "FAIL": "failed"}.get(ends[-1] if ends else "", "opened")
    )


VERDICTS = {
    "verified": (0, "验证通过", "VERIFIED"),
    "not-compared": (
        5, "承诺值未核对：未发现不符，但没有给出公示的承诺值",
        "ROOT NOT COMPARED: nothing is wrong, but no root was given"),
    "rejected": (6, "验证不通过", "REJECTED"),
    "old": (
        7, "这是第1版的抽取：请用文件夹中自带的 verify_draw.py 验证",
        "a draw of the first version: use the verify_draw.py in its folder"),
    "committed": (8, "承诺有效，尚未抽取", "COMMITTED, NOT DRAWN YET"),
    "unsigned": (8, "承诺尚未签齐，尚未抽取", "NOT SIGNED BY ALL, NOT DRAWN YET"),
    "failed": (
        8, "最近一次承诺已依法宣布失败，尚未重新承诺",
        "THE LAST ATTEMPT FAILED LAWFULLY, NOT COMMITTED AGAIN YET"),
    "void": (
        8, "最近一次承诺已依法作废，尚未重新承诺",
        "THE LAST COMMITMENT IS VOID, NOT COMMITTED AGAIN YET"),
    "opened": (8, "已启动，尚未承诺", "OPENED, NOT COMMITTED YET"),
    "shut": (8, "已结案，没有抽取", "CLOSED WITHOUT A DRAW"),
}  # fmt: skip


def half_width(text: str) -> str:
    """What was typed, its digits and signs in their plain form."""
    return unicodedata.normalize("NFKC", text)


class Arguments(argparse.ArgumentParser):
    """Tells how the program is called, in one language and without names of its own."""

    english = False

    def error(self, message: str):
        zh = ("用法：python3 verify_draw.py 文件夹 --root \"公示的承诺值\" [--head 链首] "
              "[--value 来源=号码] [--key 角色=指纹] [--proof 凭证.json] [--lang en]\n"
              "没有写明文件夹，没有这个文件夹，或选项写错")  # fmt: skip
        en = ('usage: python3 verify_draw.py FOLDER --root "POSTED ROOT" [--head HEAD] '
              "[--value SOURCE=NUMBERS] [--key ROLE=FINGERPRINT] [--proof FILE] [--lang en]\n"
              "no folder is given, there is none of this name, or an option is wrong")  # fmt: skip
        self.exit(2, f"{en if self.english else zh}\n")


def arguments(words: list[str] | None = None):
    given = sys.argv[1:] if words is None else words
    parser = Arguments(description=__doc__.splitlines()[0], allow_abbrev=False)
    parser.english = "en" in given or "--lang=en" in given
    parser.add_argument("folder", type=Path)
    parser.add_argument("posted", nargs="*", help=argparse.SUPPRESS)
    parser.add_argument("--root", default="")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    for name in ("--head", "--value", "--key", "--proof"):
        parser.add_argument(name, action="append", default=[])
    found = parser.parse_args(words)
    found.root = half_width(found.root or " ".join(found.posted))
    found.head = [half_width(head) for head in found.head]
    for name in ("value", "key"):
        given = [
            re.sub("[=＝].*", lambda m: half_width(m[0]), v) for v in vars(found)[name]
        ]
        setattr(found, name, given)
    bare = [text for text in found.value + found.key if "=" not in text]
    if bare or not found.folder.is_dir():
        parser.error("a folder, or NAME=VALUE")
    return found


def main(words: list[str] | None = None) -> int:
    options = arguments(words)
    report = Report(options.lang)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a console may lack a character
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        verdict = verify(options.folder, options, report)
    except Hopeless:
        verdict = "rejected"
    except Exception as error:  # a damaged file is a failed check, not a crash
        kind = "" if isinstance(error, ValueError) else f"{type(error).__name__} "
        report.check("文件夹" if options.lang == "zh" else "folder", "文件可读",
                     "files can be read", False, f"{kind}{error}")  # fmt: skip
        verdict = "rejected"
    report.print()
    code, zh, en = VERDICTS[verdict]
    said = report.words(zh, en)
    if report.failed:
        said += report.words("：", ": ") + "; ".join(report.failed)
    elif code == 8 and not options.root:
        said += report.words("（没有核对承诺值）", " (no root was compared)")
    print(said)
    return code


if __name__ == "__main__":
    sys.exit(main())
