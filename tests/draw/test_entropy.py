"""The public value: when it is too early, what is typed wrongly, beacons checked."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from typing import Any

import pytest
from proceeding import BALLS, COMMITTED, LOTTERY, sources

from lungang.draw.entropy import (
    CHAINS,
    LOTTERIES,
    Mode,
    NumberGroup,
    Source,
    balls_record,
    balls_value,
    beacon_signature_holds,
    drand_record,
    numbers_record,
    public_key,
    typed_numbers,
)
from lungang.draw.faults import Refusal
from lungang.draw.source_checks import check_plan
from lungang.draw.timestamps import instant, written

# Round 1000 of quicknet and round 1 of the default chain, as the network serves them.
QUICKNET = {
    "round": 1000,
    "randomness": "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
    "signature": (
        "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacb"
        "e47e4b6b63ed5e39"
    ),
}
DEFAULT = {
    "round": 1,
    "randomness": "101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec",
    "signature": (
        "8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20ff7bc3e09d7c0465"
        "66c9f7f3c6f3b10104990e7cb424998203d8f7de586fb7fa5f60045417a432684f85093b06ca91c7"
        "69f0e7ca19268375e659c2a2352b4655"
    ),
    "previous_signature": (
        "176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a"
    ),
}


def beacon(chain: str, number: int) -> Source:
    """A declared round with its true instant."""
    due = CHAINS[chain].instant_of(number)
    return Source("drand", "drand", written(due), chain=chain, round=number)


def refused(code: str, *args: Any, **more: Any) -> None:
    """check_plan refuses with this code."""
    with pytest.raises(Refusal) as raised:
        check_plan(*args, **more)
    assert raised.value.code == code


def test_a_sound_plan() -> None:
    assert check_plan("balls+public", sources(), COMMITTED, 1000, 40) == BALLS
    bits = sum(source.bits() for source in sources())
    assert bits == pytest.approx(48.43, abs=0.01)


@pytest.mark.parametrize(
    ("mode", "keep", "committed", "pages", "bits", "code"),
    [
        ("balls+public", [0, 1, 2], BALLS, 1000, 40, "seed-known"),
        ("balls+public", [0, 1, 2], LOTTERY, 1000, 40, "seed-known"),
        ("public", [0, 1, 2], COMMITTED, 1000, 40, "mode"),
        ("balls", [1], COMMITTED, 1000, 40, "mode"),
        ("balls+public", [1, 2], COMMITTED, 1000, 40, "mode"),
        ("public", [1], COMMITTED, 1000, 40, "entropy-low"),
        ("public", [1, 2], COMMITTED, 1000, 49, "entropy-low"),
        ("balls+public", [0, 1, 2], COMMITTED, 999, 40, "balls-pages"),
        ("public", [], COMMITTED, 1000, 40, "sources"),
        ("public", [1, 1], COMMITTED, 1000, 40, "sources"),
    ],
)
def test_plans_refused(
    mode: Mode, keep: list[int], committed: str, pages: int, bits: int, code: str
) -> None:
    refused(code, mode, [sources()[k] for k in keep], committed, pages, bits)


def test_one_issue_under_two_names_counts_once() -> None:
    _, lottery, _ = sources()
    for name in ("双色球二", "双色球 ", "双色球\ufe0f"):
        plan = [lottery, replace(lottery, name=name)]
        refused("sources", "public", plan, COMMITTED, 1000, 40)
    fallen = tuple(replace(part, ordered=True) for part in lottery.parts[:1])
    for issue in ("26009", "02026009"):
        plan = [lottery, replace(lottery, name="二", issue=issue, parts=fallen)]
        refused("sources", "public", plan, COMMITTED, 1000, 40)


def test_balls_come_before_the_public_value() -> None:
    late = Source("号球", "balls", "2026-01-25T15:00:00+08:00")
    plan = [late, *sources()[1:]]
    refused("balls-late", "balls+public", plan, COMMITTED, 1000, 40)


def test_a_wrong_round_is_refused() -> None:
    good = beacon("quicknet", 40_000_000)
    assert check_plan("public", [good], COMMITTED, 1000, 40) == good.not_before
    for wrong in (
        Source("d", "drand", good.not_before, chain="quicknet", round=40_000_001),
        Source("d", "drand", good.not_before, chain="default", round=40_000_000),
    ):
        refused("round-time", "public", [wrong], COMMITTED, 1000, 40)
    stranger = Source("d", "drand", good.not_before, chain="x", round=1)
    refused("chain", "public", [stranger], COMMITTED, 1000, 40)
    refused("seed-known", "public", [beacon("quicknet", 1000)], COMMITTED, 1000, 40)


def test_rounds_at_an_instant() -> None:
    moment = instant("2026-11-23T15:00:00+08:00")
    assert CHAINS["quicknet"].round_at(moment) == 34_204_612
    assert CHAINS["default"].round_at(moment) == 6_666_206


def test_numbers_as_typed() -> None:
    source = sources()[1]
    for text in (
        "03 08 12 20 27 31+09",
        "31,27,20,12,8,3 + 9",
        "3、8、12、20、27、31+9",
    ):
        assert typed_numbers(source, text) == [[3, 8, 12, 20, 27, 31], [9]]
    dice = Source("骰", "dice", BALLS, parts=(NumberGroup("d", 3, 1, 6, True, False),))
    assert typed_numbers(dice, "6 1 6") == [[6, 1, 6]]
    assert dice.bits() == pytest.approx(3 * math.log2(6))


@pytest.mark.parametrize(
    "text",
    [
        "3 8 12 20 27 31",
        "3 8 12 20 27 + 9",
        "3 8 12 20 27 34 + 9",
        "3 8 12 20 27 27 + 9",
        "3 8 12 20 27 31 + 17",
        "3 8 12 20 27 31 + 0",
        "3 8 12 20 27 x + 9",
        "3 8 12 20 27 31 + 9 + 1",
        "",
    ],
)
def test_numbers_typed_wrongly(text: str) -> None:
    with pytest.raises(Refusal) as raised:
        typed_numbers(sources()[1], text)
    assert "双色球" in str(raised.value)


def test_too_early() -> None:
    with pytest.raises(Refusal) as raised:
        numbers_record(sources()[1], "3 8 12 20 27 31 + 9", BALLS)
    assert raised.value.code == "too-early"


def test_balls_need_their_digits_and_witnesses() -> None:
    record = balls_record(sources()[0], "047", BALLS, 1000, ["乙", "甲"])
    assert balls_value(sources(), {"号球": record}) == 47
    again = balls_record(sources()[0], "0 4 7", BALLS, 1000, ["乙 ", "甲", "甲 "])
    assert again == record, "read out one after another; a blank is no witness"
    few = (["a"], ["a", "a "], ["a", " "])
    for digits, witnesses in (
        ("47", ["a", "b"]), ("04x", ["a", "b"]), *(("047", names) for names in few),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            balls_record(sources()[0], digits, BALLS, 1000, witnesses)


def test_key_string_of_a_draw() -> None:
    records = {
        "双色球": numbers_record(sources()[1], "31 27 20 12 8 3 + 9", LOTTERY),
        "大乐透": {"numbers": [[2, 11, 17, 29, 35], [4, 12]]},
    }
    wanted = "3.8.12.20.27.31.9./2.11.17.29.35.4.12./"
    assert public_key(sources(), records) == wanted
    source = beacon("quicknet", 1000)
    record = drand_record(source, QUICKNET, LOTTERY)
    assert public_key([source], {"drand": record}) == f"{QUICKNET['randomness']}./"


def test_a_beacon_file_is_checked() -> None:
    source = beacon("quicknet", 1000)
    with pytest.raises(Refusal) as raised:
        drand_record(source, {**QUICKNET, "round": 1001}, LOTTERY)
    assert raised.value.code == "round"
    for wrong in (
        {"randomness": "00" * 32},
        {"signature": "00" * 48},
        {"signature": ""},
    ):
        with pytest.raises(Refusal) as raised:
            drand_record(source, {**QUICKNET, **wrong}, LOTTERY)
        assert raised.value.code == "beacon-value"


def test_bls_signatures_of_both_chains() -> None:
    """True rounds hold; an invented signature with a fitting hash does not."""
    for chain, raw in (("quicknet", QUICKNET), ("default", DEFAULT)):
        source = beacon(chain, int(str(raw["round"])))
        record = drand_record(source, raw, LOTTERY)
        assert beacon_signature_holds(source, record)
        assert not beacon_signature_holds(source, {**record, "round": 2})
    invented = bytearray(bytes.fromhex(str(QUICKNET["signature"])))
    invented[20] ^= 1
    raw = {
        "round": 1000,
        "signature": invented.hex(),
        "randomness": hashlib.sha256(invented).hexdigest(),
    }
    source = beacon("quicknet", 1000)
    assert not beacon_signature_holds(source, drand_record(source, raw, LOTTERY))


def test_presets_are_the_published_rules_of_play() -> None:
    """Outcomes: 17,721,088 and 21,425,712 (two lotteries: 48.4 bits)."""
    outcomes = {
        name: math.prod(math.comb(p.high - p.low + 1, p.count) for p in parts)
        for name, parts in LOTTERIES.items()
    }
    assert outcomes == {"双色球": 17_721_088, "大乐透": 21_425_712}
