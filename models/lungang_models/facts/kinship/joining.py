"""How two relations said one after the other make one: "my wife's brother's son".

Read aloud, a phrase is shorter than the path it walks: a mother's son is a brother, a
cousin's mother an aunt. Where the phrase leaves two readings both are returned, so that
the caller may ask. Families of other people are presumed intact (a nephew's mother is
the brother's wife); one's own are not (a son's mother may be a former wife).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lungang_models.facts.kinship.patterns import Bond, KinStep, Path
from lungang_models.vocabulary import Sex

_OTHER = {Sex.MALE: Sex.FEMALE, Sex.FEMALE: Sex.MALE, None: None}


def compose(
    firsts: Iterable[Path], thens: Iterable[Path], me: Sex | None = None
) -> tuple[Path, ...]:
    """Every reading of "the ``then`` of my ``first``", without repetition.

    An empty path among them is the declarer himself, if the phrase may come back to
    him: the last word must not, an earlier one may.
    """
    found: dict[Path, None] = {}
    seconds = tuple(thens)
    for first in firsts:
        for then in seconds:
            alone = len(then) == 1
            readings: list[Path] = [first]
            for step in then:
                readings = [r for path in readings for r in join(path, step, me, alone)]
                alone = False
            found.update(dict.fromkeys(readings))
    return tuple(found)


def join(path: Path, step: KinStep, me: Sex | None, alone: bool = False) -> list[Path]:
    """Add one step to a path; ``alone`` says the step was a word by itself.

    An empty path stands for the declarer; an empty list for a phrase without sense.
    """
    if not path:
        return [(step,)] if not _same_sex_wedding(me, step) else []
    head, last = path[:-1], path[-1]
    if step.move == "wed":
        return _join_wed(head, last, step, me, alone)
    if step.move == "down":
        return _join_down(head, last, step, me)
    if step.move == "up" and last.move == "down":
        return _other_parent(head, last, step, me, alone)
    if step.move == "up" and last.move == "side":
        return _siblings_parent(head, last, step, me)
    if step.move == "side" and last.move == "down":
        return _childs_sibling(head, last, step, me)
    if step.move == "side" and last.move == "side":
        return _siblings_sibling(head, last, step, me)
    return [(*path, step)]


def _same_sex_wedding(sex: Sex | None, step: KinStep) -> bool:
    return step.move == "wed" and sex is not None and step.sex is sex


def _before(head: Path, me: Sex | None) -> Sex | None:
    """The sex of the person a path has reached before its last step."""
    return head[-1].sex if head else me


def _may_be(one: Sex | None, other: Sex | None) -> bool:
    return one is None or other is None or one is other


def _each(
    head: Path, steps: Iterable[tuple[KinStep, ...]], me: Sex | None
) -> list[Path]:
    """The head with each of several continuations joined to it."""
    found: list[Path] = []
    for continuation in steps:
        readings: list[Path] = [head]
        for step in continuation:
            readings = [r for path in readings for r in join(path, step, me)]
        found.extend(readings)
    return found


def _join_wed(
    head: Path, last: KinStep, step: KinStep, me: Sex | None, alone: bool
) -> list[Path]:
    if _same_sex_wedding(last.sex, step):
        return []
    if step.state == "current" and (last.dead or step.dead):
        step = replace(step, state="late")
    if last.move == "up":
        return _parents_spouse(head, last, step, me, alone)
    if last.move == "wed":
        return _spouses_spouse(head, last, step, me)
    return [(*head, last, step)]


def _parents_spouse(
    head: Path, last: KinStep, step: KinStep, me: Sex | None, alone: bool
) -> list[Path]:
    """A father's wife is the mother, unless the phrase points at a stepmother."""
    sex = step.sex or _OTHER[last.sex]
    bond = last.bond if last.bond in ("adoptive", "full") else "blood"
    own = KinStep("up", sex, bond=bond, dead=step.dead)
    new = KinStep("up", sex, bond="step", dead=step.dead)
    if step.state == "engaged":
        return [(*head, last, step)]
    if step.bond == "step":
        return _each(head, [(new,)], me)
    if step.state == "ended":
        return [*_each(head, [(own,)], me), (*head, last, step)]
    pointed = alone and not head and last.bond == "blood"
    return _each(head, [(own,), (new,)] if pointed else [(own,)], me)


def _spouses_spouse(
    head: Path, last: KinStep, step: KinStep, me: Sex | None
) -> list[Path]:
    """A wife's husband is the person one came from; other spouses are strangers."""
    same = last.state in ("current", "late") and step.state in ("current", "late")
    if same and step.bond != "step":
        return [head] if _may_be(_before(head, me), step.sex) else []
    return [(*head, last, step)]


