"""A person's own ties to firms and bodies outside: what article 21(3) looks at."""

from __future__ import annotations

from datetime import date

from lungang_models.facts.tenure import later
from lungang_models.plausible import Dated
from lungang_models.privacy import Fact
from lungang_models.vocabulary import Evidence, StaffId, Term, column
from lungang_models.words import Words


class Capacity(Term):
    """In what capacity somebody is tied to an outside body."""

    EMPLOYED = "任职"
    OWNER = "持股或经营"
    ADVISER = "代理或顾问"


class OutsideTie(Evidence):
    """A post, a share or an agency of the person's own, now or formerly."""

    sheet = Words("本人社会任职", "own outside ties")
    about = ("person", "entity", "capacity", "since")
    plausible = {
        "since": Dated(possible=(-90, 1), usual=(-90, 0)),
        "until": Dated(possible=(-90, 100), after=("since",)),
    }
    tells = Fact.OWN_TIES
    person: StaffId = column("工号", "staff number")
    entity: str = column("单位或企业名称", "body or firm", min_length=1)
    capacity: Capacity = column("身份", "capacity")
    supplier: bool = column(
        "供应商", "supplier", "参加本级政府采购的供应商填是",
        "yes for a supplier in our procurement", default=False,
    )  # fmt: skip
    industry: str = column("行业", "industry", default="")
    since: date | None = column("起", "from", default=None)
    until: date | None = column("止", "to", "空=至今", "empty = to date", default=None)
    paper: str = column(
        "批准文号", "approval", "经批准兼职的文号", "of an approved outside job", default="",
    )  # fmt: skip

    def lasts(self, on: date) -> bool:
        """Whether the tie stands on a day."""
        begun = self.since is None or self.since <= on
        return begun and (self.until is None or self.until > on)

    def recent(self, on: date, months: int) -> bool:
        """Whether the tie stands on a day, or ended less than so many months before."""
        ended = self.until is not None and self.until <= on
        return self.lasts(on) or (
            ended and self.until is not None and later(self.until, months) > on
        )
