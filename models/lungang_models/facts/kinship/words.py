"""Reads a word for a relative: as a set of paths, or as a question; never drops one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from lungang_models.facts.kinship.chinese import sense_of_chinese
from lungang_models.facts.kinship.english import sense_of_english
from lungang_models.facts.kinship.judgement import Judgement, agreed, judge
from lungang_models.facts.kinship.naming import readings_words
from lungang_models.facts.kinship.patterns import Category, KinStanding, Path
from lungang_models.facts.kinship.policy import KinPolicy
from lungang_models.facts.kinship.table import WordSense
from lungang_models.vocabulary import Sex
from lungang_models.words import Words


@dataclass(frozen=True)
class KinWordReading:
    """What a word for a relative says: "the relative is the declarer's ``word``".

    ``paths`` are the readings left after the sexes were compared. ``mark`` is empty
    for kin, ``none`` for people who are not kin (friends, sworn brothers), ``ask``
    when the word names no definite relation and ``unknown`` when it could not be read.
    ``misfit`` says that the sex of one of the two contradicts the word.
    """

    word: str
    paths: tuple[Path, ...]
    mark: str
    loose: bool
    misfit: bool
    normal: Words
    note: Words

    def judgements(self, policy: KinPolicy) -> tuple[Judgement, ...]:
        """One judgement for each reading, in the order of ``paths``."""
        return tuple(judge(path, policy) for path in self.paths)

    def judgement(self, policy: KinPolicy) -> Judgement | None:
        """The judgement all readings agree on, asked about where they do not."""
        return agreed(self.judgements(policy)) if self.paths else None

    def recusal(self, policy: KinPolicy) -> bool | None:
        """Whether the relation calls for recusal; ``None`` when it must be asked."""
        if self.mark == "none":
            return False
        held = self.judgement(policy)
        if held is None or self.mark or held.standing is KinStanding.ASK:
            return None
        return held.standing is KinStanding.COUNTS

    def doubts(self, policy: KinPolicy) -> tuple[str, ...]:
        """Codes D1 to D9 that the readings touch."""
        codes = {code for j in self.judgements(policy) for code in j.doubts}
        return tuple(sorted(codes))

    def categories(self, policy: KinPolicy) -> tuple[Category, ...]:
        """The categories of the readings, each once; unknown when unread."""
        if not self.paths:
            outside = self.mark == "none"
            return (Category.OUTSIDE if outside else Category.UNKNOWN,)
        return tuple(dict.fromkeys(j.category for j in self.judgements(policy)))


_NOTES = {
    "none": Words("不是亲属关系", "not a relation of kin"),
    "ask": Words("未指明是哪一种亲属，请写明关系",
                 "names no definite relation; write out which"),
    "unknown": Words("读不出这个称谓，请改写为“母亲的弟弟”之类",
                     "cannot be read; write it as \"mother's brother\" or the like"),
}  # fmt: skip


@lru_cache(maxsize=16384)
def read_word(
    word: str, relative_sex: Sex | None = None, declarer_sex: Sex | None = None
) -> KinWordReading:
    """Read a Chinese or English word or phrase for a relative.

    The sexes, where known, choose between readings: a man's 大伯 is his father's
    brother, a woman's may be her husband's.
    """
    chinese = re.search(r"[㐀-鿿]", word) is not None
    read = sense_of_chinese if chinese else sense_of_english
    sense = read(word, declarer_sex) or WordSense(mark="unknown")
    if () in sense.paths:
        sense = _about_another(sense)
    fitting = tuple(
        path for path in sense.paths if _fits(path, relative_sex, declarer_sex)
    )
    misfit = bool(sense.paths) and not fitting
    paths = sense.paths if misfit else fitting
    normal = readings_words(paths) if paths else Words(word, word)
    note = sense.note or _NOTES.get(sense.mark, Words("", ""))
    mark = "" if sense.mark == "none" and paths else sense.mark
    return KinWordReading(word, paths, mark, sense.loose, misfit, normal, note)


def _about_another(sense: WordSense) -> WordSense:
    """Nobody declares himself: the reading that comes back to the declarer falls away."""
    others = tuple(path for path in sense.paths if path)
    return replace(sense, paths=others) if others else WordSense(mark="ask")


def _fits(path: Path, relative: Sex | None, declarer: Sex | None) -> bool:
    """Whether the sexes fit: a father-in-law 岳父 has a son-in-law, not a daughter."""
    last, first = path[-1], path[0]
    if relative is not None and last.sex is not None and last.sex is not relative:
        return False
    married = first.move == "wed" and first.state != "engaged"
    return not (married and declarer is not None and first.sex is declarer)
