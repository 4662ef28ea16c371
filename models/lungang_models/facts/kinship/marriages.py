"""Who is married, by what the sheets of kin say without regard to the day."""

from __future__ import annotations

from datetime import date

from lungang_models.facts.kinship.declaration import KinDeclaration, KinFact, KinRow
from lungang_models.facts.kinship.family import read_row
from lungang_models.facts.kinship.people import People
from lungang_models.vocabulary import StaffId, Tables


def married(tables: Tables) -> dict[StaffId, bool]:
    """By person whether a marriage stands; who is missing said nothing of one.

    Everything that is dated to end has ended.
    """
    rows: list[KinRow] = [*tables.of(KinDeclaration), *tables.of(KinFact)]
    people = People.of(tables.person.values(), rows)
    found: dict[StaffId, bool] = {}
    for index, row in enumerate(rows):
        said = read_row(people, row, index, date.max)
        for path in said.paths if len(said.paths) == 1 else ():
            (step, *more) = path
            if more or step.move != "wed" or step.state in ("engaged", "planned"):
                continue
            for node in (said.a.node, said.b.node):
                if node[0] == "staff":
                    person = StaffId(str(node[1]))
                    stands = step.state == "current" or found.get(person, False)
                    found[person] = stands
    return found
