"""The counter stream and RFC 3797 against published vectors."""

from __future__ import annotations

import hashlib
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lungang.draw.pseudonyms import new_slips, pid_of, pids_of
from lungang.draw.stream import (
    Stream,
    digest,
    draw_seed,
    hexdigest,
    key_string,
    page_number,
    select_rfc3797,
)

# RFC 3797 section 6: inputs, key, and all sixteen selections.
RFC_KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"
RFC_SELECTED = """
990DD0A5692A029A98B5E01AA28F3459 25 17
3691E55CB63FCC37914430B2F70B5EC6 24 7
FE814EDF564C190AC1D25753979990FA 23 2
1863CCACEB568C31D7DDBDF1D4E91387 22 16
F4AB33DF4889F0AF29C513905BE1D758 21 25
13EAEB529F61ACFB9A29D0BA3A60DE4A 20 23
992DB77C382CA2BDB9727001F3CDCCD9 19 8
63AB4258ECA922976811C7F55C383CE7 18 24
DFBC5AC97CED01B3A6E348E3CC63F40D 17 19
31CB111C4A4EBE9287CEAE16FE51B909 16 13
07FA46C122F164C215BBC72793B189A3 15 22
AC52F8D75CCBE2E61AFEB3387637D501 14 5
53306F73E14FC0B2FBF434218D25948E 13 18
B5D1403501A81F9A47318BE7893B347C 12 9
85B10B356AA06663EF1B1B407765100A 11 1
3269E6CE559ABD57E2BA6AAB495EB9BD 10 4
"""


def test_rfc3797_section_6() -> None:
    sources = [[9319], sorted([2, 5, 12, 8, 10]), sorted([9, 18, 26, 34, 41, 45])]
    assert key_string(sources) == RFC_KEY
    wanted = [line.split() for line in RFC_SELECTED.strip().splitlines()]
    found = select_rfc3797(RFC_KEY, 25, 16)
    assert [[md5, str(of), str(one)] for md5, of, one in found] == wanted


# Two real selections of the IETF nominations committee, as announced.
NOMCOM_2012 = (
    "17.20.22.35.36.38.48./90193202./55598744./9.10.11.17.21.48.50./",
    134,
    [90, 25, 92, 126, 24, 31, 122, 96, 81, 132, 2, 41],
    "CA30D5996DE35BA57B393541328C4159",
)
NOMCOM_2013 = (
    "7.8.11.17.19.25.46./8285182./60115701./2.3.18.26.32.33.42./",
    154,
    [138, 151, 89, 112, 117, 145, 118, 143, 144, 122, 95, 139],
    "D31D1C4AC453CA37989E9920B4E9BC03",
)


@pytest.mark.parametrize(("key", "pool", "wanted", "first"), [NOMCOM_2012, NOMCOM_2013])
def test_real_nominations_committees(
    key: str, pool: int, wanted: list[int], first: str
) -> None:
    found = select_rfc3797(key, pool, 12)
    assert [one for _, _, one in found] == wanted
    assert found[0][0] == first and found[0][1] == pool


def test_rfc3797_names_of_its_example() -> None:
    """The first ten names of the RFC's pool."""
    text = """John Mary Bashful Dopey Sleepy Grouchy Doc Sneazy Handsome Cassandra
        Pollyanna Pendragon Pandora Faith Hope Charity Lee Longsuffering Chastity
        Smith Pride Sloth Envy Anger Kasczynski"""
    names = text.split()
    chosen = [names[one - 1] for _, _, one in select_rfc3797(RFC_KEY, 25, 10)]
    wanted = "Lee Doc Mary Charity Kasczynski Envy Sneazy Anger Chastity Pandora"
    assert " ".join(chosen) == wanted


def test_rfc3797_entropy_table() -> None:
    """Section 3.3: bits needed to choose 10 of P, rounded up."""
    table = {20: 18, 25: 22, 30: 25, 35: 28, 40: 30, 50: 34, 60: 37, 75: 40, 100: 44,
             120: 47}  # fmt: skip
    for pool, bits in table.items():
        assert math.ceil(math.log2(math.comb(pool, 10))) == bits


def test_leading_zeros_vanish() -> None:
    """The trap of a real 2013 run: 08285182 enters as 8285182."""
    assert key_string([[int("08285182")]]) == "8285182./"


def test_stream_is_the_hash_of_seed_and_counter() -> None:
    stream = Stream(b"seed")
    for counter in range(3):
        wanted = hashlib.sha256(b"seed" + counter.to_bytes(4, "big")).digest()
        assert stream.next_number() == int.from_bytes(wanted, "big")


def test_rejection_makes_every_number_equally_likely() -> None:
    """With n just above 2^255 half the values are rejected; none may be folded."""
    n = (1 << 255) + 1
    stream, plain = Stream(b"r"), Stream(b"r")
    accepted = [v for v in (plain.next_number() for _ in range(60)) if v < n]
    assert len(accepted) < 55
    assert [stream.below(n) for _ in range(20)] == accepted[:20]


@given(st.integers(1, 10**6), st.binary(min_size=32, max_size=32))
def test_below_stays_below(n: int, seed: bytes) -> None:
    assert 0 <= Stream(seed).below(n) < n


def test_below_is_even() -> None:
    stream = Stream(b"even")
    counts = Counter(stream.below(6) for _ in range(6000))
    assert sum((c - 1000) ** 2 / 1000 for c in counts.values()) < 20.5  # 0.1 %


@pytest.mark.parametrize("n", [0, -1, (1 << 256) + 1])
def test_below_refuses_nonsense(n: int) -> None:
    with pytest.raises(ValueError):
        Stream(b"").below(n)


@given(st.integers(0, 999), st.binary(min_size=32, max_size=32))
def test_balls_turn_the_page(balls: int, seed: bytes) -> None:
    zero = page_number(seed, "sha256", 0, 1000)
    assert page_number(seed, "sha256", balls, 1000) == (zero + balls) % 1000


def test_hash_names() -> None:
    assert digest("sha256", b"abc").hex().startswith("ba7816bf8f01cfea")
    assert (
        hexdigest("sm3", b"abc")
        == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def test_seed_binds_root_and_key() -> None:
    seeds = {draw_seed("sha256", root, key)
             for root in (b"\0" * 32, b"\1" * 32) for key in ("1./", "2./")}  # fmt: skip
    assert len(seeds) == 4


def test_pseudonyms() -> None:
    slips = new_slips(["甲", "乙"])
    first, second = pids_of(slips, "2026-Q1"), pids_of(slips, "2026-Q2")
    assert set(first) == {"甲", "乙"} and not set(first.values()) & set(second.values())
    assert first["甲"] == pid_of(slips["甲"], "2026-Q1") and len(first["甲"]) == 10


def test_more_are_selected_than_sixteen_bits_count() -> None:
    chosen = [selected for _, _, selected in select_rfc3797("1./", 70_000, 66_000)]
    assert len(set(chosen)) == 66_000
