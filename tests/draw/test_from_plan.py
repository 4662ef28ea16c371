"""From a workbook to a verified draw: the rules decide the covers, nobody else."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from proceeding import ROLES
from typer.testing import CliRunner
from verifying import both

from lungang.cli import app
from lungang.draw import timestamps
from lungang.draw.canonical_bytes import read_csv
from lungang.draw.covering import Covering, covering, key_posts, members
from lungang.draw.pool_files import read_pool
from lungang.draw.source import Approval, default_rules, last_leaves, pool_of, year_from
from lungang.intake.generate import generate, sample
from lungang.intake.open import open_problem
from lungang.intake.plan_file import read_plan
from lungang.intake.workbook import read, write_csv_folder
from lungang.review.audit import audit
from lungang_models.facts.draw_records import DrawnPerson, DrawnState
from lungang_models.facts.kinship import recusing
from lungang_models.facts.leave import LeavePolicy, LeaveRecord, cover_posts
from lungang_models.families import ROTATION
from lungang_models.fault import BadInput
from lungang_models.plan import Leave, Plan, today
from lungang_models.registry import checks
from lungang_models.rule import Finding
from lungang_models.vocabulary import PostId, StaffId, Status
from lungang_models.waiver import Waiver

TWO = Approval("人事科", "内控办")
GROUND = ("--evidence", "人字〔2027〕9号", "--approved-by", "人事科",
          "--second-approver", "内控办")  # fmt: skip
NOT_ABOUT_ACTING = {
    *(check.id for check in checks() if check.family is ROTATION),
    "leave-quota",
    "leave-caps",
}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built-in bureau as a folder of CSV."""
    path = tmp_path_factory.mktemp("book") / "bureau"
    write_csv_folder(path, *sample())
    return path


@pytest.fixture(scope="module")
def state(workbook: Path) -> Plan:
    """Today's state of it."""
    return today(open_problem(workbook))


@pytest.fixture(scope="module")
def found(state: Plan) -> Covering:
    return covering(state)


def breaches(plan: Plan) -> list[Finding]:
    """What the whole audit says, but for rules on the number away and on tenure."""
    return [f for f in audit(plan) if f.breach and f.rule not in NOT_ABOUT_ACTING]


def allowed(
    plan: Plan, holder: StaffId, acting: dict[PostId, StaffId], before: list[Finding]
) -> bool:
    """One leave alone before the whole audit: nothing new, nothing of the cover."""
    trial = replace(plan, leaves=(Leave(holder, 1, tuple(sorted(acting.items()))),))
    return not any(
        f not in before
        or any(c in f.staff and post in f.posts for post, c in acting.items())
        for f in breaches(trial)
    )


def by_hand(plan: Plan, found: Covering) -> dict[StaffId, set[StaffId]]:
    """Covers of every member by trying every present or absent colleague near by."""
    problem, before = plan.problem, breaches(plan)
    kept = {cover for posts in found.standing.values() for _, cover in posts}
    answer: dict[StaffId, set[StaffId]] = {}
    for person in members(plan):
        first, *others = key_posts(plan, person)
        standing = dict(found.standing.get(person.id, ()))
        near = set(cover_posts(problem, problem.post[first]))
        answer[person.id] = set()
        if len(standing) < len(others):
            continue
        for other in problem.staff:
            main = plan.main_post(other)
            if main is None or main.id not in near or other.id == person.id:
                continue
            acting = {first: other.id, **standing}
            if other.id not in kept and allowed(plan, person.id, acting, before):
                answer[person.id].add(other.id)
    return answer


def test_covers_are_those_the_whole_audit_allows(state: Plan, found: Covering) -> None:
    expected = by_hand(state, found)
    assert {s: set(c) for s, c in found.covers.items()} == expected
    assert sum(map(len, expected.values())) > 100
    barred_pairs = {(row.holder, row.cover) for row in found.barred_pairs}
    for person in members(state):
        post = key_posts(state, person)[0]
        near = {
            other.id
            for place in cover_posts(state.problem, state.problem.post[post])
            for other in state.holders_of(state.problem.post[place])
        } - {person.id}
        assert near - set(found.covers[person.id]) == {
            cover for holder, cover in barred_pairs if holder == person.id
        }


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_covers_of_other_bureaus(seed: int, tmp_path: Path) -> None:
    write_csv_folder(tmp_path / "b", *generate(180, seed, hard=True))
    plan = today(open_problem(tmp_path / "b"))
    found = covering(plan)
    assert {s: set(c) for s, c in found.covers.items()} == by_hand(plan, found)


