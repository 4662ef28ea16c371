"""What cannot be true of a family, and what is doubtful: faults and doubts on kin.

A fault stops the workbook: two biological fathers, a person their own ancestor, a
male aunt. A doubt becomes a finding to be verified (article 24).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lungang_models.facts.kinship.ages import of_ages
from lungang_models.facts.kinship.declaration import (
    KinDeclaration,
    KinFact,
    KinRow,
    Raised,
)
from lungang_models.facts.kinship.family import read_row
from lungang_models.facts.kinship.graph import Said
from lungang_models.facts.kinship.mutual import of_mutual
from lungang_models.facts.kinship.numbers import of_numbers
from lungang_models.facts.kinship.patterns import KinStep, kind_of, mirror, shape_of
from lungang_models.facts.kinship.people import Mention, Node, People, plain
from lungang_models.facts.kinship.reporting import doubt
from lungang_models.fault import Fault
from lungang_models.vocabulary import Sex, StaffId, Tables
from lungang_models.words import Words

_BY_BIRTH = ("blood", "full", "half")


def in_declarations(rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
    """Faults and doubts of the sheet of declarations."""
    staff_names: dict[str, list[StaffId]] = defaultdict(list)
    for person in tables.person.values():
        staff_names[plain(person.name)].append(person.id)
    every = _all_said(tables)
    for said in every:
        if isinstance(said.row, KinDeclaration):
            yield from _of_word(said)
            yield from _of_end(said.row)
            yield from _of_name(said, tables, staff_names)
            yield from _of_row(said, "relative_name", "word")
            yield from _of_adoption(said)
            yield from of_ages(said, tables)
    yield from of_mutual(every, tables)
    yield from of_numbers(rows, tables)
    yield from _of_family(every, KinDeclaration, "word")


def in_facts(rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
    """Faults and doubts of the sheet of facts."""
    every = _all_said(tables)
    for said in every:
        if isinstance(said.row, KinFact):
            yield from _of_row(said, "b_name", "kind")
            yield from _of_adoption(said)
            yield from of_ages(said, tables)
    yield from of_numbers(rows, tables)
    yield from _of_family(every, KinFact, "kind")


def _all_said(tables: Tables) -> tuple[Said, ...]:
    """Every row as it reads on the last of days, so that no adoption is yet to come."""
    rows: list[KinRow] = [*tables.of(KinDeclaration), *tables.of(KinFact)]
    people = People.of(tables.person.values(), rows)
    return tuple(read_row(people, row, i, date.max) for i, row in enumerate(rows))


def _of_word(said: Said) -> Iterator[Fault]:
    """What the word itself leaves open, or contradicts."""
    row, reading = said.row, said.reading
    assert reading is not None
    if reading.misfit:
        yield row.fault(
            "kin-sex", "word",
            Words(f"“{reading.word}”与双方性别不符",
                  f"{reading.word!r} does not fit the sexes of the two"),
            Words("改正称谓、工号或性别", "mend the word, the staff number or the sex"),
        )  # fmt: skip
    elif reading.mark == "unknown":
        yield doubt(
            row, "kin-word-unknown", "word",
            Words(f"读不出称谓“{reading.word}”", f"cannot read the relation {reading.word!r}"),
            reading.note,
        )  # fmt: skip
    elif reading.mark == "ask" or _ambiguous(reading.paths):
        yield doubt(
            row, "kin-word-ambiguous", "word",
            Words(f"称谓“{reading.word}”有歧义：{reading.normal.zh}",
                  f"the relation {reading.word!r} is ambiguous: {reading.normal.en}"),
            Words("请写明关系，如“母亲的弟弟”", "write it out, such as mother's brother"),
        )  # fmt: skip
    elif reading.mark == "none" and _said_of_kin(row):
        yield doubt(
            row, "kin-word-of-nobody", "word",
            Words(f"“{reading.word}”不是亲属，本行却填有亲属才有的日期或情况",
                  f"{reading.word!r} are not kin, yet the row says what is said of kin"),
            Words("核对称谓；不是亲属的不查任职回避",
                  "check the word: who is no kin is kept from no post"),
        )  # fmt: skip
    elif reading.loose:
        yield doubt(
            row, "kin-word-loose", "word",
            Words(f"“{reading.word}”也用于非亲属",
                  f"{reading.word!r} is also said of people who are not kin"),
            Words("请确认确为亲属", "confirm that they are kin"),
        )  # fmt: skip


def _of_end(row: KinDeclaration) -> Iterator[Fault]:
    """An end without its cause: death leaves in-laws what divorce does not."""
    if row.until is not None and row.end is None:
        yield row.doubt(
            "kin-end-missing", "end",
            Words(f"关系于{row.until}终止，没有终止原因",
                  f"the relation ended on {row.until}, and nothing says how"),
            Words("填写离婚、去世或撤销；没有终止的，关系终止留空",
                  "give divorce, death or annulment; leave the day empty if it stands"),
        )  # fmt: skip


def _said_of_kin(row: KinRow) -> bool:
    """Whether a declaration gives what only a relation of kin has."""
    assert isinstance(row, KinDeclaration)
    given = row.since, row.until, row.end, row.relative_id_number, row.relative_born
    return any(given) or row.adopted_out or row.raised is not Raised.UNKNOWN


def _ambiguous(paths: Sequence[tuple[KinStep, ...]]) -> bool:
    """Whether some readings are on the list of article 20 and others not."""
    listed = {kind_of(shape_of(path) or ()).number > 0 for path in paths}
    step = {any(s.bond == "step" or s.out for s in path) for path in paths}
    return len(listed) > 1 or len(step) > 1


def _of_name(
    said: Said, tables: Tables, names: dict[str, list[StaffId]]
) -> Iterator[Fault]:
    """A name that stands on the roster without its number, or with another's."""
    row = said.row
    assert isinstance(row, KinDeclaration)
    if row.relative_staff is not None:
        person = tables.person.get(row.relative_staff)
        if (
            person
            and row.relative_name
            and plain(person.name) != plain(row.relative_name)
        ):
            yield doubt(
                row, "kin-name-differs", "relative_name",
                Words(f"工号{row.relative_staff}是{person.name}，不是{row.relative_name}",
                      f"{row.relative_staff} is {person.name}, not {row.relative_name}"),
                Words("核对亲属工号与姓名", "check the number and the name"),
            )  # fmt: skip
        return
    same = [
        number for number in names.get(plain(row.relative_name), ())
        if number != row.declarer and _may_be(row, tables, number)
    ]  # fmt: skip
    if same and said.b.node[0] != "staff":
        numbers = "、".join(same)
        yield doubt(
            row, "kin-on-roster", "relative_staff",
            Words(f"{row.relative_name}与在册人员{numbers}同名，未填工号",
                  f"{row.relative_name} has the name of {numbers}, but no staff number"),
            Words("是同一人的填亲属工号，不是的填出生年月",
                  "give the staff number if it is that person, the birth month if not"),
        )  # fmt: skip


