"""Scenario files: YAML read with the line of every part, written with comments kept."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lungang.disk import replaced
from lungang.scenario.faults import fault
from lungang.scenario.patch import Patch
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.words import Words
from lungang_models.yaml_text import UnreadableText, decoded, parse

Places = dict[tuple[str | int, ...], Origin]
Kind = TypeVar("Kind", bound=BaseModel)
SUFFIXES = (".yaml", ".yml")


def read_patch(path: str | os.PathLike[str]) -> Patch:
    """A patch from its file. Raises ``BadInput`` with the line of every fault."""
    file = Path(path)
    if file.suffix not in SUFFIXES or not file.is_file():
        raise BadInput((fault("scenario-missing", None, file.name),))
    return parse_patch(text_of(file), file.name)


def parse_patch(text: str, name: str) -> Patch:
    """A patch from its text; ``name`` is the file that faults speak of.

    Raises ``BadInput`` with the line of every fault.
    """
    patch, places = parsed(text, name, Patch, "scenario")
    return patch.placed(places)


def parsed(text: str, name: str, kind: type[Kind], codes: str) -> tuple[Kind, Places]:
    """A document of a kind, and the line of every part of it.

    ``codes`` is what the codes of its faults begin with. Raises ``BadInput`` with the
    line of every fault.
    """
    content = _yaml_of(text, name)
    places = dict(_places(content, (), Origin(name, 1)))
    plain = _plain(content)
    if isinstance(plain, dict):
        plain.pop("$schema", None)
    try:
        return kind.model_validate(plain), places
    except ValidationError as errors:
        raise BadInput(tuple(_faults(errors, places, codes))) from None


def write_patch(path: str | os.PathLike[str], patch: Patch) -> Path:
    """Write a patch; what the file holds already keeps its comments and its order."""
    file = Path(path)
    content: Any = _yaml_of(text_of(file), file.name) if file.is_file() else {}
    wanted = patch.model_dump(mode="json", exclude_defaults=True)
    _merge(content, wanted)
    out = StringIO()
    _yaml().dump(content, out)
    with replaced(file) as draft:
        draft.write_text(out.getvalue(), encoding="utf-8", newline="\n")
    return file


def text_of(file: Path) -> str:
    """The text of a file. Raises ``BadInput`` where it is in no known encoding."""
    try:
        return decoded(file.read_bytes())
    except UnreadableText as error:
        where = Origin(file.name, error.line)
        raise BadInput((fault("scenario-unreadable", where, error.what),)) from None


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.allow_unicode = True
    yaml.width = 88
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _yaml_of(text: str, name: str) -> Any:
    try:
        return parse(text)
    except UnreadableText as error:
        code = "scenario-too-much" if error.too_much else "scenario-unreadable"
        raise BadInput((fault(code, Origin(name, error.line), error.what),)) from None


def _places(
    content: Any, path: tuple[str | int, ...], origin: Origin
) -> Iterator[tuple[tuple[str | int, ...], Origin]]:
    """Every part of a document with the line it stands on."""
    yield path, origin
    lines = getattr(content, "lc", None)
    if lines is None:
        return
    items: Any = content.items() if isinstance(content, Mapping) else enumerate(content)
    for key, value in items:
        mark = (lines.data or {}).get(key)
        at = Origin(origin.sheet, mark[0] + 1) if mark else origin
        yield from _places(value, (*path, key), at)


def _plain(value: Any) -> Any:
    """Plain data of a document read; an id that looks like a number stays text."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value


def _faults(errors: ValidationError, places: Places, codes: str) -> Iterator[Fault]:
    told: set[tuple[str | int, ...]] = set()
    for error in errors.errors(include_url=False):
        path: tuple[str | int, ...] = error["loc"]
        known = next(
            path[:n] for n in range(len(path), -1, -1) if path[:n] in places or not n
        )
        missing = error["type"] == "missing"
        if (known if not missing else path) in told:
            continue
        told.add(known if not missing else path)
        what = ".".join(map(str, path if missing else known))
        code = _CODES.get(error["type"], "shape")
        if error["type"].startswith(codes):  # a check of the kind's own, on a value
            code = error["type"].removeprefix(f"{codes}-")
            what = str(error["input"]) if isinstance(error["input"], str) else what
        yield fault(f"{codes}-{code}", places.get(known), what or _WHOLE)


_CODES = {"missing": "missing-key", "extra_forbidden": "key"}
_WHOLE = Words("整个文件", "the file")


def _merge(content: Any, wanted: dict[str, Any]) -> None:
    """Make a document say what is wanted, touching only what differs."""
    for key in [k for k in content if k not in wanted and k != "$schema"]:
        del content[key]
    for key, value in wanted.items():
        old = content.get(key)
        if isinstance(old, Mapping) and isinstance(value, dict):
            _merge(old, value)
        elif _plain(old) != value:
            content[key] = value
