"""Words for relatives: read by their parts or asked about, never silently wrong."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinship.bureau import POLICY, varied
from kinship.oracle import intact
from lungang_models.facts.kinship.naming import path_words
from lungang_models.facts.kinship.patterns import Path, path_of
from lungang_models.facts.kinship.table import vocabulary
from lungang_models.facts.kinship.words import read_word
from lungang_models.vocabulary import Sex

HERE = File(__file__).parent
RECUSAL = {"yes": True, "no": False, "ask": None}


def table(name: str) -> list[dict[str, str]]:
    with open(HERE / name, encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


KNOWN, BEYOND = table("words_known.tsv"), table("words_beyond.tsv")


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["word"])
def test_a_known_word_is_decided_as_written_down(row: dict[str, str]) -> None:
    reading = read_word(row["word"])
    assert reading.recusal(POLICY) is RECUSAL[row["recusal"]]
    if row["category"]:
        categories = {c.value for c in reading.categories(POLICY)}
        assert row["category"] in categories
    assert set(filter(None, row["doubts"].split(","))) <= set(reading.doubts(POLICY))
    if row["paths"]:
        wanted = {gist(path_of(path)) for path in row["paths"].split(";")}
        assert {gist(path) for path in reading.paths} == wanted


def gist(path: Path) -> tuple[object, ...]:
    return tuple((step.move, step.sex) for step in path)


def test_words_beyond_the_known_are_composed() -> None:
    """All at once: each is decided as a lawyer would, or asked about."""
    wrong = [
        (row["word"], row["recusal"], read_word(row["word"]).recusal(POLICY))
        for row in BEYOND
        if read_word(row["word"]).recusal(POLICY) is not RECUSAL[row["recusal"]]
    ]
    assert len(BEYOND) > 1000
    assert wrong == []


@pytest.mark.parametrize(
    "word",
    ["", " ", "甲乙丙", "的", "舅舅的", "的舅舅的的", "表妹的某某", "xyz", "of", "'s"],
)
def test_what_cannot_be_read_is_asked(word: str) -> None:
    reading = read_word(word)
    if not reading.paths:
        assert reading.recusal(POLICY) is None
        assert reading.mark in ("unknown", "ask")
    else:
        assert word.strip("的") == "舅舅"


@given(
    st.text(
        alphabet="父母兄弟姐妹叔伯姑舅姨侄甥夫妻子女的堂表继养前大二小（）家之",
        max_size=9,
    )
)
def test_no_text_breaks_the_reader(word: str) -> None:
    reading = read_word(word)
    assert reading.recusal(POLICY) in (True, False, None)
    assert bool(reading.paths) or reading.mark


@given(st.sampled_from(sorted(vocabulary())), st.sampled_from(sorted(vocabulary())))
def test_two_words_joined_are_read_or_asked(first: str, then: str) -> None:
    chinese = first + "的" + then
    english = f"{first}'s {then}"
    for word in (chinese, english):
        reading = read_word(word)
        assert reading.recusal(POLICY) in (True, False, None)


@pytest.mark.parametrize("row", KNOWN[:90], ids=lambda row: row["word"])
def test_the_canonical_form_reads_back_as_itself(row: dict[str, str]) -> None:
    """What the tool says it understood must mean the same when it is typed in."""
    for path in read_word(row["word"]).paths:
        if any(step.bond != "blood" or step.state != "current" for step in path):
            continue
        again = read_word(path_words(path).zh)
        assert gist(path) in {gist(one) for one in again.paths}


@pytest.mark.parametrize(
    ("word", "relative", "declarer", "recusal"),
    [
        ("大伯", None, Sex.MALE, True),
        ("叔公", None, Sex.MALE, False),
        ("叔公", None, Sex.FEMALE, None),
        ("爱人", Sex.FEMALE, Sex.MALE, True),
        ("媳妇", None, Sex.FEMALE, True),
        ("儿子的母亲", None, Sex.FEMALE, None),
        ("女儿的爷爷", None, Sex.MALE, True),
    ],
)
def test_the_sexes_choose_between_readings(
    word: str, relative: Sex | None, declarer: Sex | None, recusal: bool | None
) -> None:
    reading = read_word(word, relative, declarer)
    assert not reading.misfit
    assert reading.recusal(POLICY) is recusal


@pytest.mark.parametrize(
    ("word", "relative", "declarer"),
    [
        ("舅舅", Sex.FEMALE, None),
        ("岳父", None, Sex.FEMALE),
        ("公公", None, Sex.MALE),
        ("wife", Sex.MALE, None),
        ("妯娌", Sex.MALE, None),
    ],
)
def test_a_word_that_does_not_fit_the_sexes_is_marked(
    word: str, relative: Sex | None, declarer: Sex | None
) -> None:
    assert read_word(word, relative, declarer).misfit
    assert not read_word(word).misfit


@pytest.mark.parametrize(
    ("word", "counts"),
    [
        ("grandmother", False),
        ("nephew's wife", False),
        ("uncle", None),
        ("first cousin", True),
        ("stepbrother", True),
        ("brother-in-law", True),
        ("co-parent-in-law", False),
        ("cousin's husband", False),
        ("half-sister", True),
        ("儿媳", True),
        ("侄媳妇", False),
        ("亲家", False),
    ],
)
def test_the_american_list_is_narrower(word: str, counts: bool | None) -> None:
    assert read_word(word).recusal(varied(kin_set="us_3110")) is counts


def test_a_traditional_or_spaced_word_is_the_same_word() -> None:
    for odd, plain in (("親家公", "亲家公"), ("姪 女", "侄女"), ("舅　舅", "舅舅"),
                       ("ＡＵＮＴ", "aunt"), ("Mother-in-law", "mother in law")):  # fmt: skip
        assert read_word(odd).paths == read_word(plain).paths != ()


PLAIN = {
    "父亲": ("up", "男"), "母亲": ("up", "女"), "儿子": ("down", "男"),
    "女儿": ("down", "女"), "兄弟": ("siblings", "男"), "姐妹": ("siblings", "女"),
    "丈夫": ("spouse", "男"), "妻子": ("spouse", "女"),
}  # fmt: skip


@pytest.mark.parametrize("sex", ["男", "女"])
def test_a_phrase_of_plain_words_is_decided_as_in_an_intact_family(sex: str) -> None:
    """Every phrase of up to three words: as by set definitions, or asked about."""
    tree, start = intact(sex, 3)
    lawful = tree.recusing(start)
    answers = []
    for length in (1, 2, 3):
        for words in product(PLAIN, repeat=length):
            meant = {start}
            for word in words:
                relation, kind = PLAIN[word]
                reached = tree.of(getattr(tree, relation), meant)
                meant = {x for x in reached if tree.sex[x] == kind}
            meant -= {start}
            if meant:
                truth = (
                    meant <= lawful if not meant & lawful or meant <= lawful else None
                )
                read = read_word("的".join(words), None, Sex(sex)).recusal(POLICY)
                assert read in (truth, None), (words, truth, read)
                answers.append(read)
    assert len(answers) > 380
    assert answers.count(None) < len(answers) / 4


def test_every_note_of_the_table_stands_in_both_languages() -> None:
    noted = [sense.note for sense in vocabulary().values() if sense.note is not None]
    assert len(noted) > 30
    assert all(note.zh and note.en for note in noted)
