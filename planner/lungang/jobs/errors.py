"""Errors as data: one object for a program, with every fault and its remedy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal

from pydantic import ConfigDict, Field

from lungang.formats import Part, Text, schema_of
from lungang.intake.open import CheckedWorkbook
from lungang.intake.workbook.grouped import FaultGroup, fault_json, grouped
from lungang.intake.workbook.quoted import column_for, place_for, value_for
from lungang_models.account import Account
from lungang_models.fault import BadInput, Fault
from lungang_models.words import Words

__all__ = [
    "BadInput",
    "CheckDocument",
    "ErrorDocument",
    "Fault",
    "FaultGroup",
    "FaultsDocument",
    "check_document",
    "column_for",
    "error_document",
    "fault_line",
    "grouped",
    "place_for",
    "value_for",
]

ERROR_SCHEMA: Final = "lungang-error/1"
FAULTS_SCHEMA: Final = "lungang-faults/1"
CHECK_SCHEMA: Final = "lungang-check/1"

Kind = Literal["usage", "input", "no-plan", "unknown", "refused", "defect", "stopped"]
KINDS: dict[int, Kind] = {
    1: "defect", 2: "usage", 3: "no-plan", 4: "input", 5: "unknown", 6: "refused",
    130: "stopped",
}  # fmt: skip
"""What an exit code says: the same words on the command line and in a service."""


class FaultLine(Part):
    """One thing that is wrong, or doubtful, in the input: where it is, and the remedy.

    The values of :func:`lungang.intake.workbook.grouped.fault_json`.
    """

    kind: Literal["fault", "doubt"]
    code: str = Field(description="stable between versions")
    where: str = Field(description="sheet and cell as one text, such as 人员!F17")
    sheet: str = Field(description="sheet or file; empty for the whole input")
    row: int | None = Field(description="counted from 1, as a spreadsheet does")
    cell: str = Field(description="such as F17; empty where the sheet has no cells")
    column: str = Field(description="heading of the column, or empty")
    value: str
    zh: str = Field(description="what is wrong, in Chinese")
    en: str = Field(description="what is wrong, in English")
    maybe_zh: str = Field(description="the remedy, in Chinese")
    maybe_en: str = Field(description="the remedy, in English")


class _Ended(Part):
    """Why a command gave no result; the one object on standard output then."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    exit: int = Field(description="the exit code of the command")
    kind: Kind
    says: Text


class ErrorDocument(_Ended):
    """A command gave no result, and no fault of the input is the reason."""

    schema_: Literal["lungang-error/1"] = Field(default=ERROR_SCHEMA, alias="schema")


class FaultsDocument(_Ended):
    """A command gave no result for faults of its input: all of them at once."""

    schema_: Literal["lungang-faults/1"] = Field(default=FAULTS_SCHEMA, alias="schema")
    faults: tuple[FaultLine, ...] = Field(min_length=1)


class UnexaminedRule(Part):
    """A rule that was not examined, since its evidence is absent or nearly so."""

    rule: str
    code: str
    title: Words
    article: str
    missing: tuple[Words, ...]
    says: Text


class CheckDocument(Part):
    """What a check of a workbook found, what was read of it, and what was not examined."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-check/1"] = Field(default=CHECK_SCHEMA, alias="schema")
    fit: bool = Field(description="whether the workbook can be solved as it is")
    input_hash: str | None = Field(description="SHA-256 of the checked input, if fit")
    faults: tuple[FaultLine, ...]
    doubts: tuple[FaultLine, ...]
    account: Account
    not_examined: tuple[UnexaminedRule, ...]


def fault_line(fault: Fault) -> FaultLine:
    """One fault or doubt as data."""
    return FaultLine.model_validate(fault_json(fault))


def error_document(
    code: int, says: Words, faults: Iterable[Fault] = ()
) -> ErrorDocument | FaultsDocument:
    """The error of an exit code, with the faults behind it, each told once."""
    lines = tuple(fault_line(f) for f in dict.fromkeys(faults))
    kind, told = KINDS[code], Text(**says._asdict())
    if lines:
        return FaultsDocument(exit=code, kind=kind, says=told, faults=lines)
    return ErrorDocument(exit=code, kind=kind, says=told)


def check_document(found: CheckedWorkbook) -> CheckDocument:
    """What a check found, as data."""
    return CheckDocument(
        fit=found.problem is not None,
        input_hash=None if found.problem is None else found.problem.hash,
        faults=tuple(map(fault_line, found.faults)),
        doubts=tuple(map(fault_line, found.doubts)),
        account=found.account,
        not_examined=tuple(
            UnexaminedRule.model_validate(
                {**n.model_dump(mode="json"), "says": n.says._asdict()}
            )
            for n in found.not_examined
        ),
    )


def error_schema() -> dict[str, Any]:
    """The JSON Schema of an error."""
    return schema_of(ErrorDocument, ERROR_SCHEMA)


def faults_schema() -> dict[str, Any]:
    """The JSON Schema of an error that faults of the input are the reason of."""
    return schema_of(FaultsDocument, FAULTS_SCHEMA)


def check_schema() -> dict[str, Any]:
    """The JSON Schema of a check."""
    return schema_of(CheckDocument, CHECK_SCHEMA)
