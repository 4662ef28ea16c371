"""Where the public value comes from, how it is written down, and when it is too early.

Sources are named in the commitment, each with the instant before which its value
cannot exist.  Kinds: ``lottery`` (a state lottery issue: its groups of numbers, typed
in by hand, anyone can compare them with the newspaper), ``drand`` (a round of a
public randomness beacon, from a file), ``dice`` (rolled in public, hashed, so only
with enough of them) and ``balls`` (digits drawn on stage; added, never hashed, since
1,000 outcomes could be searched through by whoever writes the commitment).
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, Literal, get_args

from lungang.draw.alike import two_witnesses
from lungang.draw.faults import Refusal
from lungang.draw.stream import key_string
from lungang.draw.timestamps import instant
from lungang_models.words import Words

Kind = Literal["lottery", "drand", "dice", "balls"]
Mode = Literal["balls+public", "public", "balls"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MODES: tuple[Mode, ...] = get_args(Mode)
MODE_WORDS: Mapping[Mode, Words] = {
    "balls+public": Words("号球加公共数值", "balls and public values"),
    "public": Words("公共数值", "public values"),
    "balls": Words("号球", "balls"),
}


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """One group of numbers of a source: how many, from which range.

    ``ordered``: the order in which they fell matters and is kept; otherwise they are
    sorted ascending.  ``distinct``: drawn without putting back.
    """

    name: str
    count: int
    low: int
    high: int
    ordered: bool
    distinct: bool

    def bits(self) -> float:
        """Entropy of a fair draw of this group, in bits."""
        span = self.high - self.low + 1
        if not self.distinct:
            return self.count * math.log2(span)
        if self.ordered:
            return math.log2(math.perm(span, self.count))
        return math.log2(math.comb(span, self.count))


@dataclass(frozen=True, slots=True)
class Source:
    """One source as declared in the commitment.

    ``issue`` is the lottery's issue number; ``chain`` and ``round`` belong to drand.
    ``not_before`` is the first instant at which the value can exist.
    """

    name: str
    kind: Kind
    not_before: str
    issue: str = ""
    parts: tuple[NumberGroup, ...] = ()
    chain: str = ""
    round: int = 0

    def bits(self) -> float:
        """Entropy hashed into the seed; balls add none."""
        if self.kind == "drand":
            return 256.0
        return 0.0 if self.kind == "balls" else sum(p.bits() for p in self.parts)

    def as_json(self) -> dict[str, Any]:
        """The form inside commit.json."""
        return {
            "name": self.name, "kind": self.kind, "not_before": self.not_before,
            "issue": self.issue, "chain": self.chain, "round": self.round,
            "parts": [
                {"name": p.name, "count": p.count, "low": p.low, "high": p.high,
                 "ordered": p.ordered, "distinct": p.distinct}
                for p in self.parts
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class DrandChain:
    """A drand chain: League of Entropy's published parameters."""

    hash: str
    scheme: str
    period: int
    genesis: int
    public_key: str

    def instant_of(self, round_number: int) -> datetime:
        """When a round is published."""
        start = datetime.fromtimestamp(self.genesis, UTC)
        return start + timedelta(seconds=(round_number - 1) * self.period)

    def round_at(self, moment: datetime) -> int:
        """The newest round published at a moment."""
        passed = int(moment.timestamp()) - self.genesis
        return passed // self.period + 1


# Parameters as published by the League of Entropy under /<chain hash>/info.
CHAINS = {
    "quicknet": DrandChain(
        hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
        scheme="bls-unchained-g1-rfc9380",
        period=3,
        genesis=1692803367,
        public_key=(
            "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b"
            "6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809"
            "bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
        ),
    ),
    "default": DrandChain(
        hash="8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
        scheme="pedersen-bls-chained",
        period=30,
        genesis=1595431050,
        public_key=(
            "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529ee"
            "da66c7293784a9402801af31"
        ),
    ),
}

# The two national lotteries, by their published rules of play: how many numbers of
# which range.  They are convenience presets; the commitment carries the parts used.
LOTTERIES = {
    "双色球": (
        NumberGroup("红球", 6, 1, 33, ordered=False, distinct=True),
        NumberGroup("蓝球", 1, 1, 16, ordered=False, distinct=True),
    ),
    "大乐透": (
        NumberGroup("前区", 5, 1, 35, ordered=False, distinct=True),
        NumberGroup("后区", 2, 1, 12, ordered=False, distinct=True),
    ),
}


def half_width(text: str) -> str:
    """What was typed, its digits and signs in their plain form: ３ ＋ ， as 3 + ,."""
    return unicodedata.normalize("NFKC", text)


def typed_numbers(source: Source, text: str) -> list[list[int]]:
    """Read numbers as typed: groups parted by «+», numbers by spaces or commas.

    Sorted where order is irrelevant, leading zeros dropped.  Raises Refusal naming
    the group and the number at fault.
    """
    groups = [
        re.split(r"[\s,、]+", group.strip()) for group in half_width(text).split("+")
    ]
    if source.kind not in ("lottery", "dice") or len(groups) != len(source.parts):
        raise Refusal(
            "numbers",
            f"{source.name}应有{len(source.parts)}组号码，用“+”隔开",
            f"{source.name} has {len(source.parts)} groups of numbers, parted by +",
        )
    return [
        _group(source, part, group)
        for part, group in zip(source.parts, groups, strict=True)
    ]