@pytest.mark.slow
def test_covers_under_a_plan_given_back(workbook: Path, tmp_path: Path) -> None:
    """People moved by a plan are covered where the plan puts them."""
    line = ["solve", str(workbook), "--out", str(tmp_path / "plan")]
    assert CliRunner().invoke(app, line).exit_code == 0
    plan = read_plan(tmp_path / "plan" / "plan.json", open_problem(workbook))
    found = covering(plan)
    assert plan.moves and plan.leaves  # the plan's own leaves bear on nothing here
    assert {s: set(c) for s, c in found.covers.items()} == by_hand(
        replace(plan, leaves=()), found
    )


def test_each_struck_pair_cites_the_rule(state: Plan, found: Covering) -> None:
    rules = {row.rule for row in found.barred_pairs}
    assert {
        "qualification", "incompatible-duties", "kinship-line", "kinship-same-leaders",
        "family-abroad", "frozen-person",
    } <= rules  # fmt: skip
    kin = {frozenset((a, b)) for a, b, _ in recusing(state.problem)}
    for row in found.barred_pairs:
        assert row.article and row.says.zh and row.says.en
        if row.rule.startswith("kinship"):
            assert any(row.cover in pair for pair in kin)
        if row.rule == "frozen-person":
            assert state.problem.person[row.cover].status is not Status.PRESENT


def test_a_waiver_lets_the_pair_in(state: Plan, found: Covering) -> None:
    """A rule waived for holding a post is waived for covering it."""
    before = breaches(state)
    row = next(s for s in found.barred_pairs if s.rule == "kinship-line")
    post = key_posts(state, state.problem.person[row.holder])[0]
    trial = replace(state, leaves=(Leave(row.holder, 1, ((post, row.cover),)),))
    new = [f for f in breaches(trial) if f not in before]
    waivers = tuple(
        Waiver(rule=f.rule, staff=f.staff, reason="小单位", approver="内控委",
               paper="内控〔2027〕1号", until=date(2030, 1, 1))
        for f in new
    )  # fmt: skip
    problem = state.problem.with_(evidence=(*state.problem.evidence, *waivers))
    again = covering(today(problem))
    assert row.cover not in found.covers[row.holder]
    assert row.cover in again.covers[row.holder]


def test_second_posts_have_somebody_kept_free(state: Plan, found: Covering) -> None:
    """Two key posts need two covers at once; the second is free at any time."""
    several = [p for p in members(state) if len(key_posts(state, p)) > 1]
    assert several
    inside = {p.id for p in members(state)}
    covering_somebody = {c for covers in found.covers.values() for c in covers}
    for person in several:
        ((post, cover),) = found.standing[person.id]
        assert post == key_posts(state, person)[1]
        assert cover not in inside | covering_somebody
        assert found.covers[person.id]


def test_the_frozen_and_the_away_are_reported(state: Plan) -> None:
    problem = state.problem
    history = problem.known(LeaveRecord)
    inputs = pool_of(state, problem.effect, history, TWO)
    reasons = {e.pid: e.reason for e in inputs.exclusions}
    frozen = {p.id for p in problem.staff if p.status is Status.FROZEN}
    assert frozen and {pid for pid, why in reasons.items() if why == "frozen"} == frozen
    assert not frozen & {h.pid for h in inputs.holders}
    assert all(e.evidence and e.second_approver == "内控办" for e in inputs.exclusions)
    with pytest.raises(BadInput) as raised:
        pool_of(state, problem.effect, history, Approval("人事科", ""))
    assert [f.code for f in raised.value.faults] == ["two-approvers"]
    bare = [
        p.model_copy(update={"status_paper": ""}) if p.id in frozen else p
        for p in problem.staff
    ]
    with pytest.raises(BadInput) as raised:
        pool_of(today(problem.with_(staff=tuple(bare))), problem.effect, history, TWO)
    assert all(f.column.endswith("状态依据") for f in raised.value.faults)


