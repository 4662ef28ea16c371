"""The words for a step and for a path, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from lungang_models.facts.kinship.patterns import KinStep, Path
from lungang_models.vocabulary import Sex
from lungang_models.words import Words

_NOUN: dict[tuple[str, Sex | None], Words] = {
    ("up", Sex.MALE): Words("父亲", "father"),
    ("up", Sex.FEMALE): Words("母亲", "mother"),
    ("up", None): Words("父或母", "parent"),
    ("down", Sex.MALE): Words("儿子", "son"),
    ("down", Sex.FEMALE): Words("女儿", "daughter"),
    ("down", None): Words("子女", "child"),
    ("side", Sex.MALE): Words("兄弟", "brother"),
    ("side", Sex.FEMALE): Words("姐妹", "sister"),
    ("side", None): Words("兄弟姐妹", "sibling"),
    ("wed", Sex.MALE): Words("丈夫", "husband"),
    ("wed", Sex.FEMALE): Words("妻子", "wife"),
    ("wed", None): Words("配偶", "spouse"),
}
_ELDER: dict[tuple[Sex | None, bool], Words] = {
    (Sex.MALE, True): Words("兄", "elder brother"),
    (Sex.MALE, False): Words("弟", "younger brother"),
    (Sex.FEMALE, True): Words("姐", "elder sister"),
    (Sex.FEMALE, False): Words("妹", "younger sister"),
}
_SHORT: dict[tuple[str, Sex | None], str] = {
    ("up", Sex.MALE): "父", ("up", Sex.FEMALE): "母", ("up", None): "父母",
    ("down", Sex.MALE): "子", ("down", Sex.FEMALE): "女", ("down", None): "子女",
    ("wed", Sex.MALE): "夫", ("wed", Sex.FEMALE): "妻", ("wed", None): "配偶",
}  # fmt: skip
_BOND = {
    "half": Words("半血缘", "half-"),
    "adoptive": Words("养", "adoptive "),
    "step": Words("继", "step-"),
    "presumed": Words("推定的", "presumed "),
}
_STATE = {
    "ended": Words("前", "former "),
    "late": Words("亡", "late "),
    "widowed": Words("亡", "late "),
    "remarried": Words("亡", "late "),
    "planned": Words("拟婚的", "future "),
    "engaged": Words("未婚", "unmarried "),
    "presumed": Words("推定的", "presumed "),
}


def step_words(step: KinStep) -> Words:
    """A step as a noun: 妻子 wife, 继父 step-father, 前夫 former husband."""
    noun = _NOUN[step.move, step.sex]
    if step.move == "side" and step.elder is not None:
        noun = _ELDER.get((step.sex, step.elder), noun)
    mark = _STATE.get(step.state) if step.move == "wed" else _BOND.get(step.bond)
    if step.out:
        mark = Words("送养前的", "birth ")
    if mark is None:
        return noun
    short = noun.zh if mark.zh.endswith("的") else None
    zh = short or _SHORT.get((step.move, step.sex), noun.zh)
    return Words(mark.zh + zh, mark.en + noun.en)


def path_words(path: Path) -> Words:
    """A path as a phrase: 妻子的兄弟, wife's brother."""
    nouns = [step_words(step) for step in path]
    return Words("的".join(n.zh for n in nouns), "'s ".join(n.en for n in nouns))


def readings_words(paths: Iterable[Path]) -> Words:
    """Several readings side by side: 父亲的兄 或 丈夫的兄."""
    phrases = list(dict.fromkeys(path_words(p) for p in paths))
    return Words(" 或 ".join(p.zh for p in phrases), " or ".join(p.en for p in phrases))
