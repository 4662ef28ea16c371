"""One English noun for a relative, with what stands before and after it.

``great-grand-uncle``, ``step-sister-in-law``, ``second cousin once removed``,
``maternal half-aunt``: the marks are taken off one by one and applied to the noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lungang_models.facts.kinship.patterns import Bond, KinStep, Path, State, path_of
from lungang_models.facts.kinship.senses import changed
from lungang_models.facts.kinship.table import WordSense, vocabulary
from lungang_models.vocabulary import Sex

_COMPOUND = re.compile(
    r"^(step|half|grand|great|god|foster|ex|co|adoptive|adopted)(?=[a-z]{2})(.+)$"
)
_SILENT = frozenset(
    {"elder", "older", "younger", "little", "big", "eldest", "oldest", "youngest",
     "blood", "full", "identical", "dear", "german", "current", "present", "new",
     "estranged", "separated", "biological", "natural", "beloved", "baby", "uterine",
     "middle", "only", "kid", "surviving", "closest", "lawful", "legal", "wedded", "own",
     "double", "married", "first", "second", "third", "fourth", "fifth"}
)  # fmt: skip
_SEXES = {"male": Sex.MALE, "boy": Sex.MALE, "female": Sex.FEMALE, "girl": Sex.FEMALE}
_COUNT = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_ASK = WordSense(mark="ask")
#: Marks that in "ex-mother-in-law" belong to the whole and not to "mother".
_OF_MARRIAGE = _SILENT | {
    "late", "deceased", "dead", "ex", "former", "divorced", "previous", "erstwhile",
    "future", "prospective", "intended",
}  # fmt: skip


def split_compound(words: Sequence[str]) -> tuple[str, ...]:
    """Cut what is written together: stepmother, great-grandson, half-brother."""
    found: list[str] = []
    for word in words:
        cut = _COMPOUND.match(word)
        whole = word in vocabulary() and not word.startswith(("step", "half"))
        if cut and not whole and _is_noun(cut[2]):
            found += [cut[1], *split_compound([cut[2]])]
        else:
            found.append(word)
    return tuple(found)


def _is_noun(word: str) -> bool:
    return _singular(word) is not None or bool(_COMPOUND.match(word))


def _singular(word: str) -> str | None:
    table = vocabulary()
    for form in (word, word.removesuffix("s"), re.sub("ren$", "", word)):
        if form in table:
            return form
    return None


def noun_sense(words: tuple[str, ...]) -> WordSense | None:
    """The sense of one noun with its marks; ``None`` if any of it is unknown."""
    whole = vocabulary().get(" ".join(words).replace("_", " "))
    if whole is not None or not words:
        return whole
    if "cousin" in words or "cousins" in words:
        cousin = _cousin(words)
        if cousin is not None:
            return cousin
    if words[-1] == "in_law":
        return _in_law(words[:-1])
    if words[-2:] == ("by", "marriage"):
        return _by_marriage(words[:-2])
    if words[-2:] in (("by", "blood"), ("by", "birth")):
        return _without_marriages(noun_sense(words[:-2]))
    if words[-2:] == ("by", "adoption"):
        return _marked("adopted", noun_sense(words[:-2]))
    if len(words) == 1:
        form = _singular(words[0])
        return vocabulary()[form] if form else None
    return _first_mark(words[0], words[1:])


def _first_mark(mark: str, rest: tuple[str, ...]) -> WordSense | None:
    if mark in ("god", "sworn"):
        return WordSense(mark="none") if noun_sense(rest) else None
    if mark in ("soon", "to", "be", "would"):
        return _marked("engaged", noun_sense(rest)) if mark == "be" else (
            _first_mark(rest[0], rest[1:]) if len(rest) > 1 else None)  # fmt: skip
    if mark in ("great", "grand"):
        return _generations((mark, *rest))
    inner = noun_sense(rest)
    if inner is None:
        return None
    if mark in ("first", "second", "third", "original") and _is_spouse(inner):
        return _ASK
    if mark in _SILENT:
        return inner
    if mark == "twin":
        return _bonded(inner, "full")
    return _marked(mark, inner)


def _is_spouse(sense: WordSense) -> bool:
    return any(len(path) == 1 and path[0].move == "wed" for path in sense.paths)


def _marked(mark: str, sense: WordSense | None) -> WordSense | None:
    """Late, ex, step, half, adopted, maternal … applied to what follows."""
    if sense is None or not sense.paths:
        return sense
    if mark in _SEXES:
        kept = [_with_sex(path, _SEXES[mark]) for path in sense.paths]
        return changed(sense, kept)
    if mark in ("late", "deceased", "dead", "departed"):
        return changed(sense, (_dead(path) for path in sense.paths))
    if mark in ("ex", "former", "divorced", "previous", "erstwhile"):
        return changed(sense, (_with_state(p, "ended") for p in sense.paths)) or _ASK
    if mark in ("future", "prospective", "engaged", "intended"):
        return changed(sense, (_with_state(p, "engaged") for p in sense.paths)) or _ASK
    if mark in ("adopted", "adoptive"):
        return _bonded(sense, "adoptive")
    if mark == "step":
        return _bonded(sense, "step")
    if mark == "half":
        return _bonded(sense, "half")
    if mark in ("maternal", "paternal"):
        sex = Sex.FEMALE if mark == "maternal" else Sex.MALE
        return changed(sense, (_on_side(path, sex) for path in sense.paths))
    if mark == "birth":
        out = ((*p[:-1], replace(p[-1], out=True)) for p in sense.paths)
        return changed(sense, (*sense.paths, *out))
    if mark in ("foster", "distant", "remote", "surrogate", "putative", "alleged"):
        return _ASK
    return None


def _with_sex(path: Path, sex: Sex) -> Path | None:
    if path[-1].sex not in (None, sex):
        return None
    return (*path[:-1], replace(path[-1], sex=sex))


def _dead(path: Path) -> Path:
    last = replace(path[-1], dead=True)
    if last.move == "wed" and last.state == "current":
        last = replace(last, state="late")
    return (*path[:-1], last)


def _with_state(path: Path, state: State) -> Path | None:
    if all(step.move != "wed" for step in path):
        return None
    return tuple(
        replace(step, state=state) if step.move == "wed" else step for step in path
    )


def _bonded(sense: WordSense, bond: Bond) -> WordSense | None:
    """Another bond for the last link by birth of each reading by blood."""
    found: list[Path] = []
    for path in sense.paths:
        births = [i for i, step in enumerate(path) if step.move != "wed"]
        if bond in ("half", "full"):
            births = [i for i in births if path[i].move == "side"]
        if births:
            i = births[-1]
            found.append((*path[:i], replace(path[i], bond=bond), *path[i + 1 :]))
    return changed(_without_marriages(replace(sense, paths=tuple(found))), found)


def _without_marriages(sense: WordSense | None) -> WordSense:
    """The readings by blood, if there are any; else all."""
    if sense is None:
        return _ASK
    blood = tuple(p for p in sense.paths if all(s.move != "wed" for s in p))
    return replace(sense, paths=blood) if blood else sense


def _on_side(path: Path, sex: Sex) -> Path | None:
    """Through the mother or the father: the first step up takes the sex."""
    if path[0].move != "up" or len(path) == 1:
        return None
    return (replace(path[0], sex=sex), *path[1:])


def _generations(words: tuple[str, ...]) -> WordSense | None:
    """Each great or grand adds a generation: great-grandmother, great-great-uncle."""
    count = 0
    while words and words[0] in ("great", "grand"):
        count += 1
        words = words[1:]
    inner = noun_sense(words)
    if inner is None or not inner.paths or (len(words) > 1 and words[-1] != "in_law"):
        return None
    blood = _without_marriages(inner).paths
    return changed(inner, (_further(path, count) for path in blood))


def _further(path: Path, count: int) -> Path | None:
    if any(step.move == "wed" for step in path):
        return None
    moves = [step.move for step in path]
    if moves[-1] == "up":
        return (*path[:-1], *[KinStep("up")] * count, path[-1])
    if moves[-1] == "down":
        return (*path[:-1], *[KinStep("down")] * count, path[-1])
    if moves == ["up", "side"]:
        return (*[KinStep("up")] * count, *path)
    return None


def _cousin(words: tuple[str, ...]) -> WordSense | None:
    """Second cousin once removed; the marks that are left apply to the result."""
    place = next(i for i, word in enumerate(words) if word in ("cousin", "cousins"))
    before, after = list(words[:place]), list(words[place + 1 :])
    if before and before[-1] == "distant":
        return _ASK
    order = _COUNT.get(before[-1], 0) if before else 0
    if order:
        before.pop()
    removed = _TIMES.get(after[0], 0) if after[1:2] == ["removed"] else 0
    after = after[2:] if removed else after
    if after not in ([], ["in_law"], ["german"], ["by", "marriage"]):
        return None
    degree = max(order, 1)
    sense = WordSense(tuple(_cousins(degree, removed)))
    if after in (["in_law"], ["by", "marriage"]):
        sense = WordSense(tuple(p for path in sense.paths for p in _in_laws_of(path)))
    for mark in reversed(before):
        found = sense if mark in _SILENT else _marked(mark, sense)
        if found is None or mark in ("great", "grand", "god"):
            return _ASK
        sense = found
    return sense


def _cousins(degree: int, removed: int) -> Iterable[Path]:
    up, down = (KinStep("up"),) * degree, (KinStep("down"),) * degree
    side = (KinStep("side"),)
    if not removed:
        yield (*up, *side, *down)
        return
    yield (*up, *side, *down, *(KinStep("down"),) * removed)
    yield (*(KinStep("up"),) * removed, *up, *side, *down)


def _in_law(words: tuple[str, ...]) -> WordSense | None:
    """X-in-law: the spouse's X, or the spouse of an X."""
    whole = vocabulary().get(" ".join([*words, "in law"]))
    if whole is not None:
        return whole
    marks: list[str] = []
    while len(words) > 1 and words[0] in _OF_MARRIAGE:
        marks.append(words[0])
        words = words[1:]
    inner = noun_sense(words)
    if inner is None or not inner.paths:
        return None
    blood = _without_marriages(inner)
    sense: WordSense | None = WordSense(
        tuple(p for b in blood.paths for p in _in_laws_of(b))
    )
    for mark in reversed(marks):
        if mark not in _SILENT and sense is not None:
            sense = _marked(mark, sense)
    return sense if sense is not None and sense.paths else None


def _in_laws_of(path: Path) -> list[Path]:
    """The in-law readings of a blood relation, by the way it runs."""
    spouse, last = path_of("e")[0], path[-1]
    other = {Sex.MALE: Sex.FEMALE, Sex.FEMALE: Sex.MALE, None: None}[last.sex]
    married = (*path[:-1], replace(last, sex=other), KinStep("wed", last.sex))
    moves = [step.move for step in path]
    if all(move == "up" for move in moves):
        return [(spouse, *path)]
    if all(move == "down" for move in moves):
        return [married]
    if moves == ["side"]:
        return [married, (spouse, *path), (spouse, *married)]
    return [married, (spouse, *path)]


def _by_marriage(words: tuple[str, ...]) -> WordSense | None:
    """An uncle by marriage is an aunt's husband; a cousin by marriage a cousin's."""
    inner = noun_sense(words)
    if inner is None or not inner.paths:
        return None
    wedded = tuple(p for p in inner.paths if any(s.move == "wed" for s in p))
    if wedded:
        return replace(inner, paths=wedded)
    return WordSense(tuple(p for path in inner.paths for p in _in_laws_of(path)))