def test_years_since_the_last_leave(state: Plan) -> None:
    problem = state.problem
    history = [
        *problem.known(LeaveRecord),
        LeaveRecord(person=StaffId("Y011"), since=date(2020, 1, 6),
                    until=date(2020, 1, 10)),
    ]  # fmt: skip
    assert last_leaves(history, problem.effect)[StaffId("Y011")] == date(2026, 5, 22)
    person = next(
        p for p in members(state) if p.id not in last_leaves(history, problem.effect)
    )
    long_ago = LeaveRecord(
        person=person.id, since=date(2023, 2, 27), until=date(2023, 3, 1)
    )
    for on, years in ((date(2027, 2, 28), 3), (date(2027, 3, 1), 4)):
        inputs = pool_of(state, on, [long_ago], TWO)
        assert {h.pid: h for h in inputs.holders}[person.id].years_since_draw == years


def test_rules_come_from_the_workbook_with_their_sources(state: Plan) -> None:
    raw = default_rules(state, *year_from(date(2028, 2, 29)))
    policy = state.problem.policy(LeavePolicy)
    assert raw["share"] == f"1/{100 // policy.share_percent}"
    assert raw["window"]["working_days"] == policy.working_days
    assert raw["window"]["last"] == "2029-02-27"
    for knob, group in (("share_percent", "share"), ("working_days", "window")):
        source = state.problem.pack.sources[f"mandatory-leave.{knob}"]
        assert source in raw["sources"][group]


# -- the whole course, typed ------------------------------------------------------


class Bureau:
    """An office that types ``lungang draw …`` at times the test sets."""

    draw = "2027"

    def __init__(self, home: Path) -> None:
        self.home = home
        self.now = "2027-03-01T09:00:00+08:00"
        self.runner = CliRunner()

    def types(self, verb: str, *words: object, code: int = 0) -> str:
        """One verb of the draw; the exit code must be this."""
        line = ["draw", verb, self.draw, *map(str, words), "--home", str(self.home)]
        done = self.runner.invoke(app, line)
        assert done.exit_code == code, (line, done.output, done.exception)
        return str(done.output)

    def rows(self, name: str, private: bool = False) -> list[dict[str, str]]:
        """A table of the draw's folders."""
        folder = self.home / (f"{self.draw}.private" if private else self.draw)
        return [row for _, row in read_csv(folder / name, (), [])]


@pytest.fixture
def bureau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    office = Bureau(tmp_path / "home")
    monkeypatch.setattr(timestamps, "clock", lambda: office.now)
    return office


def open_it(bureau: Bureau, workbook: Path, tmp_path: Path, pages: int) -> None:
    """The rules as the committee leaves them, then the pool from the workbook."""
    rules = tmp_path / "rules.json"
    done = bureau.runner.invoke(
        app, ["draw", "rules", str(workbook), str(rules), "--first", "2027-04-06"]
    )
    assert done.exit_code == 0, done.output
    raw = json.loads(rules.read_text("utf-8"))
    raw["pages"] = pages
    rules.write_text(json.dumps(raw, ensure_ascii=False), "utf-8")
    words = ("--org", "某局", "--workbook", workbook, "--rules", rules)
    bureau.types("open", *words, code=4)  # nobody approved who is left out
    said = bureau.types(
        "open", *words, "--approved-by", "人事科", "--second-approver", "内控办"
    )
    assert "立案调查（第29条" in said and "较大风险" in said
    assert "台账第0条，经办：人事科" in said  # the unit as the bureau's posts name it
    bureau.types("open", *words, code=2)


