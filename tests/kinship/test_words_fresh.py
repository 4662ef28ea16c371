"""Words written down without a look at the code: read right, or asked about, never wrong."""

from __future__ import annotations

from pathlib import Path

from kinship.bureau import POLICY
from lungang_models.facts.kinship import read_word

SAYS = {"yes": True, "no": False, "ask": None}


def test_fresh_words_are_read_right_or_asked_about() -> None:
    lines = (Path(__file__).parent / "words_fresh.tsv").read_text("utf-8").splitlines()
    meant = {w: SAYS[v] for w, v in (line.split("\t") for line in lines[1:])}
    read = {word: read_word(word).recusal(POLICY) for word in meant}
    wrong = {w for w in meant if read[w] not in (meant[w], None)}
    assert not wrong
    assert sum(read[w] is meant[w] for w in meant) >= 0.98 * len(meant) > 90
