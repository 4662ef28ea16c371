"""A main post is held at its own level; promotion only after its procedure (33(3))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.families import STAFFING
from lungang_models.ground import Ground
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Level, Person, Post, Severity
from lungang_models.way_out import Change, Legitimacy, WayOut
from lungang_models.words import Words


class LevelFits(Rule):
    id = "level"
    family = STAFFING
    code = "T10"
    title = Words("层次相符", "level")
    cites = {"cn-finance-bureau": "33(3)"}
    severity = Severity.SIGNIFICANT
    norm = Words(
        "{person}现为{level}，未经选拔任用程序不得转任其他层次的{post}",
        "{person} is {level}: not to {post} of another level without the procedure",
    )
    breach = Words(
        "{person}（{level}）拟任{post}（{wanted}）",
        "{person} ({level}) would hold {post} ({wanted})",
    )
    measure = Words("先履行选拔任用程序", "run the selection procedure first")
    waivable = Waivable(
        (Body.PARTY_GROUP,),
        Words("选拔任用程序的文号", "the document of the selection procedure"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        ranks: dict[tuple[Level, Level | None], list[Person]] = {}
        for person in problem.staff:
            ranks.setdefault((person.level, person.promoted_to), []).append(person)
        for (level, promoted), staff in ranks.items():
            wrong = [
                p
                for p in problem.posts
                if (not p.concurrent and p.level not in (level, promoted))
                or (p.concurrent and p.level.rank > level.rank)
            ]
            strange = {p.id for p in wrong}
            above = set()  # those who sit at another level today keep their seat
            for person in staff:
                mine = {person.post, *person.concurrent} & strange
                if mine:
                    above.add(person.id)
                    others = [p for p in wrong if p.id not in mine]
                    eligibility.forbid(self, [person], others, level=level.words)
            rest = [p for p in staff if p.id not in above]
            eligibility.forbid(self, rest, wrong, level=level.words)

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        for person in (problem.person[s] for s in ground.staff):
            own = person.level.rank
            above = [level for level in Level if own < level.rank <= own + 1]
            asked = {problem.post[p].level for p in ground.posts} or set(above)
            for level in above if person.promoted_to is None else []:
                if level not in asked:
                    continue
                yield WayOut(
                    self.id,
                    ("person", person.id, "promoted_to"),
                    Words(
                        f"{person}履行选拔任用程序：{{before}}→{{after}}",
                        f"{person} goes through selection: {{before}} → {{after}}",
                    ),
                    Words("党组", "party group"),
                    Words("选拔任用程序的文号", "number of the selection papers"),
                    Legitimacy.PROCEDURE,
                    1,
                    Change(
                        change={
                            Person.sheet.zh: {person.id: {"promoted_to": level.value}}
                        }
                    ),
                    (person.id,),
                    before=person.level.value,
                    after=level.value,
                )
        yield from self.by_waiver(problem, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for person in plan.problem.staff:
            for post in plan.posts_of(person):
                if not _may_take(person, post):
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                        level=person.level.words,
                        wanted=post.level.words,
                    )


def _may_take(person: Person, post: Post) -> bool:
    """The text: 平职交流 at one's level, 提拔 as approved; the incumbent is not touched."""
    if post.id == person.post or post.id in person.concurrent:
        return True
    if post.concurrent:
        return list(Level).index(post.level) <= list(Level).index(person.level)
    return post.level is person.level or post.level is person.promoted_to