def _may_be(row: KinDeclaration, tables: Tables, number: StaffId) -> bool:
    born, own = tables.person[number].born, row.relative_born
    if born is None or own is None:
        return True
    return (born.year, born.month) == (own.year, own.month)


def _of_adoption(said: Said) -> Iterator[Fault]:
    """Somebody given away for adoption to whom no birth leads: a slip of the column."""
    born = any(step.move != "wed" for path in said.paths for step in path)
    if said.row.adopted_out and said.paths and not born:
        yield doubt(
            said.row, "kin-adopted-odd", "adopted_out",
            Words("配偶谈不上送养", "a spouse cannot have been given for adoption"),
            Words("填“否”，并核对本列是否与别的列对调",
                  "say 'no', and check whether columns were swapped"),
        )  # fmt: skip


def _of_row(said: Said, name: str, main: str) -> Iterator[Fault]:
    """Contradictions inside one row."""
    row = said.row
    if said.a.node == said.b.node:
        yield row.fault(
            "kin-self", main,
            Words("申报本人为自己的亲属", "somebody is declared their own relative"),
            Words("改正工号或身份证号", "mend the staff or identity number"),
        )  # fmt: skip
    for mention in (said.a, said.b):
        if mention.node[0] == "said" and not mention.name:
            yield row.fault(
                "kin-nameless", name,
                Words("没有写明亲属是谁", "does not say who the relative is"),
                Words("填姓名或工号", "give a name or a staff number"),
            )  # fmt: skip
    if row.since and row.until and row.until < row.since:
        yield row.fault(
            "kin-dates", "until",
            Words(f"关系终止{row.until}早于起始{row.since}",
                  f"it ends {row.until}, before it begins {row.since}"),
            Words("核对两个日期", "check both dates"),
        )  # fmt: skip
    spouses = [step for path in said.paths for step in path]
    married = len(spouses) == 1 and spouses[0].move == "wed"
    misfit = said.reading is not None and said.reading.misfit
    if married and not misfit and said.a.sex is not None and said.a.sex is said.b.sex:
        yield row.fault(
            "kin-sex", main,
            Words("夫妻双方性别相同", "the two spouses are of one sex"),
            Words("核对性别与工号", "check the sexes and the numbers"),
        )  # fmt: skip


def _of_family(said: Sequence[Said], kind: type[KinRow], field: str) -> Iterator[Fault]:
    """Contradictions between rows, each reported on the later row of its own sheet."""
    yield from _two_parents(said, kind, field)
    yield from _own_ancestor(said, kind, field)
    yield from _two_spouses(said, kind, field)


def births(said: Said) -> Iterator[tuple[Mention, Mention, KinStep]]:
    """Child, parent and the step up, where a row says just that."""
    if len(said.paths) != 1 or len(said.paths[0]) != 1:
        return
    step = said.paths[0][0]
    if step.move == "up":
        yield said.a, said.b, step
    if step.move == "down":
        yield said.b, said.a, mirror((step,), said.a.sex)[0]


