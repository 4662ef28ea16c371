"""A path between two people in words, with every name that is known."""

from __future__ import annotations

from lungang_models.facts.kinship.declaration import KinDeclaration
from lungang_models.facts.kinship.graph import Family, Said
from lungang_models.facts.kinship.naming import readings_words, step_words
from lungang_models.facts.kinship.patterns import Path
from lungang_models.facts.kinship.people import Node
from lungang_models.facts.kinship.walking import Walk
from lungang_models.words import Words, same


def said_words(graph: Family, said: Said, paths: tuple[Path, ...]) -> Words:
    word = said.row.word if isinstance(said.row, KinDeclaration) else ""
    relation = readings_words(paths) if paths else same(word)
    return _arrow(_name(graph, said.a.node), relation, _name(graph, said.b.node))


def _name(graph: Family, node: Node) -> str:
    return graph.name.get(node, "")


def _arrow(start: str, relation: Words, end: str) -> Words:
    return Words(
        f"{start} → {relation.zh} {end}".rstrip(),
        f"{start} → {relation.en} {end}".rstrip(),
    )


def walk_words(graph: Family, walk: Walk) -> Words:
    """张三 → 妻子 王芳 → 兄弟 李四: a walk with every name that is known."""
    said = same(_name(graph, walk.links[0].a))
    for link in walk.links:
        step = link.step
        relation = step_words(step) if step else readings_words(link.readings)
        said = Words(
            _arrow(said.zh, relation, _name(graph, link.b)).zh,
            _arrow(said.en, relation, _name(graph, link.b)).en,
        )
    return said