def _group(source: Source, part: NumberGroup, texts: Sequence[str]) -> list[int]:
    where = f"{source.name} {part.name}"
    numbers = []
    for text in texts:
        if not re.fullmatch(r"[0-9]{1,6}", text) or not (
            part.low <= int(text) <= part.high
        ):
            raise Refusal(
                "numbers",
                f"{where}：“{text}”不是{part.low}至{part.high}的号码",
                f"{where}: {text!r} is not a number from {part.low} to {part.high}",
            )
        numbers.append(int(text))
    if len(numbers) != part.count:
        raise Refusal(
            "numbers",
            f"{where}：应有{part.count}个号码，输入了{len(numbers)}个",
            f"{where}: {part.count} numbers are needed, {len(numbers)} were typed",
        )
    if part.distinct and len(set(numbers)) != len(numbers):
        raise Refusal("numbers", f"{where}：号码重复", f"{where}: a number repeats")
    return numbers if part.ordered else sorted(numbers)


def numbers_record(source: Source, text: str, at: str) -> dict[str, Any]:
    """The record of a lottery issue or of dice."""
    _not_too_early(source, at)
    return {"source": source.name, "at": at, "numbers": typed_numbers(source, text)}


def balls_record(
    source: Source, digits: str, at: str, pages: int, witnesses: Sequence[str]
) -> dict[str, Any]:
    """The record of digits drawn on stage, with who watched."""
    _not_too_early(source, at)
    wanted = len(str(pages - 1))
    digits = re.sub(r"[\s,、]", "", half_width(digits))  # one ball after another
    if not re.fullmatch(rf"[0-9]{{{wanted}}}", digits):
        raise Refusal(
            "balls", f"应为{wanted}位数字", f"{wanted} digits are needed, 0 to 9"
        )
    return {
        "source": source.name, "at": at, "digits": [int(d) for d in digits],
        "witnesses": two_witnesses(witnesses),
    }  # fmt: skip


def drand_record(source: Source, raw: Mapping[str, Any], at: str) -> dict[str, Any]:
    """The record of a beacon round, from the JSON a relay serves.

    Raises Refusal for another round, or a value that is not the signature's hash.
    """
    _not_too_early(source, at)
    if raw.get("round") != source.round:
        raise Refusal(
            "round",
            f"文件中是第{raw.get('round')}轮，承诺的是第{source.round}轮",
            f"the file has round {raw.get('round')}; {source.round} was committed to",
        )
    signature, value = str(raw.get("signature", "")), str(raw.get("randomness", ""))
    good = re.fullmatch(r"(?:[0-9a-f]{2}){48,96}", signature)
    if not good or hashlib.sha256(bytes.fromhex(signature)).hexdigest() != value:
        raise Refusal(
            "beacon-value",
            "信标数值不等于签名的SHA-256",
            "the beacon's value is not the SHA-256 of its signature",
        )
    record = {
        "source": source.name, "at": at, "round": source.round,
        "signature": signature, "value": value,
    }  # fmt: skip
    previous = str(raw.get("previous_signature", ""))
    if source.chain == "default":
        if not re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{192}", previous):
            raise Refusal(
                "beacon-value",
                "信标文件缺少上一轮的签名（previous_signature）",
                "the round before is missing (previous_signature)",
            )
        record["previous"] = previous
    return record


def _not_too_early(source: Source, at: str) -> None:
    if instant(at) < instant(source.not_before):
        raise Refusal(
            "too-early",
            f"{source.name}在{source.not_before}之前不可能有结果",
            f"{source.name} can have no result before {source.not_before}",
        )


def public_key(
    sources: Sequence[Source], records: Mapping[str, Mapping[str, Any]]
) -> str:
    """The RFC 3797-style key string of all hashed sources, in the order committed."""
    values: list[list[int | str]] = []
    for source in sources:
        if source.kind == "balls":
            continue
        record = records[source.name]
        if source.kind == "drand":
            values.append([str(record["value"])])
        else:
            values.append([n for group in record["numbers"] for n in group])
    return key_string(values)


def balls_value(
    sources: Sequence[Source], records: Mapping[str, Mapping[str, Any]]
) -> int:
    """The number on the balls; 0 in a mode without them."""
    for source in sources:
        if source.kind == "balls":
            return int("".join(str(d) for d in records[source.name]["digits"]))
    return 0


def beacon_signature_holds(source: Source, record: Mapping[str, Any]) -> bool:
    """The BLS12-381 check of a drand round (needs the optional py_ecc; a few seconds).

    Raises ModuleNotFoundError without py_ecc.  A record whose bytes are no curve
    points does not hold.
    """
    curve: Any = import_module("py_ecc.optimized_bls12_381")
    points: Any = import_module("py_ecc.bls.point_compression")
    onto: Any = import_module("py_ecc.bls.hash_to_curve")
    chain = CHAINS[source.chain]
    signature = bytes.fromhex(record["signature"])
    key = bytes.fromhex(chain.public_key)
    number = int(record["round"]).to_bytes(8, "big")
    try:
        if chain.scheme == "bls-unchained-g1-rfc9380":
            tag = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
            message = hashlib.sha256(number).digest()
            point = points.decompress_G1(int.from_bytes(signature, "big"))
            halves = int.from_bytes(key[:48], "big"), int.from_bytes(key[48:], "big")
            known = points.decompress_G2(halves)
            hashed = onto.hash_to_G1(message, tag, hashlib.sha256)
            return bool(curve.pairing(curve.G2, point) == curve.pairing(known, hashed))
        tag = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
        previous = bytes.fromhex(record["previous"])
        message = hashlib.sha256(previous + number).digest()
        halves = (
            int.from_bytes(signature[:48], "big"),
            int.from_bytes(signature[48:], "big"),
        )
        sign2 = points.decompress_G2(halves)
        known1 = points.decompress_G1(int.from_bytes(key, "big"))
        hashed2 = onto.hash_to_G2(message, tag, hashlib.sha256)
        return bool(curve.pairing(sign2, curve.G1) == curve.pairing(hashed2, known1))
    except (ValueError, KeyError):
        return False
