"""Prices: of what is so, nothing; of what is not, the difference of two optima."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from typer.testing import CliRunner

from lungang.cli import app
from lungang.explain.changed import changed
from lungang.explain.contrast import Base, PlacementChange, contrast
from lungang.explain.impossible import as_placed, impossible
from lungang.explain.no_plan import causes
from lungang.explain.pricing import AskedPlacement
from lungang.explain.questions import alternates, exempt, must_move, why, why_not
from lungang.explain.sentences import other_changes
from lungang.explain.whatif import gone, what_if
from lungang.intake.generate import sample_problem
from lungang.review.audit import audit
from lungang.review.moves import titled
from lungang.solve import NoPlan, Solved, solve
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.objective import Tier
from lungang_models.plan import today
from lungang_models.problem import Problem
from lungang_models.registry import rules
from worlds import every_plan, problems

PLACING = tuple(r for r in rules() if not r.family.about_leave)


@given(problems(*PLACING, mild=True))
def exact_prices(problem: Problem) -> None:
    """Against the best of every plan that grants the wish, billed without any solver."""
    from lungang.proof.recheck import billed

    base = solve(problem)
    assume(isinstance(base, Solved))
    assert isinstance(base, Solved)
    lawful = [p for p in every_plan(problem) if not any(f.breach for f in audit(p))]
    best = min(billed(p) for p in lawful)
    for person in problem.staff:
        for post in (p for p in problem.posts if not p.concurrent):
            found = contrast(base, AskedPlacement(person.id, post.id), 600)
            wished = [billed(p) for p in lawful if (person.id, post.id) in p.placements]
            if (person.id, post.id) in base.plan.placements:
                assert found.tier is None and not any(found.prices.values())
            if wished:
                least = min(wished)[:4]  # the fixed order among equals is no price
                prices = [a - b for a, b in zip(least, best[:4], strict=True)]
                assert found.granted is not None and found.proved
                assert [found.prices[t] for t in list(Tier)[:4]] == prices
                near = min(
                    len(p.placements - base.plan.placements)
                    for p in lawful
                    if (person.id, post.id) in p.placements and billed(p)[:4] == least
                )
                assert len(found.granted.placements - base.plan.placements) == near
            else:
                assert found.impossible and found.core is not None
                assert any(g.rule == "assumed" for g in found.core.grounds)


@pytest.mark.parametrize("many", [25, pytest.param(100, marks=pytest.mark.slow)])
def test_the_seat_one_has_costs_nothing_and_others_their_exact_price(many: int) -> None:
    settings(max_examples=many)(exact_prices)()


def test_answers_name_nobody_outside_the_staff_and_have_one_form() -> None:
    problem = sample_problem()
    base = solve(problem)
    assert isinstance(base, Solved)
    mover = next(p for p in problem.staff if base.plan.moved(p))
    stayer = next(p for p in problem.staff if p.post and not base.plan.moved(p))
    post = base.plan.main_post(mover)
    assert post is not None and stayer.post is not None
    answers = [
        why(base, mover.id, 600),
        why_not(base, mover.id, stayer.post, 600),
        must_move(base, mover.id, 600),
        exempt(base.plan, stayer.id),
        alternates(base, post.id, 2),
        what_if(base, gone(problem, mover.id), 600),
    ]
    relatives = {
        getattr(row, "relative_name", "")
        for row in problem.evidence
        if not getattr(row, "relative_staff", None)
    } - {"", *(p.name for p in problem.staff)}
    text = json.dumps([a.to_json() for a in answers], ensure_ascii=False)
    assert relatives and not [name for name in relatives if name in text]
    for answer in answers:
        assert answer.verdict.zh and answer.verdict.en and answer.question.zh


def test_the_post_of_another_plan_is_told_apart_from_that_of_this_one() -> None:
    problem = sample_problem()
    who = next(p for p in problem.staff if p.post)
    other = next(p for p in problem.posts if p.id != who.post)
    (says,) = other_changes(problem, [PlacementChange(who.id, who.post, other.id)])
    assert who.post is not None
    here, there = (titled(problem, problem.post[p]) for p in (who.post, other.id))
    assert says.zh == f"{who.name}（方案中为{here.zh}，届时为{there.zh}）"
    assert says.en == f"{who.name} (in the plan: {here.en}; then: {there.en})"


def test_a_hand_made_plan_is_told_what_cannot_stand() -> None:
    problem = sample_problem()
    placed = as_placed(today(problem))
    found = impossible(placed, 600, repairs=0)
    breaches = {f.rule for f in audit(today(problem)) if f.breach} - {"leave-quota"}
    told = {k for c in found.cores for k in c.kinds}
    assert found.cores and "assumed" in told and told & breaches
    for core in found.cores:
        assert core.minimal
    assert any("提问中的假设" in line.zh for line in causes(placed, found))


def test_what_changed_is_told_with_the_fact_that_caused_it() -> None:
    problem = sample_problem()
    before = solve(problem)
    assert isinstance(before, Solved)
    gone_one = next(p for p in problem.staff if before.plan.moved(p))
    from lungang.scenario import apply

    later = apply(problem, gone(problem, gone_one.id).patch)
    after = solve(later)
    assert isinstance(after, Solved)
    answer = changed(Base.of(before), Base.of(after), 600)
    assert any(
        "单独引起" in line.zh and gone_one.id in line.zh for line in answer.evidence
    )


def test_facts_that_matter_only_together_are_told_as_a_smallest_set() -> None:
    """Two bans keep a mover out: with either of them alone lifted they stay out."""
    free = sample_problem()
    best = solve(free)
    assert isinstance(best, Solved)
    mover = next(p for p in free.staff if p.post and best.plan.moved(p))
    post = best.plan.main_post(mover)
    assert post is not None
    bans = tuple(
        Pin(person=mover.id, post=post.id, kind=PinKind.NEVER, reason=reason)
        for reason in ("甲决定", "乙决定")
    )
    pack = replace(free.pack, rules=free.pack.rules | {"pins"})
    free = free.with_(pack=pack)
    banned = solve(free.with_(evidence=(*free.evidence, *bans)))
    after = solve(free)
    assert isinstance(banned, Solved) and isinstance(after, Solved)
    answer = changed(Base.of(banned), Base.of(after), 600)
    together = [w.zh for w in answer.evidence if w.zh.startswith("合起来引起")]
    assert len(together) == 1
    assert "甲决定" in together[0] and "乙决定" in together[0]
    assert not any(w.zh.startswith("单独") for w in answer.evidence)


def test_a_price_against_a_plan_in_hand_is_relative_to_that_plan() -> None:
    """What a wish cost is what giving it up again brings, tier by tier."""
    problem = sample_problem()
    base = solve(problem)
    assert isinstance(base, Solved)
    stays = (p for p in problem.staff if p.post and not base.plan.moved(p))
    wishes = (AskedPlacement(p.id, p.post, False) for p in stays if p.post)
    there = next(c for w in wishes if (c := contrast(base, w, 600)).granted and c.tier)
    person, post = there.wish.person, there.wish.post
    assert there.granted is not None and there.proved
    back = contrast(Base.given(there.granted), AskedPlacement(person, post), 600)
    assert back.proved and back.tier is there.tier
    assert {t: -p for t, p in back.prices.items()} == there.prices
    answer = why_not(Base.given(there.granted), person, post, 600)
    assert "比所给方案更好" in answer.verdict.zh
    same = contrast(Base.given(base.plan), there.wish, 600)
    assert same.prices == there.prices


def test_an_unconfirmed_verdict_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An engine that cries INFEASIBLE at everything convinces nobody."""
    from lungang.engines import cp_sat as residual
    from lungang.engines.cp_sat import CpSatResult, CpSatVerdict
    from lungang.engines.part_search import NoPoint

    def liar(*args: object, **kwargs: object) -> CpSatResult:
        return CpSatResult(CpSatVerdict.INFEASIBLE, None, 0.0)

    def no_point(*args: object, **kwargs: object) -> None:
        raise NoPoint

    problem = sample_problem()
    monkeypatch.setattr(residual, "solve", liar)
    monkeypatch.setattr("lungang.solve.search", no_point)
    outcome = solve(problem, time_limit=20)
    assert not isinstance(outcome, NoPlan)


