"""The rule book, written by the rules themselves: for people, for JSON and for the docs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lungang.rulebook.value_words import value_words
from lungang_models.citations import is_own, laws, unsourced
from lungang_models.problem import Pack
from lungang_models.registry import checks, preferences
from lungang_models.rule import Check, Preference, Rule, article_words, cited
from lungang_models.words import Language, Words


@dataclass(frozen=True)
class RuleEntry:
    """One rule, check or wish, as the book prints it."""

    id: str
    kind: Words
    code: str
    title: Words
    article: str
    grade: Words
    says: Words
    waivable: Words
    adopted: bool
    knobs: tuple[tuple[str, Any, str], ...]


@dataclass(frozen=True)
class RuleBook:
    """The whole book under one rule pack."""

    pack: Pack
    entries: tuple[RuleEntry, ...]

    def text(self, language: Language) -> str:
        """The book as Markdown."""
        zh = language == "zh"
        p = self.pack
        lines = [f"# {p.title.in_(language)}", "", f"{p.name} {p.version}", ""]
        for e in self.entries:
            off = "" if e.adopted else ("（未采用）" if zh else " (not adopted)")
            parts = (e.kind.in_(language), e.code, e.grade.in_(language), f"`{e.id}`")
            lines += [
                f"## {e.title.in_(language)}{off}",
                "",
                " · ".join(part for part in parts if part),
                "",
            ]
            article = article_words(e.article).in_(language)
            lines.append(f"- {'条文：' if zh else 'article: '}{article}")
            if e.says.zh:
                says = e.says.in_(language)
                lines.append(f"- {'内容：' if zh else 'content: '}{says}")
            if e.waivable.zh:
                waived = e.waivable.in_(language)
                lines.append(f"- {'豁免：' if zh else 'waiver: '}{waived}")
            lines += [
                f"- `{name}` = {value_words(value).in_(language)} — {_marked(source, language)}"
                for name, value, source in e.knobs
            ]
            lines.append("")
        lines += [*_laws(p, language), *_unsourced(p, language)]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """The book as plain data."""
        return {
            "schema": "lungang-rules/1",
            "pack": self.pack.name,
            "version": self.pack.version,
            "laws": [_law_json(short) for short in self.pack.laws],
            "unsourced": [
                {"item": u.item, "title": u.title._asdict(), "note": u.note}
                for u in unsourced(self.pack)
            ],
            "rules": [
                {
                    "id": e.id,
                    "kind": e.kind.en,
                    "code": e.code,
                    "article": e.article,
                    "title": e.title._asdict(),
                    "grade": e.grade.zh,
                    "says": e.says._asdict(),
                    "waivable": e.waivable._asdict(),
                    "adopted": e.adopted,
                    "knobs": [
                        {"name": n, "value": v, "source": s, "own": is_own(s)}
                        for n, v, s in e.knobs
                    ],
                }
                for e in self.entries
            ],
        }


_BLANKS = {
    name: words
    for names, words in (
        ("person member subject", Words("某人", "somebody")),
        ("a upper reviewer chief", Words("甲", "A")),
        ("b lower reviewed deputy", Words("乙", "B")),
        ("people who", Words("有关人员", "the people concerned")),
        ("post p left pinned instead", Words("某岗位", "a post")),
        ("q taken", Words("另一岗位", "another post")),
        ("places where posts_named carriers", Words("有关岗位", "the posts concerned")),
        ("seated", Words("分任两个岗位", "in two posts")),
        ("leader leading", Words("领导职务", "a leading post")),
        ("old", Words("原有职责", "the old duty")),
        ("new", Words("新的职责", "the new duty")),
        ("unit in_charge", Words("某单位", "a unit")),
        ("relation", Words("亲属", "kin")),
        ("owner", Words("亲属", "relative")),
        ("abroad", Words("家属移居国（境）外", "with family abroad")),
        ("entity client", Words("某企业", "a firm")),
        ("industry", Words("某行业", "an industry")),
        ("years months days count most now size rounds least served window share rate rest "
         "moved out", Words("若干", "a number of")),
        ("since until day changed handed opened retires decided", Words("某日", "a day")),
        ("year", Words("某年", "a year")),
        ("duty duties name items process steps matters needed", Words("某项职责", "a duty")),
        ("level wanted grade", Words("某一等级", "a level")),
        ("paper procedure meeting draw risk", Words("某项", "a certain one")),
        ("kind course title", Words("某类", "some kind")),
        ("why because reason excuse doubt doubts", Words("事由", "the ground")),
        ("status capacity state entry demand end", Words("某种情形", "some state")),
        ("what matter", Words("有关事项", "the matter")),
    )
    for name in names.split()
}  # fmt: skip
"""What a rule's sentence says in general where it names somebody or something."""