def plan_file(folder: Path, keys: dict[str, Path]) -> Path:
    """plan.json: balls, then two lotteries, three signers."""
    path = folder / "plan.json"
    sources = [
        {"name": "号球", "kind": "balls", "not_before": "2027-03-16T15:00:00+08:00"},
        {"name": "双色球", "kind": "lottery", "preset": "双色球", "issue": "2027029",
         "not_before": "2027-03-16T21:15:00+08:00"},
        {"name": "大乐透", "kind": "lottery", "preset": "大乐透", "issue": "2027029",
         "not_before": "2027-03-17T21:15:00+08:00"},
    ]  # fmt: skip
    signers = [{"role": r, "public_key": f"{keys[r]}.pub"} for r in ROLES]
    content = {
        "org": "某局", "mode": "balls+public", "sources": sources, "signers": signers,
        "reveal_deadline": "2027-03-26T18:00:00+08:00",
    }  # fmt: skip
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def test_from_workbook_to_verified_draw(
    bureau: Bureau, workbook: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    open_it(bureau, workbook, tmp_path, pages=100)
    names = {row["pid"]: row for row in bureau.rows("names.csv", private=True)}
    people = open_problem(workbook).person
    roster = {row["pid"] for row in bureau.rows("roster.csv")}
    alone = roster - {row["pid"] for row in bureau.rows("covers.csv")}
    assert alone
    leaving = min(roster - alone)
    papers = ("--reason", "retiring", "--article", "38", "--evidence", "人字〔2027〕7号",
              "--approved-by", "人事科")  # fmt: skip
    bureau.types("exclude", leaving, *papers, "--second-approver", "人事科", code=4)
    bureau.types("exclude", leaving, *papers, "--second-approver", "内控办")
    hand_out(bureau, tmp_path)
    assert "公平证书" in bureau.types("odds")
    bureau.types("book")
    assert "不合规的页：0" in bureau.types("check")
    for pid in alone:
        assert bureau.types("explain", pid).startswith("100页中有0页")
    bureau.now = "2027-03-08T09:00:00+08:00"
    bureau.types("commit", "--plan", plan_file(tmp_path, keys))
    bureau.types("entropy", "号球", "--numbers", "07", "--again", "07", code=2)
    for role in ROLES:
        bureau.types("sign", role, "--key", keys[role])
    bureau.now = "2027-03-16T15:00:00+08:00"
    bureau.types("entropy", "号球", "--numbers", "07", "--again", "07",
                 "--witness", "甲", "--witness", "乙")  # fmt: skip
    bureau.types("reveal", code=2)
    bureau.now = "2027-03-17T21:30:00+08:00"
    for name, drawn in (("双色球", "3 8 12 20 27 31 + 9"),
                        ("大乐透", "2 11 17 29 35 + 4 12")):  # fmt: skip
        bureau.types("entropy", name, "--numbers", drawn, "--again", drawn)
    bureau.now = "2027-03-18T09:00:00+08:00"
    bureau.types("reveal")
    revealed = bureau.home / bureau.draw / "reveal.json"
    picked = json.loads(revealed.read_text("utf-8"))["drawn"]
    pool = read_pool(bureau.home / bureau.draw)
    assert len(picked) == pool.size and not set(picked) & (alone | {leaving})
    assert all(names[pid]["role"] == "member" for pid in picked)
    bureau.types("reveal", code=2)
    assert "代职人" in bureau.types("schedule")
    kept = bureau.home / f"{bureau.draw}.private" / "schedule-000.csv"
    rows = [row.split(",") for row in kept.read_text("utf-8").splitlines()[1:]]
    rows.sort(key=lambda row: row[1])
    pid = rows[0][0]  # whoever goes first is put off, and goes after the second is back
    until = str(date.fromisoformat(rows[1][2]) + timedelta(days=2))
    assert people[StaffId(names[pid]["person"])].name in bureau.types("who", pid)
    bureau.types("defer", pid, "--until", until, "--reason", "病假", *GROUND)
    bureau.types("paper", "notice", tmp_path / "notice.docx", "--pid", pid, code=2)
    check_the_record(bureau, names, pid, tmp_path / "record")
    bureau.types("close", code=2)  # a window is still to come
    bureau.now = "2028-04-10T09:00:00+08:00"
    bureau.types("close")
    absences = {r["pid"]: r for r in bureau.rows("schedule-001.csv", private=True)}
    assert set(absences) == set(picked) and absences[pid]["first"] >= until
    assert all(row["cover"] in pool.covers_of(p) for p, row in absences.items())
    public, inspected = tmp_path / "published", tmp_path / "inspected"
    bureau.types("bundle", public)
    bureau.types("bundle", inspected, "--inspection")
    shutil.rmtree(bureau.home)  # the bundles alone must do
    root = json.loads((public / "reveal.json").read_text("utf-8"))["root"]
    assert both(public, "--root", root) == both(inspected, "--root", root) == "verified"
    tells_nobody(public, names)
    odds = public / "odds.csv"
    odds.write_bytes(odds.read_bytes().replace(b",0,100\n", b",1,100\n", 1))
    assert both(public, "--root", root) == "rejected"


def hand_out(bureau: Bureau, tmp_path: Path) -> None:
    """Slips for everybody; whoever has not signed holds the commitment up."""
    slips = tmp_path / "slips"
    bureau.types("slips", slips)
    receipts = slips / "receipts.csv"
    assert len(list(slips.glob("*.docx"))) == len(bureau.rows("roster.csv"))
    bureau.types("receipts", receipts, code=2)
    text = receipts.read_text("utf-8").replace(",,", ",2027-03-01,是")
    receipts.write_text(text, "utf-8")
    bureau.types("receipts", receipts)


def tells_nobody(public: Path, names: dict[str, dict[str, str]]) -> None:
    """No name, slip, number, unit or reason; nothing that tells two people apart."""
    published = {path.name: path.read_bytes() for path in public.iterdir()}
    own = {n: d for n, d in published.items() if "verify" not in n.lower()}
    for row in names.values():
        for secret in (row["name"], row["slip"], row["person"]):
            assert all(secret.encode() not in data for data in own.values())
    for word in ("病", "亲属", "kinship", "family", "立案", "frozen", "人字", "21(1)"):
        assert all(word.encode() not in data for data in own.values()), word
    for name, columns in (("odds.csv", "pid,pages,of"), ("book.csv", "page,pids")):
        assert own[name].decode().splitlines()[0] == columns
    assert not {"roster.csv", "covers.csv", "rules.json", "salt.txt"} & set(own)


def check_the_record(
    bureau: Bureau, names: dict[str, dict[str, str]], put_off: str, folder: Path
) -> None:
    """The sheet for the workbook tells of leaves begun, and of no window to come."""
    rows = bureau.rows("schedule-000.csv", private=True)
    earliest = min(rows, key=lambda row: (row["pid"] == put_off, row["first"]))
    went = earliest["pid"]
    bureau.now = f"{earliest['first']}T09:00:00+08:00"
    for verb in ("notify", "start"):
        bureau.types(verb, went, "--note", "未发现异常")
    bureau.types("return", went, code=2)  # the window is not over
    day = str(date.fromisoformat(earliest["last"]) + timedelta(days=1))
    bureau.now = f"{day}T09:00:00+08:00"
    begun = {row["pid"]: row for row in rows if row["first"] <= day}
    bureau.types("return", went, "--note", "未发现异常")
    bureau.types("return", went, code=2)
    bureau.types("record", folder)
    kept = read(folder, [DrawnPerson]).tables.of(DrawnPerson)
    assert {r.person: str(r.since) for r in kept} == {
        names[pid]["person"]: row["first"] for pid, row in begun.items()
    }
    state = {r.person: (r.state, r.reason) for r in kept}
    assert state[names[went]["person"]] == (DrawnState.TAKEN, "")
    if put_off in begun:
        assert state[names[put_off]["person"]] == (DrawnState.PUT_OFF, "病假")
    assert {(str(r.committed_on), str(r.drawn_on)) for r in kept} == {
        ("2027-03-08", "2027-03-18")
    }


def test_opening_again_after_a_kill_gives_the_same_files(
    bureau: Bureau, workbook: Path, tmp_path: Path
) -> None:
    open_it(bureau, workbook, tmp_path, pages=100)
    folder = bureau.home / bureau.draw
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (bureau.home / "ledger.jsonl").unlink()  # as if it had never got so far
    (folder / "rules.json").unlink()
    bureau.types("open", "--org", "某局", "--workbook", workbook,
                 "--rules", tmp_path / "rules.json",
                 "--approved-by", "人事科", "--second-approver", "内控办")  # fmt: skip
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_broken_workbook_is_told_in_full(bureau: Bureau, tmp_path: Path) -> None:
    rows, settings = sample()
    write_csv_folder(tmp_path / "b", rows, settings)
    staff = next(p for p in (tmp_path / "b").glob("*.csv") if "人员" in p.name)
    text = staff.read_bytes().decode("utf-8-sig")
    staff.write_text(text.replace("BG04", "没有这个岗"), "utf-8-sig")
    said = bureau.types("open", "--org", "x", "--workbook", tmp_path / "b", code=4)
    assert "没有这个岗" in said and not (bureau.home / "ledger.jsonl").exists()
