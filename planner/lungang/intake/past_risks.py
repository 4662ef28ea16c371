"""Last term's register and decided grades against what is checked and recorded now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lungang.intake.workbook.reading import Setting
from lungang_models.consistency import reference
from lungang_models.facts.risk import DecidedGrade, PastRisk, counted
from lungang_models.fault import Doubt, Fault
from lungang_models.privacy import Fact, FactClass
from lungang_models.registry import checks
from lungang_models.vocabulary import Evidence, StaffId, Tables
from lungang_models.words import Words, listed


def grades_of_nothing(tables: Tables) -> Iterator[Fault]:
    """Grades of risks that cannot be: no risk of the register has such a number."""
    codes = {c for check in checks() for c in (check.code, *check.other_codes)}
    for row in tables.of(DecidedGrade):
        code, mark, _ = row.risk.partition("-")
        if not mark or code not in codes:
            yield row.fault(
                "risk-unknown",
                "risk",
                Words(f"没有编号为“{row.risk}”的风险", f"no risk {row.risk!r}"),
                Words(
                    "照抄风险清单中的风险编号，如 K2-d7184db0",
                    "copy the number from the register, such as K2-d7184db0",
                ),
            )


def register_miscounted(tables: Tables, settings: Sequence[Setting]) -> Iterator[Doubt]:
    """A register of last term that is not what was carried over from it."""
    here = counted(tables.of(PastRisk))
    for cell in settings:
        if cell.knob == "plan.last_register" and cell.value not in ("", here):
            yield cell.doubt(
                "register-miscounted", "value",
                Words(f"上期风险清单结转时是{cell.value}，现在表中是{here}",
                      f"last term's register was carried over with {cell.value}; it now "
                      f"has {here}"),
                Words("照上期清单恢复漏掉或改了等级的行；等级另行审定的，写入“风险等级审定”",
                      "restore the lines that were lost or regraded; a grade that was "
                      "decided belongs on its own sheet"),
            )  # fmt: skip


def past_risks_at_odds(tables: Tables) -> Iterator[Doubt]:
    """Open risks of last term that nothing of this term can tell of any more."""
    yield from _of_no_rule(tables)
    yield from _of_nothing_declared(tables)


def _of_no_rule(tables: Tables) -> Iterator[Doubt]:
    """Risks of last term's register whose code is that of no check."""
    codes = {c for check in checks() for c in (check.code, *check.other_codes)}
    for row in tables.of(PastRisk):
        if row.open and row.code not in codes:
            yield row.form_doubt(
                "risk-unknown", "code",
                Words(f"没有代码为“{row.code}”的检查，这一风险不再复核",
                      f"no check has the code {row.code!r}: this risk is not followed up"),
                Words("照上期清单改正；确已不再检查的，另行办结",
                      "mend it by last term's register, or settle it by other means"),
            )  # fmt: skip


def _of_nothing_declared(tables: Tables) -> Iterator[Doubt]:
    """Risks that rested on declarations of people of whom there is none any more.

    They would pass for resolved. What has ended keeps its row, with the day.
    """
    rests_on = {
        code: [k for k in check.needs if _of_family(k)]
        for check in checks()
        for code in (check.code, *check.other_codes)
    }
    told: dict[type[Evidence], set[StaffId]] = defaultdict(set)
    for kind in {k for kinds in rests_on.values() for k in kinds}:
        fields = [
            f for f, column in kind.model_fields.items()
            if reference(column.annotation) is StaffId
        ]  # fmt: skip
        told[kind] = {getattr(row, f) for row in tables.of(kind) for f in fields}
    for row in tables.of(PastRisk):
        kinds = rests_on.get(row.code, [])
        people = {s for s in row.staff if s in tables.person}
        if row.open and kinds and people and not any(people & told[k] for k in kinds):
            sheets = listed([k.sheet for k in kinds])
            yield row.doubt(
                "past-risk-unfounded", "staff",
                Words(f"上期风险{row.risk}（{row.title or row.code}）涉及的人员，{sheets.zh}中"
                      "已没有任何记录，本期将视为已消除",
                      f"nothing about these people is left in {sheets.en}: the risk "
                      f"{row.risk} would pass for resolved"),
                Words("核对是否漏填；已终止的，保留该行并填写终止日期",
                      "check whether a row was lost; of what ended keep it, with the day"),
            )  # fmt: skip


def _of_family(kind: type[Evidence]) -> bool:
    """Whether rows of a kind are declarations of somebody's family and own ties."""
    return kind.tells.belongs is FactClass.FAMILY and kind.tells is not Fact.FILED
