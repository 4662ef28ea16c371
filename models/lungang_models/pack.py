"""Rule packs: which rules an organisation adopts, each value with its source.

A pack is a YAML file. Values are never in code: a rule declares the knob (meaning, unit,
range), the pack gives the value and where it comes from, and the policy sheet of the
workbook may overlay it with the bureau's own. A site keeps what differs from a shipped
pack in a file of its own that extends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lungang_models.facts.risk import Grading
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.problem import Pack
from lungang_models.registry import checks, policies, preferences, rules
from lungang_models.vocabulary import Policy
from lungang_models.words import Words
from lungang_models.yaml_text import UnreadableText, decoded, parse

PROFILES = "lungang_models.profiles"


def names() -> list[str]:
    """The packs that come with the program."""
    return sorted(
        f.name[:-5] for f in files(PROFILES).iterdir() if f.name.endswith(".yaml")
    )


def load(name: str | Path) -> Pack:
    """A pack by its name, or from a file of the organisation's own.

    A file may stand on another pack (``extends``): it then names only the rules it adds
    (``rules``) or gives up (``drop``) and the values it gives itself (``policies``).
    ``cites`` names the law it goes by for a rule, ``laws`` those laws by short title.
    Raises ``BadInput`` naming file and line of every fault.
    """
    return _shipped(str(name)) if str(name) in names() else _load(name, ())


@cache
def _shipped(name: str) -> Pack:
    """A pack that comes with the program: it never changes, and is read once."""
    return _load(name, ())


def _load(name: str | Path, above: tuple[str, ...]) -> Pack:
    path = Path(name)
    known = names()
    if str(name) in known:
        file = f"{name}.yaml"
        data = files(PROFILES).joinpath(file).read_bytes()
    elif path.suffix in (".yaml", ".yml") and path.is_file():
        file, data = path.name, path.read_bytes()
    else:
        says = Words(f"没有名为“{name}”的规则包", f"no rule pack {str(name)!r}")
        maybe = Words(f"可用：{'、'.join(known)}", f"there are: {', '.join(known)}")
        raise BadInput((Fault("pack-unknown", says, maybe),))
    try:
        content = parse(decoded(data))
    except UnreadableText as error:
        wrong = _fault(file, error.line, "pack-unreadable", error.what)
        raise BadInput((wrong,)) from None
    found = list(_shape_faults(file, content))
    if found:
        raise BadInput(tuple(found))
    base = None
    if "extends" in content:
        parent = str(content["extends"])
        line = _line(content, "extends")
        if file in above:
            raise BadInput((_fault(file, line, "pack-circle", parent),))
        beside = path.parent / parent
        if parent not in known and not beside.is_file():
            raise BadInput((_fault(file, line, "pack-base", parent),))
        base = _load(parent if parent in known else beside, (*above, file))
    return _pack(file, content, base)


def _pack(file: str, content: Any, base: Pack | None) -> Pack:
    """The pack that a file describes, on top of the one it extends.

    Raises ``BadInput`` with every fault of its values, rules and citations.
    """
    values, sources, found = _values(file, content, base)
    adopted = frozenset(content.get("rules") or ()) | (base.rules if base else set())
    dropped = frozenset(content.get("drop") or ())
    found += _rule_faults(file, content, adopted, dropped)
    adopted -= dropped
    needed = {k.key for c in checks() if c.id in adopted for k in c.knobs}
    needed |= {k.key for wish in preferences() for k in wish.knobs} | {Grading.key}
    found += [
        _fault(file, _line(content, "policies"), "policy-missing", k)
        for k in sorted(needed - set(values))
        if k in policies()
    ]
    if found:
        raise BadInput(tuple(found))
    name, title = str(content["pack"]), content["title"]
    laws = (*map(str, content.get("laws") or ()), *(base.laws if base else ()))
    return Pack(
        name,
        str(content["version"]),
        Words(title["zh"], title["en"]),
        adopted,
        values,
        sources,
        lineage=(name, *(base.lineage if base else ())),
        cites={**(base.cites if base else {}), **_cites(content)},
        laws=tuple(dict.fromkeys(laws)),
    )


def _values(
    file: str, content: Any, base: Pack | None
) -> tuple[dict[str, Policy], dict[str, str], list[Fault]]:
    """The policies in force, the source of each knob, and the faults of their values."""
    found: list[Fault] = []
    own = content.get("policies") or {}
    values = dict(base.policies) if base else {}
    sources = dict(base.sources) if base else {}
    for key, knobs in own.items():
        if key not in policies():
            found.append(_fault(file, _line(own, key), "policy-unknown", str(key)))
            continue
        plain = values[key].model_dump() if key in values else {}
        for knob, entry in knobs.items():
            plain[knob] = _plain(entry["value"])
            sources[f"{key}.{knob}"] = str(entry["source"])
        try:
            values[key] = policies()[key].model_validate(plain)
        except ValidationError as error:
            for wrong in error.errors():
                knob = str(wrong["loc"][0]) if wrong["loc"] else ""
                line = _line(knobs, knob) if knob in knobs else _line(own, key)
                says = f"{key}.{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}"
                found.append(_fault(file, line, "policy-value", says))
    return values, sources, found


def _rule_faults(
    file: str, content: Any, adopted: frozenset[str], dropped: frozenset[str]
) -> Iterable[Fault]:
    """Rules adopted, dropped or cited that are unknown, or that no pack may give up."""
    line = _line(content, "drop" if "drop" in content else "rules")
    for rule in content.get("drop") or ():
        if rule not in adopted:
            yield _fault(file, _line(content, "drop"), "rule-not-there", rule)
    for basic in rules():
        if basic.basic and basic.id not in adopted - dropped:
            yield _fault(file, line, "pack-drops-basic", basic.id)
    known = {c.id for c in checks()}
    for rule in sorted(adopted - dropped - known):
        yield _fault(file, _line(content, "rules"), "rule-unknown", rule)
    known |= {wish.id for wish in preferences()}
    cites = content.get("cites") or {}
    for rule in cites:
        if rule not in known:
            yield _fault(file, _line(cites, rule), "rule-unknown", str(rule))


def _cites(content: Any) -> dict[str, str]:
    """The law that a file gives for rules and wishes."""
    return {str(rule): str(law) for rule, law in (content.get("cites") or {}).items()}


def _shape_faults(file: str, content: Any) -> Iterable[Fault]:
    if not isinstance(content, Mapping):
        yield _fault(file, 1, "pack-shape", "pack, version, title, rules, policies")
        return
    whole = "extends" not in content
    for name, kind, always in (
        ("pack", str, True),
        ("version", str, True),
        ("title", Mapping, True),
        ("extends", str, False),
        ("rules", list, whole),
        ("drop", list, False),
        ("laws", list, False),
        ("cites", Mapping, False),
        ("policies", Mapping, whole),
    ):
        if not isinstance(content.get(name), kind) and (always or name in content):
            yield _fault(file, _line(content, name), "pack-shape", name)
    shape = {"pack", "version", "title", "extends", "rules", "drop", "policies"}
    shape |= {"laws", "cites"}
    for name in sorted(set(content) - shape, key=str):
        yield _fault(file, _line(content, name), "pack-shape", str(name))
    yield from _text_faults(file, content)
    policies_ = content.get("policies")
    for key, knobs in policies_.items() if isinstance(policies_, Mapping) else ():
        if not isinstance(knobs, Mapping) or not isinstance(key, str):
            yield _fault(file, _line(policies_, key), "pack-shape", str(key))
            continue
        for knob, entry in knobs.items():
            if (
                not isinstance(knob, str)
                or not isinstance(entry, Mapping)
                or set(entry) != {"value", "source"}
                or not _is_text(entry["source"])
            ):
                yield _fault(
                    file,
                    _line(knobs, knob),
                    "pack-value-without-source",
                    f"{key}.{knob}",
                )


def _text_faults(file: str, content: Mapping[Any, Any]) -> Iterable[Fault]:
    """Names, titles and lists of rules that are no plain texts."""
    for name in ("pack", "version"):
        if isinstance(content.get(name), str) and not _is_text(content[name]):
            yield _fault(file, _line(content, name), "pack-shape", name)
    title = content.get("title")
    if isinstance(title, Mapping):
        for language in ("zh", "en"):
            if not _is_text(title.get(language)):
                line = _line(title, language)
                yield _fault(file, line, "pack-shape", f"title.{language}")
    for name in ("rules", "drop"):
        rules_ = content.get(name)
        for at, rule in enumerate(rules_ if isinstance(rules_, list) else ()):
            if not isinstance(rule, str):
                yield _fault(
                    file, _line(rules_, at), "pack-shape", f"{name}: {rule!s:.60}"
                )


def _is_text(value: object) -> bool:
    """A line that says something and holds no control characters."""
    return isinstance(value, str) and value.strip() != "" and value.isprintable()


_SAYS = {
    "pack-unreadable": Words("不是有效的YAML: {0}", "no valid YAML: {0}"),
    "pack-shape": Words(
        "缺少、多余或类型不对：{0}", "missing, surplus or of a wrong kind: {0}"
    ),
    "pack-value-without-source": Words(
        "{0}须写明value与source", "{0} needs value and source"
    ),
    "policy-unknown": Words("没有参数组{0}", "no policy {0}"),
    "policy-value": Words("参数值不合要求：{0}", "unsuitable value: {0}"),
    "policy-missing": Words(
        "采用的规则需要参数组{0}", "an adopted rule needs the policy {0}"
    ),
    "rule-unknown": Words("没有规则{0}", "no rule {0}"),
    "rule-not-there": Words(
        "所依据的规则包没有采用规则{0}", "the pack it extends has no rule {0}"
    ),
    "pack-drops-basic": Words(
        "基本规则{0}不得弃用", "the basic rule {0} cannot be given up"
    ),
    "pack-base": Words("找不到所依据的规则包{0}", "no pack {0} to extend"),
    "pack-circle": Words("规则包互相依据成环：{0}", "packs extend in a circle: {0}"),
}
_MAYBE = Words(
    "对照 lungang rules 与内置规则包修改", "compare lungang rules and the packs shipped"
)


def _fault(file: str, line: int, code: str, what: str) -> Fault:
    says = _SAYS[code]
    filled = Words(says.zh.format(what), says.en.format(what))
    return Fault(code, filled, _MAYBE, Origin(file, line), value=what)


def _line(mapping: Any, key: Any) -> int:
    """The 1-based line of a key; the mapping's own line when the key is missing."""
    marks = getattr(mapping, "lc", None)
    if marks is None:
        return 1
    if marks.data and key in marks.data:
        return int(marks.data[key][0]) + 1
    return int(marks.line or 0) + 1


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value


def overlay(
    pack: Pack, values: Mapping[str, Mapping[str, Any]], sources: Mapping[str, str]
) -> Pack:
    """The pack with values of the organisation's own policy sheet on top.

    ``values`` are already checked against their knobs, by policy key and field.
    """
    policies_ = {
        key: policy.model_copy(update=dict(values.get(key, {})))
        for key, policy in pack.policies.items()
    }
    own = frozenset(f"{key}.{knob}" for key in values for knob in values[key])
    return replace(
        pack, policies=policies_, sources={**pack.sources, **sources}, overlaid=own
    )
