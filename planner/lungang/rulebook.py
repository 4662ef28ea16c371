"""The rule book, written by the rules themselves: for people, for JSON and for the docs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lungang_models.problem import Pack
from lungang_models.registry import checks, preferences
from lungang_models.rule import Check, Preference, Rule, cited
from lungang_models.words import Language, Words


@dataclass(frozen=True)
class Entry:
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
    entries: tuple[Entry, ...]

    def text(self, language: Language) -> str:
        """The book as Markdown."""
        zh = language == "zh"
        p = self.pack
        lines = [f"# {p.title.in_(language)}", "", f"{p.name} {p.version}", ""]
        for e in self.entries:
            off = "" if e.adopted else (" (未采用)" if zh else " (not adopted)")
            lines += [
                f"## {e.id}{off}",
                "",
                f"{e.title.in_(language)} · {e.kind.in_(language)}"
                + (f" · {e.code}" if e.code else "")
                + (f" · {e.grade.in_(language)}" if e.grade.zh else ""),
                "",
            ]
            lines.append(f"- {'条文' if zh else 'article'}: {e.article}")
            if e.says.zh:
                lines.append(f"- {'内容' if zh else 'content'}: {e.says.in_(language)}")
            if e.waivable.zh:
                lines.append(
                    f"- {'豁免' if zh else 'waiver'}: {e.waivable.in_(language)}"
                )
            lines += [
                f"- `{name}` = {value} — {source}" for name, value, source in e.knobs
            ]
            lines.append("")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """The book as plain data."""
        return {
            "pack": self.pack.name,
            "version": self.pack.version,
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
                        {"name": n, "value": v, "source": s} for n, v, s in e.knobs
                    ],
                }
                for e in self.entries
            ],
        }


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


def _of_check(c: Check, pack: Pack) -> Entry:
    binding = isinstance(c, Rule) and (c.id not in pack.rules or c.binds(pack))
    kind = Words("硬性规则", "binding rule") if binding else Words("提示", "check")
    nobody = Words("不得豁免", "nobody may waive it")
    waivable = Words("", "")
    if isinstance(c, Rule):
        waivable = c.waivable.says if c.waivable else nobody
    says = c.norm if isinstance(c, Rule) else c.breach
    article = cited(c.cites, pack)
    return Entry(
        c.id,
        kind,
        c.code,
        c.title,
        article,
        c.severity.words,
        says,
        waivable,
        c.id in pack.rules,
        _knobs(c, pack),
    )


def _of_wish(w: Preference, pack: Pack) -> Entry:
    kind = Words(f"目标: {w.tier.value.zh}", f"objective: {w.tier.value.en}")
    none = Words("", "")
    article = cited(w.cites, pack)
    return Entry(
        w.id, kind, "", w.title, article, none, none, none, True, _knobs(w, pack)
    )
