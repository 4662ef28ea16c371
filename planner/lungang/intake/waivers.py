"""Waivers: whether they may be at all (articles 22 to 24)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from lungang_models.deciding_bodies import bodies
from lungang_models.facts.kinship import KinPolicy, recusing
from lungang_models.fault import Doubt, Fault
from lungang_models.plan import today
from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import StaffId, Tables
from lungang_models.waiver import Waiver, plain
from lungang_models.words import Words


def waiver_faults(tables: Tables) -> Iterator[Fault]:
    """Waivers of no rule, of a rule nobody may waive, by a body that may not, or bare."""
    known = {r.id: r for r in rules()}
    for waiver in tables.of(Waiver):
        if waiver.rule not in known:
            yield waiver.fault(
                "rule-unknown",
                "rule",
                Words(f"没有规则{waiver.rule}", f"no rule {waiver.rule}"),
                Words("规则编号见 lungang rules", "see lungang rules for the ids"),
            )
            continue
        way = known[waiver.rule].waivable
        if way is None:
            yield waiver.fault(
                "waiver-not-possible",
                "rule",
                Words(f"规则{waiver.rule}不得豁免", f"nobody may waive {waiver.rule}"),
                Words("删去该豁免，按规则调整", "drop the waiver and follow the rule"),
            )
            continue
        if not bodies(waiver.approver) & set(way.by):
            yield waiver.fault(
                "waiver-not-entitled",
                "approver",
                Words(
                    f"{waiver.approver}无权豁免规则{waiver.rule}",
                    f"{waiver.approver} may not waive {waiver.rule}",
                ),
                Words("有权豁免的是：{way}", "who may: {way}").fill(way=way.says),
            )
        if way.control and not waiver.mitigation.strip():
            yield waiver.fault(
                "waiver-without-control",
                "mitigation",
                Words(
                    f"豁免规则{waiver.rule}须写明替代控制措施",
                    f"a waiver of {waiver.rule} needs a mitigating control",
                ),
                Words(
                    "填写集体研究、双人办理、专项审计或上级复核",
                    "such as collective study, dual control, special audit, review above",
                ),
            )


def waivers_of_nothing(tables: Tables) -> Iterator[Doubt]:
    """Waivers that name more or fewer people than any case of their rule."""
    known = {r.id: r for r in rules()}
    for waiver in tables.of(Waiver):
        rule, named = known.get(waiver.rule), len(set(waiver.staff))
        if rule is None or rule.waivable is None or named == rule.people:
            continue
        yield waiver.doubt(
            "waiver-of-nothing",
            "staff",
            Words(
                f"写明{named}人，“{rule.title.zh}”的每一情形却涉及{rule.people}人："
                "这一豁免不起作用",
                f"it names {named} people, each case of {rule.title.en!r} concerns "
                f"{rule.people}: it waives nothing",
            ),
            Words("一行写一个情形涉及的全部人员，不多也不少",
                  "one row a case, with exactly the people it concerns"),
        )  # fmt: skip


def approved_by_kin(problem: Problem) -> Iterator[Fault]:
    """Waivers that somebody approved or signed whose kin benefits (article 21(4))."""
    if KinPolicy.key not in problem.pack.policies:
        return
    kin: dict[StaffId, set[StaffId]] = defaultdict(set)
    for a, b, _ in recusing(problem):
        kin[a].add(b)
        kin[b].add(a)
    for waiver in problem.known(Waiver):
        approver = plain(waiver.approver)
        near = {k for s in waiver.staff for k in kin.get(s, ())}
        for person in (problem.person[k] for k in sorted(near, key=str)):
            signed = person.id == waiver.signatory
            named = approver in (plain(person.id), plain(person.name))
            hit = [s for s in waiver.staff if person.id in kin[s]]
            if signed or named:
                yield waiver.fault(
                    "waiver-approved-by-kin",
                    "signatory" if signed else "approver",
                    Words(
                        f"签批人{person}与受益人{problem.person[hit[0]]}应当回避",
                        f"{person} signed for {problem.person[hit[0]]}, who is kin",
                    ),
                    Words("由无亲属关系的人员签批", "let somebody unrelated sign"),
                )


def waivers_of_no_case(problem: Problem) -> Iterator[Doubt]:
    """Waivers in force of what nobody is in today: other people or posts may be meant."""
    known, now = {r.id: r for r in rules()}, today(problem)

    @cache
    def cases(rule: Rule) -> Mapping[frozenset[StaffId], list[Finding]]:
        """What a rule finds today, by the people: it is asked once for all waivers."""
        found: dict[frozenset[StaffId], list[Finding]] = defaultdict(list)
        for finding in rule.audit(now):
            found[frozenset(finding.staff)].append(finding)
        return found

    for waiver in problem.waivers():
        rule = known.get(waiver.rule)
        if rule is None or rule.id not in problem.pack.rules:
            continue
        mine = cases(rule).get(frozenset(waiver.staff), [])
        if any(waiver.covers(f.rule, f.staff, f.posts) for f in mine):
            continue
        yield waiver.doubt(
            "waiver-of-no-case",
            "posts" if mine and waiver.posts else "staff",
            Words(
                "所写人员在所写岗位上，现状并无违反“{rule}”的情形",
                "today the people named do not break {rule!r} in the posts named",
            ).fill(rule=rule.title),
            Words("核对涉及人员和岗位；为拟任岗位批准的，不必改",
                  "check people and posts; leave it if it was granted for a post to come"),
        )  # fmt: skip
