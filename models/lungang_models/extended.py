"""Sheets of nouns with the columns of the evidence that extends them.

A workbook shows one row for a person, with every column about them; a problem keeps the
noun and each piece of evidence by itself. ``worksheets`` gives the kinds of row as they
stand in a workbook, ``joined`` makes such rows, and ``ExtendedRow.parts`` takes them
apart again, which ``vocabulary.Tables`` does with every row it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import Field, ModelWrapValidatorHandler, create_model, model_validator

from lungang_models.row import Evidence, Row

Kind = type[Row]

HOME = "id"
"""The column by which a noun is called; evidence that extends it refers to it."""


class ExtendedRow(Row):
    """A row of a noun's sheet with the columns of evidence behind those of the noun."""

    noun: ClassVar[Kind]
    extensions: ClassVar[tuple[type[Evidence], ...]]

    @model_validator(mode="wrap")
    @classmethod
    def _each_part_is_valid(
        cls, value: Any, handler: ModelWrapValidatorHandler[ExtendedRow]
    ) -> ExtendedRow:
        """What the evidence itself refuses is refused here, under the same column."""
        made = handler(value)
        list(made.parts())
        return made

    def parts(self) -> Iterator[Row]:
        """The noun's own row, then the evidence of which at least one cell is filled."""
        own = self.noun.model_fields
        noun = self.noun.model_construct(**{f: getattr(self, f) for f in own})
        yield noun
        for kind in self.extensions:
            cells = {f: getattr(self, f) for f in kind.headings()}
            given = {
                f: v
                for f, v in cells.items()
                if v != type(self).model_fields[f].default
            }
            if given:
                whose = {kind.whose(): getattr(noun, HOME)}
                yield kind.model_validate({**given, **whose, "origin": self.origin})


def extends(kind: Kind) -> Kind | None:
    """The noun whose sheet a kind of evidence extends, if any."""
    return kind.extends if issubclass(kind, Evidence) else None


def worksheets(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """The kinds as the sheets of a workbook hold them: evidence that extends a noun adds
    its columns to the noun's and has no sheet of its own."""
    every = tuple(kinds)
    return tuple(
        _extended(kind, tuple(e for e in every if extends(e) is kind))
        for kind in every
        if extends(kind) is None
    )


def noun_of(kind: Kind) -> Kind:
    """The kind itself, or the noun of an extended one."""
    return kind.noun if issubclass(kind, ExtendedRow) else kind


def joined(rows: Mapping[Kind, Sequence[Row]]) -> dict[Kind, list[Row]]:
    """Rows by kind as the sheets of a workbook hold them; see :func:`worksheets`."""
    found: dict[Kind, list[Row]] = {}
    for kind, wide in zip(
        (k for k in rows if extends(k) is None), worksheets(rows), strict=True
    ):
        found[wide] = list(rows[kind])
        if issubclass(wide, ExtendedRow) and wide is not kind:
            found[wide] = list(_wide_rows(wide, rows))
    return found


def _wide_rows(
    wide: type[ExtendedRow], rows: Mapping[Kind, Sequence[Row]]
) -> Iterator[Row]:
    known: dict[Any, dict[str, Any]] = {}
    for kind in wide.extensions:
        for row in rows[kind]:
            cells = {f: getattr(row, f) for f in kind.headings()}
            known.setdefault(getattr(row, kind.whose()), {}).update(cells)
    for row in rows[wide.noun]:
        own = {f: getattr(row, f) for f in wide.noun.model_fields}
        yield wide.model_construct(**own, **known.get(own[HOME], {}))


@cache
def _extended(noun: Kind, extensions: tuple[type[Evidence], ...]) -> Kind:
    """The row of a noun's sheet with further columns, none of which must be filled."""
    if not extensions:
        return noun
    fields: dict[str, Any] = {}
    for kind in extensions:
        for name in kind.headings():
            if name in noun.model_fields or name in fields:
                raise TypeError(
                    f"{kind.__name__}.{name}: {noun.__name__} has it already"
                )
            fields[name] = _optional(kind.model_fields[name])
    bases: Any = (ExtendedRow, noun)
    made: type[ExtendedRow] = create_model(noun.__name__, __base__=bases, **fields)
    made.noun, made.extensions = noun, extensions
    made.plausible = {
        f: dated for kind in (noun, *extensions) for f, dated in kind.plausible.items()
    }
    return made


def _optional(info: Any) -> tuple[Any, Any]:
    """A column that may stay empty: type and field."""
    required = info.is_required()
    kind = info.annotation | None if required else info.annotation
    if info.metadata:
        kind = Annotated[(kind, *info.metadata)]
    default = None if required else info.get_default()
    return kind, Field(
        default,
        title=info.title,
        description=info.description,
        json_schema_extra=info.json_schema_extra,
    )
