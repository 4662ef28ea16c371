"""What a row of a sheet is: its columns, and evidence that extends the sheet of a noun.

A rule that needs one more thing to be known of each person declares it beside itself, as
``class HomeVillage(Evidence, extends=Person)``. Its columns then stand behind those of
the staff; in the problem it is evidence like any other, and the noun knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from lungang_models.fault import Doubt, Fault, FormDoubt, Origin
from lungang_models.plausible import Dated
from lungang_models.privacy import Fact
from lungang_models.words import Words


def column(
    zh: str,
    en: str,
    note: str = "",
    note_en: str = "",
    *,
    default: Any = ...,
    **kw: Any,
) -> Any:
    """A field of a row: its headings and the note shown in the template.

    Without ``default`` the column must be filled in every row.
    """
    extra: dict[str, Any] = {"zh": zh, "en": en, "note": note, "note_en": note_en}
    return Field(default, title=zh, description=note, json_schema_extra=extra, **kw)


class Row(BaseModel):
    """A row of a sheet, checked field by field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: ClassVar[Words]
    plausible: ClassVar[Mapping[str, Dated]] = {}
    """When the dates of its columns can be, by field; see :mod:`plausible`."""
    about: ClassVar[tuple[str, ...]] = ()
    """The fields that say what a row is about: two rows that agree in them contradict
    each other in the rest. Empty where several rows may be about one thing."""
    joined_by: ClassVar[Mapping[str, str]] = {}
    """Free words by which rows find each other: field → the list of words it shares."""
    origin: Origin | None = Field(default=None, exclude=True, repr=False)

    @classmethod
    @cache
    def headings(cls) -> Mapping[str, Words]:
        """Field name → heading in both languages, in column order."""
        return {
            name: Words(field.json_schema_extra["zh"], field.json_schema_extra["en"])
            for name, field in cls.model_fields.items()
            if isinstance(field.json_schema_extra, dict)
            and isinstance(field.json_schema_extra["zh"], str)
            and isinstance(field.json_schema_extra["en"], str)
        }

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Any) -> Iterator[Fault]:
        """Faults and doubts that show only across rows; overridden beside the rule.

        ``tables`` are all rows read (:class:`vocabulary.Tables`).
        """
        return iter(())

    def subject(self) -> tuple[object, ...]:
        """What the row is about, to be compared with others of its kind."""
        return tuple(getattr(self, field) for field in self.about)

    def fault(self, code: str, field: str, says: Words, maybe: Words) -> Fault:
        """A fault of one field of this row."""
        return Fault(
            code, says, maybe, self.origin, self.headings()[field].zh, "",
            cell_text(getattr(self, field)),
        )  # fmt: skip

    def doubt(self, code: str, field: str, says: Words, maybe: Words) -> Doubt:
        """A doubt about one field of this row."""
        return Doubt(**vars(self.fault(code, field, says, maybe)))

    def form_doubt(self, code: str, field: str, says: Words, maybe: Words) -> FormDoubt:
        """A doubt about one field that says nothing of the organisation."""
        return FormDoubt(**vars(self.fault(code, field, says, maybe)))

    def without_paper(self, field: str, what: Words) -> Doubt:
        """The doubt of something that binds or frees somebody, and names no paper.

        ``field`` is the empty column of the paper.
        """
        heading = self.headings()[field]
        return self.doubt(
            "paper-missing", field,
            Words(f"{what.zh}没有{heading.zh}", f"{what.en}: no {heading.en}"),
            Words("填写文号", "give the number of the document"),
        )  # fmt: skip


def cell_text(value: Any) -> str:
    """A value as it would stand in a cell."""
    if isinstance(value, tuple):
        return "、".join(map(cell_text, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value.value if isinstance(value, Enum) else value or "")


class Evidence(Row):
    """What some rules need to know, declared beside them: a row of a sheet of its own.

    Fields of type ``StaffId``, ``PostId``, ``UnitId`` and ``DutyId`` are checked
    against the staff, posts, units and duties of the problem.

    With ``extends`` its columns stand in the sheet of a noun instead. One field is then
    no column: the id of the noun's row. A noun's row whose cells under these columns are
    all empty gives no evidence.

    Example::

        class HomeVillage(Evidence, extends=Person):
            person: StaffId
            village: str = column("籍贯", "home village")

    Raises ``TypeError`` where a class that extends a noun does not have just one field
    beside its columns.
    """

    extends: ClassVar[type[Row] | None] = None
    """The noun in whose sheet the columns stand; ``None`` = it has a sheet of its own."""

    tells: ClassVar[Fact] = Fact.PLAIN
    """Which private fact a row tells of somebody; it decides who may see a finding."""

    def __init_subclass__(cls, extends: type[Row] | None = None, **config: Any) -> None:
        super().__init_subclass__(**config)

    @classmethod
    def __pydantic_init_subclass__(
        cls, extends: type[Row] | None = None, **config: Any
    ) -> None:
        super().__pydantic_init_subclass__(**config)
        if extends is not None:
            cls.extends, cls.sheet = extends, extends.sheet
            cls.whose()

    @classmethod
    def whose(cls) -> str:
        """The field with the id of the noun's row that a row of evidence extends."""
        fields = [f for f in cls.model_fields if f not in {*cls.headings(), "origin"}]
        if len(fields) != 1:
            raise TypeError(
                f"{cls.__name__} needs one field that is no column: whose row it extends"
            )
        return fields[0]
