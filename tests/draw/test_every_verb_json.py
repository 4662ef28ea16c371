"""One whole draw with ``--json`` throughout: every verb prints one object of its schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from office import GROUND, TWO, Office, office_of_ten, write_plan
from proceeding import later

from cli.test_every_command_json import FOUND, run
from lungang.draw import aftermath, timestamps
from lungang.draw.folder import DrawFolder

VERBS = [path[1] for path in FOUND if path[0] == "draw"]
DRAW = "2026-Q1"
ELSEWHERE = {"key", "ledger", "plain", "rules", "verify", "years"}
"""These name no draw."""
WRITES = {
    "rules", "slips", "prove", "plan", "key", "stamp", "fail", "paper", "record", "bundle",
}  # fmt: skip
"""These write files where they are told to, and name them."""


class Walk:
    """Types verb after verb, and keeps what each answered."""

    def __init__(self, office: Office, folder: Path, keys: dict[str, Path]) -> None:
        self.office, self.folder, self.keys = office, folder, keys
        self.told: dict[str, list[Any]] = defaultdict(list)

    def does(self, verb: str, *words: object) -> Any:
        draw = () if verb in ELSEWHERE else (DRAW,)
        found = self.office.answers(verb, *draw, *map(str, words))
        self.told[verb].append(found)
        return found

    def at(self, moment: str) -> None:
        self.office.now = f"2026-{moment}:00+08:00"

    def whole(self) -> Mapping[str, list[Any]]:
        self._prepared()
        self._tried_twice()
        self._drawn()
        self._lived()
        self._published()
        return self.told

    def _prepared(self) -> None:
        book = self.folder / "b.xlsx"
        assert run("template", book, "--example").exit_code == 0
        self.does("rules", book, self.folder / "rules.json")
        people = self.folder / "people.csv"
        people.write_text("person,name\nA001,甲\n", "utf-8")
        self.told["names"] = [self.office.answers("names", "2026-Q3", str(people))]
        self.does("steps")
        self.does("open", "--org", "某局")
        grounds = ("--reason", "seconded", "--article", "38", "--evidence", "文1", *TWO)
        self.does("exclude", "P00004", *grounds)
        self.does("slips", self.folder / "slips")
        receipts = self.folder / "slips" / "receipts.csv"
        filled = receipts.read_text("utf-8").replace(",,", ",2026-01-05,是")
        receipts.write_text(filled, "utf-8")
        self.does("receipts", receipts)
        self.does("odds")
        self.does("book")
        self.does("check")
        self.does("explain", "P00001")
        self.does("who", "P00001")

    def _tried_twice(self) -> None:
        """Voided, then failed for want of signatures."""
        plan = write_plan(self.folder, self.keys)
        self.does("plan", self.folder / "sample.json")
        self.does("key", self.folder / "key")
        self.at("01-12T09:00")
        self.does("commit", "--plan", plan, "--dry-run")
        self.does("commit", "--plan", plan)
        self.does("void", "--reason", "名册有误", *TWO)
        self.does("commit", "--plan", plan)
        self.at("01-31T09:00")
        self.does("fail", "--reason", "unsigned")
        for role in ("hr", "control"):
            self.does("sign", role, "--failure", "--key", self.keys[role])

    def _drawn(self) -> None:
        sources = [
            {"name": one.name, "kind": one.kind, "not_before": one.not_before}
            | ({"preset": one.name, "issue": one.issue} if one.issue else {})
            for one in later(10)
        ]
        plan = write_plan(
            self.folder, self.keys, sources=sources,
            reveal_deadline="2026-02-27T18:00:00+08:00",
        )  # fmt: skip
        self.at("02-02T09:00")
        self.root = self.does("commit", "--plan", plan)["lines"][1]
        for role, key in self.keys.items():
            self.does("sign", role, "--key", key)
        self.does("stamp", "--query", self.folder / "q.tsq")
        self.does("prove", "P00001", self.folder / "proof.json")
        self.at("02-10T15:00")
        witnesses = ("--witness", "甲", "--witness", "乙")
        self.does("entropy", "号球", "--numbers", "44", "--again", "44", *witnesses)
        self.at("02-11T21:00")
        for name, value in (
            ("双色球", "3 8 12 20 27 31 + 9"), ("大乐透", "2 11 17 29 35 + 4 12")
        ):  # fmt: skip
            self.does("entropy", name, "--numbers", value, "--again", value)
        self.at("02-12T09:00")
        self.drawn = self.does("reveal")["drawn"]

    def _lived(self) -> None:
        self.does("schedule")
        folder = DrawFolder(self.office.home, DRAW)

        def in_turn() -> list[Any]:
            found = aftermath.current_schedule(folder).absences
            return sorted(found, key=lambda a: a.window.first)

        first = in_turn()[0]  # who goes first can surely go later
        until = first.window.first + timedelta(days=1)
        self.does("defer", first.pid, "--until", until, *GROUND)
        next_, *_, last = in_turn()
        near = next_.pid
        self.does("notify", near)
        self.does("replace", last.pid, "--vacant", *GROUND)
        self.does("paper", "record", self.folder / "record.docx")
        self.at(f"{next_.window.first:%m-%d}T09:00")
        self.does("start", near)
        self.at(f"{next_.window.last:%m-%d}T17:00")
        self.does("return", near)
        self.does("appeal", near, "--note", "有异议")
        self.does("decide", near, "--outcome", "rejected", "--note", "计算无误")
        self.at("12-31T09:00")
        for one in aftermath.current_schedule(folder).absences:
            if one.pid != near:
                self.does("carry", one.pid, *GROUND)
        self.does("close")
        self.does("record", self.folder / "record")

    def _published(self) -> None:
        self.does("bundle", self.folder / "published")
        self.does("verify", self.folder / "published", "--root", self.root)
        self.does("ledger")
        self.does("years", "--runs", "1", "--people", "20")
        self.does("plain", "9319./2.5.8./", "25", "10")


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]
) -> Mapping[str, list[Any]]:
    folder = tmp_path_factory.mktemp("walk")
    office = office_of_ten(folder / "home", pages=100)
    with pytest.MonkeyPatch.context() as kept:
        kept.setattr(timestamps, "clock", lambda: office.now)
        return Walk(office, folder, keys).whole()


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_prints_one_object(verb: str, told: Mapping[str, list[Any]]) -> None:
    assert told[verb], f"{verb} is not part of the walk"
    for content in told[verb]:
        if content["schema"] == "lungang-done/1":
            assert content["lines"], content
        if verb in WRITES:
            assert content["files"], content
            assert all(Path(file).exists() for file in content["files"])