def _join_down(head: Path, last: KinStep, step: KinStep, me: Sex | None) -> list[Path]:
    if last.move == "up":
        return _parents_child(head, last, step, me)
    if last.move == "wed":
        return _spouses_child(head, last, step, me)
    return [(*head, last, step)]


def _parents_child(
    head: Path, last: KinStep, step: KinStep, me: Sex | None
) -> list[Path]:
    """A parent's child is a sibling, or the person one came from."""
    sibling = KinStep("side", step.sex, out=last.out or step.out, dead=step.dead)
    step_sibling = replace(sibling, bond="step", raised=last.raised or step.raised)
    if step.bond == "step":
        return _each(head, [(step_sibling,)], me)
    if last.bond == "step":
        return _each(head, [(replace(sibling, bond="half"),), (step_sibling,)], me)
    if "adoptive" in (last.bond, step.bond):
        return _each(head, [(replace(sibling, bond="adoptive"),)], me)
    found = _each(head, [(sibling,)], me)
    if _may_be(_before(head, me), step.sex) and not step.out:
        found.append(head)
    return found


def _spouses_child(
    head: Path, last: KinStep, step: KinStep, me: Sex | None
) -> list[Path]:
    """A wife's child is one's own or a step-child; an uncle's wife's is a cousin."""
    if last.state == "engaged":
        return [(*head, last, step)]
    own = replace(step, bond="blood" if step.bond == "step" else step.bond)
    if last.state == "ended":
        return [*_each(head, [(own,)], me), (*head, last, step)]
    if head or step.bond == "step":
        return _each(head, [(own,)], me)
    return [(own,), (replace(step, bond="step"),)]


def _other_parent(
    head: Path, last: KinStep, step: KinStep, me: Sex | None, alone: bool
) -> list[Path]:
    """A child's other parent is a marriage, or was one; never a new line of descent."""
    sex = _before(head, me)
    wed = KinStep("wed", step.sex or _OTHER[sex], dead=step.dead)
    former = replace(wed, state="ended")
    if step.bond == "adoptive" or last.bond == "adoptive" or step.out or last.out:
        return []
    if step.bond == "step":
        return _each(head, [(wed,), (former, replace(wed, sex=None))], me)
    if last.bond == "step":
        return _each(head, [(wed,), (wed, replace(former, sex=None))], me)
    found: list[Path] = []
    if step.sex is None or sex is None or step.sex is not sex:
        found += _each(
            head, [(wed,), (former,)] if alone and not head else [(wed,)], me
        )
    if _may_be(sex, step.sex):
        found.append(head)
    return found


def _siblings_parent(
    head: Path, last: KinStep, step: KinStep, me: Sex | None
) -> list[Path]:
    """A brother's father is the father; a half-brother's may be a stranger."""
    own = replace(step, bond="adoptive" if last.bond == "adoptive" else step.bond)
    if last.bond in ("half", "step"):
        sex = step.sex
        stranger = (KinStep("up", _OTHER[sex]), KinStep("wed", sex, state="ended"))
        new = replace(step, bond="step")
        return _each(head, [(own,), (new,), stranger], me)
    return _each(head, [(own,)], me)


def _siblings_sibling(
    head: Path, last: KinStep, step: KinStep, me: Sex | None
) -> list[Path]:
    """A brother's sister is a sister, or the person one came from."""
    bonds = (last.bond, step.bond)
    if "step" in bonds:
        return _each(head, [(replace(step, bond="step"),)], me)
    if bonds == ("half", "half"):
        stranger = (
            KinStep("up"),
            KinStep("wed", state="ended"),
            KinStep("down", step.sex),
        )
        return _each(head, [(step,), stranger], me)
    found = _each(head, [(replace(step, out=last.out or step.out),)], me)
    if _may_be(_before(head, me), step.sex):
        found.append(head)
    return found


def _childs_sibling(
    head: Path, last: KinStep, step: KinStep, me: Sex | None
) -> list[Path]:
    """A child's brother is a child, own or step."""
    bond: Bond = "adoptive" if step.bond == "adoptive" else "blood"
    own = KinStep("down", step.sex, bond=bond, dead=step.dead)
    new = replace(own, bond="step")
    if step.bond == "step":
        return _each(head, [(new,)], me)
    doubtful = last.bond == "step" or (step.bond == "half" and not head)
    return _each(head, [(own,), (new,)] if doubtful else [(own,)], me)
