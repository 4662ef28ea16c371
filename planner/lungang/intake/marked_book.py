"""A prepared workbook: cells to confirm are coloured, each with its reason."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lungang.disk import replaced
from lungang.intake.prepared import Guess, PreparedRows
from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.cells import plain
from lungang.intake.workbook.columns import SheetColumn, columns, sheet_name
from lungang.intake.workbook.xlsx_writer import XlsxBook
from lungang_models.extended import noun_of
from lungang_models.vocabulary import Row
from lungang_models.words import Language, Words

#: Guessed cells: the grey-violet that neither required nor faulty cells have.
GUESSED = "#E4DFEC"

COLOURED = Words(
    "淡紫色单元格是程序推定的，批注中有理由；核对后可直接使用或改正。",
    "Cells in light violet were inferred; the note on each says why. Check or correct.",
)
SECTIONS = (
    Words("需要您补充", "what only you know"),
    Words("未录入的内容", "what was not taken over"),
    Words("推定的单元格", "inferred cells"),
)


def write_prepared(
    path: str | os.PathLike[str],
    prepared: PreparedRows,
    kinds: Sequence[type[Row]],
    head: tuple[Words, Words],
    language: Language = "zh",
) -> Path:
    """Write the workbook; every kind gets a sheet, an empty one too.

    ``head`` is the title of the first sheet and the sentence below it.
    """
    with replaced(path) as draft:
        _PreparedBook(draft, prepared, kinds, head, language).write()
    return Path(path)


class _PreparedBook(XlsxBook):
    """The workbook of the house, with guesses marked and a sheet that lists them."""

    def __init__(
        self, path: Path, prepared: PreparedRows, kinds: Sequence[type[Row]],
        head: tuple[Words, Words], language: Language,
    ) -> None:  # fmt: skip
        filled = {kind: prepared.rows.get(kind, ()) for kind in kinds}
        super().__init__(path, filled, prepared.settings, language, None)
        self.prepared, self.head = prepared, head
        self.guesses: dict[tuple[type[Row], int], list[Guess]] = defaultdict(list)
        for guess in prepared.guesses:
            self.guesses[guess.kind, guess.row].append(guess)

    def _guide(self) -> None:
        self._notes()
        super()._guide()

    def _row(
        self, sheet: Any, number: int, row: Row, wanted: tuple[SheetColumn, ...]
    ) -> None:
        super()._row(sheet, number, row, wanted)
        for guess in self.guesses.get((noun_of(type(row)), number - 1), ()):
            at = next(i for i, c in enumerate(wanted) if c.field == guess.field)
            value = plain(getattr(row, guess.field), wanted[at], self.language)
            style = self._format(f"guessed-{wanted[at].sort}", bg_color=GUESSED)
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(number, at, value, style)
            elif hasattr(value, "year"):
                day = self._format(
                    "guessed-day", bg_color=GUESSED, num_format="yyyy-mm-dd"
                )
                self._date(sheet, number, at, value, day)
            else:
                sheet.write_string(number, at, str(value), style)
            note = guess.why.in_(self.language)
            sheet.write_comment(
                number,
                at,
                f"{note}\n{guess.place}".strip(),
                {
                    "author": f"{sheet_style.OURS} {sheet_style.IMPORTED.zh}",
                    "x_scale": 2,
                },
            )

    def _notes(self) -> None:
        """The first sheet: counts, what to fill in, what was not taken, the guesses."""
        sheet = self.book.add_worksheet(sheet_name(sheet_style.IMPORTED, self.language))
        bold = self._format("bold", bold=True)
        wrap = self._format("wrap", text_wrap=True)
        for at, width in enumerate((22, 12, 26, 60, 60)):
            sheet.set_column(at, at, width, wrap)
        title = self._format("title", bold=True, font_size=16)
        sheet.write_string(0, 0, self.head[0].in_(self.language), title)
        sheet.write_string(1, 0, COLOURED.in_(self.language))
        sheet.write_string(2, 0, self.head[1].in_(self.language))
        row = 4
        for name, lines in zip(SECTIONS, self._listed(), strict=True):
            sheet.write_string(row, 0, f"{name.in_(self.language)} {len(lines)}", bold)
            for texts in lines:
                row += 1
                for at, text in enumerate(texts):
                    sheet.write_string(row, at, text)
            row += 2

    def _listed(self) -> tuple[list[tuple[str, ...]], ...]:
        lang = self.language
        asked: list[tuple[str, ...]] = [
            ("", "", "", w.in_(lang)) for w in self.prepared.asked
        ]
        told: list[tuple[str, ...]] = [
            (f.origin.sheet if f.origin else "",
             f.cell or str(f.origin.row if f.origin else ""), f.value,
             f.says.in_(lang), f.maybe.in_(lang))
            for f in self.prepared.told
        ]  # fmt: skip
        guessed: list[tuple[str, ...]] = [
            (sheet_name(g.kind.sheet, lang), str(g.row + 2),
             next(c.heading.in_(lang) for c in columns(g.kind) if c.field == g.field),
             g.why.in_(lang), g.place)
            for g in self.prepared.guesses
        ]  # fmt: skip
        return asked, told, guessed