def _general(check: Check) -> Words:
    """What a rule says of anybody: its own words for it, or its sentence with general
    words where it names people and posts."""
    if check.general is not None:
        return check.general
    says = check.norm if isinstance(check, Rule) else check.breach

    def said(language: Language) -> str:
        def word(blank: re.Match[str]) -> str:
            return _BLANKS.get(blank[1], Words("……", "…")).in_(language)

        return re.sub(r"\{(\w+)[^}]*\}", word, says.in_(language))

    return Words(said("zh"), said("en"))


def _marked(source: str, language: Language) -> str:
    """The source of a value; one without a law behind it says so."""
    none = Words("（未查明出处）", " (no source found)")
    return f"{source}{none.in_(language) if is_own(source) else ''}"


def _law_json(short: str) -> dict[str, Any]:
    law = laws().get(short)
    if law is None:  # a site's own, which the table does not hold
        return {"law": short}
    return {
        "law": short,
        "title": law.title._asdict(),
        "number": law.number,
        "issued": law.issued,
        "address": law.address,
        "read": law.read.value,
    }


def _laws(pack: Pack, language: Language) -> Iterator[str]:
    """The laws a pack goes by, each with what it takes to open it."""
    yield Words("## 所依据的法规", "## The laws behind it").in_(language)
    yield ""
    for short in pack.laws:
        law = laws().get(short)
        if law is None:
            yield f"- {short}"
            continue
        title = law.title if law.title.zh != short else Words("", law.title.en)
        parts = (title.in_(language), law.number, law.issued, law.address)
        said = [part for part in parts if part]
        yield Words(
            f"- {short}：{'，'.join(said)}（所见：{law.read.value}）",
            f"- {short}: {', '.join(said)} (read: {law.read.words.en})",
        ).in_(language)
    yield ""


def _unsourced(pack: Pack, language: Language) -> Iterator[str]:
    """The one list of what nobody found a law for."""
    yield Words(
        "## 未查明出处的规则与参数", "## Rules and values without a source"
    ).in_(language)
    yield ""
    for u in unsourced(pack):
        yield f"- `{u.item}` {u.title.in_(language)}{' — ' if u.note else ''}{u.note}"
    yield ""


def rule_book(pack: Pack) -> RuleBook:
    """The rule book with the values that a pack adopts."""
    entries = [_of_check(c, pack) for c in checks()] + [
        _of_wish(w, pack) for w in preferences()
    ]
    return RuleBook(pack, tuple(entries))


def _knobs(source: Check | Preference, pack: Pack) -> tuple[tuple[str, Any, str], ...]:
    found = []
    for kind in source.knobs:
        policy = pack.policies.get(kind.key)
        for name, value in policy.model_dump(mode="json").items() if policy else ():
            full = f"{kind.key}.{name}"
            found.append((full, value, pack.sources.get(full, "")))
    return tuple(found)


def _of_check(c: Check, pack: Pack) -> RuleEntry:
    binding = isinstance(c, Rule) and (c.id not in pack.rules or c.binds(pack))
    kind = Words("硬性规则", "binding rule") if binding else Words("提示", "check")
    nobody = Words("不得豁免", "nobody may waive it")
    waivable = Words("", "")
    if isinstance(c, Rule):
        waivable = c.waivable.says if c.waivable else nobody
    article = cited(c, pack)
    return RuleEntry(
        c.id,
        kind,
        c.code,
        c.title,
        article,
        c.severity.words,
        _general(c),
        waivable,
        c.id in pack.rules,
        _knobs(c, pack),
    )


def _of_wish(w: Preference, pack: Pack) -> RuleEntry:
    kind = Words(f"目标：{w.tier.value.zh}", f"objective: {w.tier.value.en}")
    none = Words("", "")
    article = cited(w, pack)
    return RuleEntry(
        w.id,
        kind,
        "",
        w.title,
        article,
        none,
        none,
        none,
        w.counts(pack),
        _knobs(w, pack),
    )
