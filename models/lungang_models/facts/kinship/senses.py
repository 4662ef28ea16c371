"""Arithmetic of senses: joining, uniting and narrowing what words mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lungang_models.facts.kinship.joining import compose
from lungang_models.facts.kinship.patterns import KinStep, Path, path_of
from lungang_models.facts.kinship.table import WordSense
from lungang_models.vocabulary import Sex


def joined(first: WordSense, then: WordSense, me: Sex | None) -> WordSense:
    """The ``then`` of my ``first``. A friend's brother is no kin; a doubt stays one."""
    marks = {first.mark, then.mark}
    if "ask" in marks:
        return WordSense(mark="ask")
    if "none" in marks:
        return WordSense(mark="none")
    paths = compose(first.paths, then.paths, me)
    if not paths:
        return WordSense(mark="ask")
    return WordSense(paths, loose=first.loose)


def stepped(sense: WordSense, letters: str, me: Sex | None) -> WordSense:
    """A sense with steps in path letters added."""
    return joined(sense, WordSense((path_of(letters),)), me)


def both(senses: Sequence[WordSense]) -> WordSense:
    """All readings of several senses; one that asks makes the whole ask."""
    if len(senses) == 1:
        return senses[0]
    marks = {sense.mark for sense in senses}
    if len(marks) > 1 or "ask" in marks:
        return WordSense(mark="ask")
    paths = dict.fromkeys(path for sense in senses for path in sense.paths)
    return WordSense(tuple(paths), marks.pop(), any(sense.loose for sense in senses))


def changed(sense: WordSense, paths: Iterable[Path | None]) -> WordSense | None:
    """The sense with other paths; ``None`` if none of them made sense."""
    kept = tuple(dict.fromkeys(path for path in paths if path))
    return replace(sense, paths=kept, loose=False) if kept else None


def skeleton(path: Path) -> tuple[str, ...]:
    """Only the moves of a path."""
    return tuple(step.move for step in path)


def narrowed(outer: WordSense | None, inner: WordSense) -> WordSense:
    """An explanation in brackets: it may narrow a word, but not contradict it."""
    if outer is None or not outer.paths:
        return inner if outer is None or outer.mark != "none" else WordSense(mark="ask")
    kept = tuple(
        path
        for path in inner.paths
        if path and any(_agree(path, one) for one in outer.paths)
    )
    return WordSense(kept) if kept else WordSense(mark="ask")


def _agree(path: Path, other: Path) -> bool:
    path, other = _by_siblings(path), _by_siblings(other)
    return skeleton(path) == skeleton(other) and all(
        None in (one.sex, two.sex) or one.sex is two.sex
        for one, two in zip(path, other, strict=True)
    )


def _by_siblings(path: Path) -> Path:
    """Write a parent's child as a sibling, so that both spellings compare."""
    found: list[KinStep] = []
    for step in path:
        if found and found[-1].move == "up" and step.move == "down":
            found[-1] = replace(step, move="side")
        else:
            found.append(step)
    return tuple(found)
