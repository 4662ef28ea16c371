"""A question keeps to its time, and is never silent for long."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from lungang.cli import progress as progress
from lungang.cli.options import LanguageOption
from lungang.cli.progress import TimedProgress
from lungang.explain import impossible as explained
from lungang.explain.impossible import impossible
from lungang.infeasible.core import Core
from lungang.intake.sample import sample_problem
from lungang.outcome import Progress
from lungang.scenario import Patch, apply
from lungang_models.build import BuiltModel
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post
from lungang_models.words import Words


def test_a_sign_of_life_says_what_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SILENT", 0.05)
    with TimedProgress(60, LanguageOption.en) as timed:
        timed.watch(Progress(Words("求整", "whole numbers"), 0.0))
        time.sleep(0.3)
    told = capsys.readouterr()
    assert not told.out
    lines = told.err.splitlines()
    assert len(lines) >= 2 and all(
        re.fullmatch(r"whole numbers … \d+ s", line) for line in lines
    )
    time.sleep(0.15)
    assert not capsys.readouterr().err, "it is over"


def test_what_is_left_is_never_nothing() -> None:
    timed = TimedProgress(0.01, LanguageOption.zh)
    time.sleep(0.02)
    assert timed.left == 1.0 == timed.share(0.5)


def test_a_small_dense_bureau_keeps_its_time() -> None:
    """Some 15 people, all of whom should be away at once: hard to say what would help."""
    whole = sample_problem()
    units = {"LD", "GK", "ZH"}
    asked = apply(
        whole,
        Patch.model_validate(
            {
                "name": "small",
                "author": "test",
                "purpose": "a few units",
                "remove": {
                    Person.sheet.zh: tuple(
                        p.id
                        for p in whole.staff
                        if p.post is None or whole.post[p.post].unit not in units
                    ),
                    Post.sheet.zh: tuple(
                        p.id for p in whole.posts if p.unit not in units
                    ),
                },
                "policies": {"mandatory-leave": {"share_percent": 100, "windows": 1}},
            }
        ),
    )
    posts = tuple(p.model_copy(update={"key": True}) for p in asked.posts)
    asked = asked.with_(posts=posts)
    stages: list[str] = []
    began = time.monotonic()
    found = impossible(asked, 4, watch=lambda p: stages.append(p.stage.en))
    assert time.monotonic() - began < 7
    assert 10 <= len(asked.staff) <= 18
    assert any("leave-quota" in c.kinds for c in found.cores)
    assert stages[:2] == [
        "looking for the causes",
        "places can be found; now the leaves",
    ]


def test_leaves_are_not_stated_where_the_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That takes as long as all before: better no conclusion than a late one."""

    class Found:
        complete = True

        def __init__(self, *given: object, **named: object) -> None:
            pass

        def __iter__(self) -> Iterator[Core]:
            return iter(())

    def never(problem: Problem) -> BuiltModel:
        raise AssertionError("stated")

    monkeypatch.setattr(explained, "Cores", Found)
    monkeypatch.setattr(explained, "build_full", never)
    found = impossible(sample_problem(), 0.0)
    assert not found.cores and not found.all_causes
    with pytest.raises(AssertionError):
        impossible(sample_problem(), 600.0)
