"""Whether two members of the staff say the same of one another.

What one calls 舅舅 must be allowed to call the other 外甥. A contradiction, or a silence
of the other side, is doubted: one of the two may have hidden the relation (article 26).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lungang_models.facts.kinship.declaration import KinDeclaration
from lungang_models.facts.kinship.graph import Said
from lungang_models.facts.kinship.patterns import Path, kind_of, mirror, shape_of
from lungang_models.facts.kinship.people import Node
from lungang_models.facts.kinship.reporting import doubt
from lungang_models.fault import Fault
from lungang_models.vocabulary import StaffId, Tables
from lungang_models.words import Words


def of_mutual(said: Sequence[Said], tables: Tables) -> Iterator[Fault]:
    """Doubts where two declarations do not answer one another."""
    about: dict[tuple[Node, Node], list[Said]] = defaultdict(list)
    spoken: set[Node] = {("staff", p.id) for p in tables.person.values() if p.declared}
    for one in said:
        if isinstance(one.row, KinDeclaration):
            spoken.add(one.a.node)
            about[one.a.node, one.b.node].append(one)
    for (a, b), rows in about.items():
        if a == b or a[0] != "staff" or b[0] != "staff":
            continue
        answers = about.get((b, a), [])
        for one in rows:
            if answers and not _answered(one, answers):
                yield _contradicted(one, answers[0], tables, b)
            elif not answers and b in spoken and _is_kin(one):
                yield _unanswered(one, tables, b)


def _answered(one: Said, answers: Sequence[Said]) -> bool:
    if not one.paths:
        return not _is_nobody(one) or not any(map(_is_kin, answers))
    mine = {gist for path in one.paths for gist in _gists(path)}
    back = [[mirror(path) for path in other.paths] for other in answers]
    return any(
        not paths or mine & {gist for path in paths for gist in _gists(path)}
        for paths in back
    )


def _gists(path: Path) -> list[tuple[str, ...]]:
    """Moves and the state of marriages: what both sides must agree on.

    Uncles and aunts by marriage say 侄 and 甥 as those by blood do.
    """
    gist = tuple(
        f"{step.move} over" if step.state in ("ended", "late") else step.move
        for step in path
    )
    if gist == ("side", "down"):
        return [gist, ("wed", *gist)]
    return [gist, (*gist, "wed")] if gist == ("up", "side") else [gist]


def _is_nobody(one: Said) -> bool:
    """Whether the word is one of people who are no kin."""
    return one.reading is not None and one.reading.mark == "none"


def _is_kin(one: Said) -> bool:
    return any(kind_of(shape_of(path) or ()).number for path in one.paths)


def _name(tables: Tables, node: Node) -> str:
    person = tables.person.get(StaffId(str(node[1])))
    return person.name if person else str(node[1])


def _contradicted(one: Said, answer: Said, tables: Tables, node: Node) -> Fault:
    assert isinstance(one.row, KinDeclaration) and isinstance(
        answer.row, KinDeclaration
    )
    name, where = _name(tables, node), answer.row.origin
    at = f" ({where.sheet}!{where.row})" if where else ""
    return doubt(
        one.row, "kin-contradicts", "word",
        Words(f"与{name}的申报不符：对方称“{answer.row.word}”{at}",
              f"{name} says otherwise: {answer.row.word!r}{at}"),
        Words("请双方核实后改正其中一行", "let both verify, and mend one of the rows"),
    )  # fmt: skip


def _unanswered(one: Said, tables: Tables, node: Node) -> Fault:
    name = _name(tables, node)
    return doubt(
        one.row, "kin-one-sided", "relative_staff",
        Words(f"{name}的申报中没有这一关系", f"{name} has declared, but not this relation"),
        Words(f"请{name}核实补报", f"let {name} verify and declare it"),
    )  # fmt: skip
