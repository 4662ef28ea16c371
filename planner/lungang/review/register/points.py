"""What the main risk points of a post add to a risk found there (article 14(4))."""

from __future__ import annotations

from dataclasses import replace

from lungang_models.facts.risk_points import MainRisk, main_risks
from lungang_models.problem import Problem
from lungang_models.rule import Finding
from lungang_models.vocabulary import Post
from lungang_models.words import Words


def gravest(problem: Problem, finding: Finding) -> tuple[Post, MainRisk] | None:
    """The gravest main risk point of the key or high-risk posts a finding names."""
    found = [
        (post, risk)
        for post in (problem.post[p] for p in finding.posts)
        if post.watched
        for risk in main_risks(problem, post)
    ]
    return max(found, key=lambda one: one[1].level.rank, default=None)


def with_point(problem: Problem, finding: Finding) -> Finding:
    """The finding with the risk point as further evidence, and its measure as a means."""
    found = gravest(problem, finding)
    if found is None:
        return finding
    post, risk = found
    kind, level = risk.kind.words, risk.level.words
    mark = Words("，拟定", ", proposed") if risk.proposed else Words("", "")
    told = Words(
        "{measure}；岗位主要风险点（{post}，{kind}，{level}{mark}）：{where}；对应措施：{means}",
        "{measure}; main risk point ({post}, {kind}, {level}{mark}): {where}; its "
        "measure: {means}",
    ).fill(
        measure=finding.measure,
        post=post,
        kind=kind,
        level=level,
        mark=mark,
        where=risk.where,
        means=risk.measure,
    )
    return replace(finding, measure=told)
