"""A placement that the party group has decided, or excluded, stands (article 33)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.families import STAFFING
from lungang_models.ground import Ground
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity, StaffId
from lungang_models.way_out import Change, Legitimacy, WayOut
from lungang_models.words import Words


class Pins(Rule):
    id = "pins"
    family = STAFFING
    explains_moves = False  # a reason of its own
    code = "P4"
    title = Words("指定与排除", "pins and bans")
    general = Words(
        "按组织决定应当或不得任某岗位的，照此安排",
        "a posting settled or ruled out by decision is kept",
    )
    cites = {"cn-finance-bureau": "33(1)3"}
    severity = Severity.SIGNIFICANT
    needs = (Pin,)
    norm = Words(
        "{person}{demand}{pinned}（依据：{reason}）",
        "{person} {demand} {pinned} ({reason})",
    )
    breach = Words(
        "{person}未按决定{demand}{post}",
        "{person} against the decision: {demand} {post}",
    )
    measure = Words("按决定安排，或重新报批", "follow the decision, or have it changed")
    waivable = Waivable(
        (Body.PARTY_GROUP,),
        Words("变更决定的会议纪要", "the minutes that change the decision"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        pinned: dict[StaffId, list[Pin]] = defaultdict(list)
        waivers = problem.waivers()
        for pin in problem.known(Pin):
            person, post = problem.person[pin.person], problem.post[pin.post]
            if any(w.covers(self.id, [person.id], [post.id]) for w in waivers):
                continue
            if pin.kind is PinKind.NEVER:
                eligibility.forbid(
                    self,
                    [person],
                    [post],
                    reason=pin.reason,
                    pinned=post,
                    demand=Words("不任", "is not to hold"),
                )
            elif not post.concurrent:
                pinned[person.id].append(pin)
        for staff, pins in pinned.items():
            for pin in pins:
                eligibility.restrict_to_main_posts(
                    self,
                    [problem.person[staff]],
                    [problem.post[pin.post]],
                    reason=pin.reason,
                    pinned=problem.post[pin.post],
                    demand=Words("须任", "is to hold"),
                )

    def constrain(self, model: Model) -> None:
        problem = model.problem
        for pin in problem.known(Pin):
            person, post = problem.person[pin.person], problem.post[pin.post]
            if pin.kind is PinKind.MUST and post.concurrent:
                ground = self.ground(
                    [person.id],
                    [post.id],
                    person=person,
                    pinned=post,
                    reason=pin.reason,
                    demand=Words("须兼任", "is to hold beside"),
                )
                model.at_least(1, model.holds(person, [post]), ground)

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        for pin in problem.known(Pin):
            if pin.person not in ground.staff:
                continue
            if (
                ground.posts
                and pin.post not in ground.posts
                and not _only(pin, problem)
            ):
                continue
            person, post = problem.person[pin.person], problem.post[pin.post]
            yield WayOut(
                self.id,
                ("pin", pin.person, pin.post, pin.kind.value),
                Words(
                    f"撤回指定：{person}{pin.kind.value}{post}",
                    f"withdraw the decision on {person} and {post}",
                ),
                Words("党组", "party group"),
                Words("重新作出的决定", "the decision taken anew"),
                Legitimacy.PROCEDURE,
                1,
                Change(
                    remove={
                        Pin.sheet.zh: (
                            {
                                "person": pin.person,
                                "post": pin.post,
                                "kind": pin.kind.value,
                            },
                        )
                    }
                ),
                (pin.person,),
                (pin.post,),
            )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for pin in plan.problem.known(Pin):
            person, post = plan.problem.person[pin.person], plan.problem.post[pin.post]
            must = pin.kind is PinKind.MUST
            if (person in plan.holders_of(post)) is not must:
                demand = (
                    Words("任", "to hold") if must else Words("不任", "not to hold")
                )
                yield self.finding(
                    plan,
                    [person.id],
                    [post.id],
                    unit=post.unit,
                    person=person,
                    post=post,
                    demand=demand,
                )


def _only(pin: Pin, problem: Problem) -> bool:
    """Whether a pin keeps its person out of every other main post."""
    return pin.kind is PinKind.MUST and not problem.post[pin.post].concurrent