def _two_parents(
    said: Sequence[Said], kind: type[KinRow], field: str
) -> Iterator[Fault]:
    """One biological father and one biological mother, and two parents in all."""
    known: dict[Node, list[tuple[Mention, Sex | None, KinRow]]] = defaultdict(list)
    for one in said:
        for child, parent, step in births(one):
            if step.bond not in _BY_BIRTH:
                continue
            sex = step.sex or parent.sex
            others = [
                (held, row) for held, other, row in known[child.node]
                if sex is not None and other is sex and _different(held, parent)
            ]  # fmt: skip
            if others and isinstance(one.row, kind):
                yield _second_parent(one, child, parent, sex, others[0], field)
            known[child.node].append((parent, sex, one.row))


def _second_parent(
    said: Said, child: Mention, parent: Mention, sex: Sex | None,
    other: tuple[Mention, KinRow], field: str,
) -> Fault:  # fmt: skip
    noun = Words("父亲", "father") if sex is Sex.MALE else Words("母亲", "mother")
    where = other[1].origin
    at = f" ({where.sheet}!{where.row})" if where else ""
    says = Words(
        f"{child.name}有两个亲生{noun.zh}：{other[0].name}{at}、{parent.name}",
        f"{child.name} has two biological {noun.en}s: {other[0].name}{at}, {parent.name}",
    )
    maybe = Words(
        "其中一人改为继父母、养父母或更正姓名",
        "make one a step- or adoptive parent, or mend a name",
    )
    sure = "B" not in (child.level, parent.level, other[0].level)
    if sure:
        return said.row.fault("kin-two-parents", field, says, maybe)
    return doubt(said.row, "kin-two-parents", field, says, maybe)


def _different(one: Mention, other: Mention) -> bool:
    """Whether two mentions cannot be one person."""
    if one.node == other.node:
        return False
    certain = {"staff", "id"}
    if one.node[0] in certain and other.node[0] in certain:
        return True
    if one.name != other.name:
        return bool(one.name and other.name)
    if one.born is None or other.born is None:
        return False
    return (one.born.year, one.born.month) != (other.born.year, other.born.month)


def _own_ancestor(
    said: Sequence[Said], kind: type[KinRow], field: str
) -> Iterator[Fault]:
    """Nobody descends from himself."""
    up: dict[Node, set[Node]] = defaultdict(set)
    for one in said:
        for child, parent, step in births(one):
            if step.bond in (*_BY_BIRTH, "adoptive") and child.node != parent.node:
                if child.node in _ancestors(up, parent.node) and isinstance(
                    one.row, kind
                ):
                    yield one.row.fault(
                        "kin-own-ancestor", field,
                        Words(f"{child.name}成了自己的祖先",
                              f"{child.name} would descend from himself"),
                        Words("父母与子女颠倒，改正其中一行",
                              "parent and child are swapped; mend one row"),
                    )  # fmt: skip
                up[child.node].add(parent.node)


def _ancestors(up: dict[Node, set[Node]], node: Node) -> set[Node]:
    seen: set[Node] = set()
    ahead = [node]
    while ahead:
        for parent in up.get(ahead.pop(), ()):
            if parent not in seen:
                seen.add(parent)
                ahead.append(parent)
    return seen | {node}


def _two_spouses(
    said: Sequence[Said], kind: type[KinRow], field: str
) -> Iterator[Fault]:
    """Two marriages of one person that stand on the same day (Civil Code 1042)."""
    known: dict[Node, list[tuple[Mention, KinRow]]] = defaultdict(list)
    for one in said:
        steps = [step for path in one.paths for step in path]
        married = len(steps) == 1 and steps[0].move == "wed"
        if not married or steps[0].state == "engaged" or _ended_by_word(one):
            continue
        for person, spouse in ((one.a, one.b), (one.b, one.a)):
            rival = next(
                (held for held, row in known[person.node]
                 if _different(held, spouse) and _overlap(row, one.row)), None,
            )  # fmt: skip
            if rival and isinstance(one.row, kind):
                yield one.row.fault(
                    "kin-two-spouses", field,
                    Words(f"{person.name}同时有两个配偶：{rival.name}、{spouse.name}",
                          f"{person.name} has two spouses at once: {rival.name}, {spouse.name}"),
                    Words("已离婚或去世的，填关系终止日期",
                          "give the end date of the marriage that ended"),
                )  # fmt: skip
            known[person.node].append((spouse, one.row))


def _ended_by_word(said: Said) -> bool:
    """前妻, 亡妻: the word itself says the marriage is over."""
    if said.reading is None:
        return False
    return any(s.state in ("ended", "late") for p in said.reading.paths for s in p)


def _overlap(one: KinRow, other: KinRow) -> bool:
    """Whether two marriages certainly share a day."""
    for first, then in ((one, other), (other, one)):
        over = first.until or (date.min if first.end else None)
        if over is not None and (then.since is None or over <= then.since):
            return False
    return True
