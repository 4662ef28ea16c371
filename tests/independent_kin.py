"""Who is kin to whom, worked out from articles 18 to 25 in sets, not in paths.

Every row is taken apart into births, marriages and brotherhoods between people. Whoever
a word passes without naming is taken to be nobody else: cases that use such words say
nothing else of these people. What the law calls kin is then a set
computed from three tables: whose child, whose spouse, whose brother or sister. Only what
is established counts: a relation that must be asked about first is none here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from lungang_models.facts.kinship.declaration import KinDeclaration, KinFact
from lungang_models.facts.kinship.verdict import KinVerdict
from lungang_models.problem import Problem
from lungang_models.vocabulary import StaffId

Node = tuple[object, ...]
Relation = Callable[[Node], set[Node]]

WORDS = {
    "父亲": "f", "母亲": "m", "丈夫": "h", "妻子": "w", "儿子": "s", "女儿": "d",
    "哥哥": "B", "弟弟": "B", "姐姐": "Z", "妹妹": "Z",
    "爷爷": "ff", "奶奶": "fm", "外公": "mf", "外婆": "mm", "孙子": "ss", "外孙女": "dd",
    "伯父": "fB", "叔叔": "fB", "姑姑": "fZ", "舅舅": "mB", "姨妈": "mZ",
    "侄子": "Bs", "侄女": "Bd", "外甥": "Zs", "外甥女": "Zd",
    "堂哥": "fBs", "堂弟": "fBs", "堂姐": "fBd", "堂妹": "fBd",
    "岳父": "wf", "岳母": "wm", "公公": "hf", "婆婆": "hm", "女婿": "dh", "儿媳": "sw",
    "嫂子": "Bw", "弟媳": "Bw", "姐夫": "Zh", "妹夫": "Zh",
    "大舅子": "wB", "小舅子": "wB", "小姨子": "wZ", "小叔子": "hB", "小姑子": "hZ",
    "舅妈": "mBw", "姑父": "fZh", "妯娌": "hBw", "连襟": "wZh",
    "堂侄": "fBss", "孙女婿": "sdh", "堂兄": "fBs", "妻子的堂弟": "wfBs",
    "亲家公": "swf", "亲家母": "swm",
}  # fmt: skip
"""Words of kinship by the steps they name: father, mother, husband, wife, son, daughter,
brother (B) and sister (Z). A co-parent may be the daughter's husband's: kin all the same."""
COUSINS = {"表哥", "表弟", "表姐", "表妹"}
"""Cousins through whichever parent: kin within three generations, no more is known."""
MALE = "fhsB"


class Kindred:
    """Births, marriages and brotherhoods that stand on the effect date."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.day = problem, problem.effect
        self.sex: dict[Node, str] = {}
        self.parents: dict[Node, set[Node]] = defaultdict(set)
        self.wed: dict[Node, set[Node]] = defaultdict(set)
        self.widowed: dict[Node, set[Node]] = defaultdict(set)
        self.beside: dict[Node, set[Node]] = defaultdict(set)  # said to be siblings
        self.whole: dict[Node, set[Node]] = defaultdict(set)  # of one father and mother
        self.cousins: dict[Node, set[Node]] = defaultdict(set)
        self.fresh = 0
        self.numbers = {p.id_number: p.id for p in problem.staff if p.id_number}
        for person in problem.staff:
            if person.sex is not None:
                self.sex["staff", person.id] = person.sex.value
        self.untrue = {
            frozenset((v.a, v.b)) for v in problem.known(KinVerdict)
            if v.result.value == "不属实"
        }  # fmt: skip
        self._enter()

    # -- rows ------------------------------------------------------------------------

    def _enter(self) -> None:
        said: list[tuple[Node, str, Node, Any]] = []
        for row in self.problem.known(KinDeclaration):
            other = self._who(row.relative_staff, row.relative_id_number,
                              row.relative_name, row.relative_born, row.verified)  # fmt: skip
            said.append((("staff", row.declarer), row.word, other, row))
        said += [
            (("staff", v.a), v.word, ("staff", v.b), None)
            for v in self.problem.known(KinVerdict)
            if v.result.value == "属实" and v.word
        ]
        facts = [
            (self._who(row.a_staff, row.a_id_number, row.a_name, row.a_born, row.verified),
             self._who(row.b_staff, row.b_id_number, row.b_name, row.b_born, row.verified),
             row)
            for row in self.problem.known(KinFact)
        ]  # fmt: skip
        for a, b, row in facts:
            if not self._refuted(a, b):
                self._fact(a, b, row)
        for a, word, b, row in sorted(said, key=lambda one: len(WORDS.get(one[1], ""))):
            if self._refuted(a, b) or self._lapsed(word, row):
                continue
            if word in ("丈夫", "妻子") and row and row.end and row.end.value == "去世":
                self._bereave(a, b)
            else:
                self._word(a, word, b)
        for one, others in list(self.whole.items()):
            for other in others:
                self.parents[one] |= self.parents[other]
        for one, others in list(self.widowed.items()):
            if not self.wed[one]:  # a new marriage ends the old in-laws
                for other in others:
                    if not self.wed[other]:
                        self.wed[one] |= {other}

    def _refuted(self, a: Node, b: Node) -> bool:
        both = frozenset(n[1] for n in (a, b) if n[0] == "staff")
        return both in self.untrue

    def _who(
        self, staff: StaffId | None, number: str | None, name: str,
        born: date | None, verified: bool,
    ) -> Node:  # fmt: skip
        if staff or number in self.numbers:
            return "staff", staff or self.numbers[number or ""]
        if number:
            return "number", number
        if name and born and verified:
            return "born", name, born.year, born.month
        return self._nobody("")

    def _nobody(self, sex: str) -> Node:
        """Somebody who is named nowhere else."""
        self.fresh += 1
        node: Node = ("somebody", self.fresh)
        if sex:
            self.sex[node] = sex
        return node

    def _fact(self, a: Node, b: Node, row: KinFact) -> None:
        for node, sex in ((a, row.a_sex), (b, row.b_sex)):
            if sex is not None:
                self.sex.setdefault(node, sex.value)
        over = row.until is not None and row.until <= self.day
        begun = row.since is None or row.since <= self.day
        match row.kind.value:
            case "亲生父母" if not row.adopted_out:
                self.parents[b] |= {a}
            case "养父母" if begun and not over:
                self.parents[b] |= {a}
            case "继父母" if row.raised.value == "是":
                self.parents[b] |= {a}
            case "夫妻" if begun and over and row.end and row.end.value == "去世":
                self._bereave(a, b)
            case "夫妻" if begun and not over:
                self._marry(a, b)
            case "同父同母兄弟姐妹":
                self._siblings(a, b)
                self.whole[a] |= {b}
                self.whole[b] |= {a}
            case "兄弟姐妹" | "同父异母或同母异父兄弟姐妹":
                self._siblings(a, b)

    def _lapsed(self, word: str, row: KinDeclaration | None) -> bool:
        """A declared marriage that is over, or not yet one."""
        if row is None or not set(WORDS.get(word, "")) & set("hw"):
            return False
        over = row.until is not None and row.until <= self.day
        if over and row.end and row.end.value == "去世" and word in ("丈夫", "妻子"):
            over = False
        return over or (row.since is not None and row.since > self.day)

    # -- words -----------------------------------------------------------------------

    def _word(self, a: Node, word: str, b: Node) -> None:
        if word in COUSINS:
            self.cousins[a] |= {b}
            self.cousins[b] |= {a}
        steps = WORDS.get(word, "")
        if not steps:
            return
        self.sex.setdefault(b, "男" if steps[-1] in MALE else "女")
        sexes = ["男" if step in MALE else "女" for step in steps[:-1]]
        through = [a, *(self._nobody(sex) for sex in sexes), b]
        for at, step in enumerate(steps):
            one, other = through[at], through[at + 1]
            if step in "fm":
                self.parents[one] |= {other}
            elif step in "sd":
                self.parents[other] |= {one}
            elif step in "hw":
                self._marry(one, other)
            else:
                self._siblings(one, other)

    def _bereave(self, a: Node, b: Node) -> None:
        """A marriage that death ended: its in-laws stay kin until a new marriage."""
        self.widowed[a] |= {b}
        self.widowed[b] |= {a}

    def _marry(self, a: Node, b: Node) -> None:
        self.wed[a] |= {b}
        self.wed[b] |= {a}

    def _siblings(self, a: Node, b: Node) -> None:
        self.beside[a] |= {b}
        self.beside[b] |= {a}

    # -- article 20 --------------------------------------------------------------------

    def up(self, x: Node) -> set[Node]:
        return self.parents.get(x, set())

    def down(self, x: Node) -> set[Node]:
        return {child for child, both in self.parents.items() if x in both}

    def spouse(self, x: Node) -> set[Node]:
        return self.wed.get(x, set())

    def side(self, x: Node) -> set[Node]:
        """Brothers and sisters, whole or half."""
        return (_of(self.down, self.up(x)) | self.beside.get(x, set())) - {x}

    def lineal(self, x: Node) -> set[Node]:
        """直系血亲."""
        found: set[Node] = set()
        for ahead in (self.up, self.down):
            reached = ahead(x)
            while reached - found:
                found |= reached
                reached = _of(ahead, reached)
        return found - {x}

    def collateral(self, x: Node) -> set[Node]:
        """三代以内旁系血亲: brothers, uncles, nephews, cousins."""
        uncles = _of(self.side, self.up(x))
        found = self.side(x) | uncles | _of(self.down, self.side(x))
        found |= _of(self.down, uncles) | self.cousins.get(x, set())
        return found - {x}

    def in_laws(self, x: Node) -> set[Node]:
        """近姻亲, each of the four groups read from both sides."""
        wed, hers = self.spouse(x), _of(self.side, self.spouse(x))
        children = _of(self.spouse, self.down(x))
        return (
            _of(self.up, wed) | hers | _of(self.spouse, hers)
            | children | _of(self.up, children) | _of(self.spouse, self.side(x))
            | _of(self.spouse, self.collateral(x)) | _of(self.collateral, wed)
        )  # fmt: skip

    def married(self, x: Node) -> set[Node]:
        """夫妻: a widow is nobody's wife, though still a daughter-in-law."""
        return self.spouse(x) - self.widowed.get(x, set())

    def kin(self, x: Node) -> set[Node]:
        found = self.married(x) | self.lineal(x) | self.collateral(x) | self.in_laws(x)
        return found - {x}


def kin(problem: Problem) -> set[frozenset[StaffId]]:
    """Pairs of article 20 as they are established: said, on record, verified."""
    kindred = Kindred(problem)
    return {
        pair
        for pair in _pairs(kindred, (("staff", p.id) for p in problem.staff))
        if pair not in kindred.untrue
    }


def _pairs(kindred: Kindred, staff: Iterable[Node]) -> Iterator[frozenset[StaffId]]:
    for one in staff:
        for other in kindred.kin(one):
            if other[0] == "staff":
                yield frozenset((StaffId(str(one[1])), StaffId(str(other[1]))))


def _of(relation: Relation, people: Iterable[Node]) -> set[Node]:
    return {y for x in people for y in relation(x)}