def test_on_the_command_line(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    run = CliRunner()
    assert run.invoke(app, ["generate", str(book), "--sample"]).exit_code == 0
    problem = sample_problem()
    base = solve(problem)
    assert isinstance(base, Solved)
    person = problem.staff[0]
    done = run.invoke(app, ["ask", "why", str(book), person.id, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["schema"] == "lungang-answer/1"
    done = run.invoke(app, ["explain", str(book)])
    assert done.exit_code == 0 and "存在合法方案" in done.stdout
    assert run.invoke(app, ["ask", "why", str(book), "nobody"]).exit_code == 2
    line = ["ask", "why-not", str(book), person.id, "nowhere"]
    assert run.invoke(app, line).exit_code == 2
    line = ["ask", "what-if", str(book), person.id, "--marries", person.id]
    assert run.invoke(app, line).exit_code == 2
    line = ["ask", "why-rather", str(book), person.id, person.id, str(person.post)]
    assert run.invoke(app, line).exit_code == 2
    same = next(p for p in problem.staff[1:] if p.sex is person.sex is not None)
    line = ["ask", "what-if", str(book), person.id, "--marries", same.id]
    done = run.invoke(app, line)
    assert done.exit_code == 0 and "矛盾" in done.stdout and "性别相同" in done.stdout
