"""The instances are what the values are of, and the checker takes nothing for granted."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.rotationbench import check, peers
from benchmarks.rotationbench.instances import TIERS, as_minizinc, as_opb, main, rows_of

NAME = "standard-100-1"
KNOWN = json.loads(peers.VALUES.read_text("utf-8"))["instances"]


@pytest.fixture(scope="module")
def text() -> str:
    return as_opb(rows_of(NAME), NAME)


@pytest.fixture(scope="module")
def best() -> set[int]:
    found = peers.ours(NAME, 60).ones
    assert found is not None
    return found


def said(ones: set[int]) -> str:
    return "s OPTIMUM FOUND\nv " + " ".join(f"x{n}" for n in sorted(ones)) + "\n"


def checked(folder: Path, text: str, answer: str) -> tuple[int, str]:
    """The exit code and the last line of the checker, run without our packages."""
    (folder / f"{NAME}.opb").write_text(text, "utf-8")
    (folder / "answer.txt").write_text(answer, "utf-8")
    program = Path(check.__file__)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(program), f"{NAME}.opb", "answer.txt"],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()[-1]


@pytest.mark.parametrize("name", [n for n in KNOWN if "2000" not in n])
def test_the_same_name_gives_the_instance_that_the_values_are_of(name: str) -> None:
    made = hashlib.sha256(as_opb(rows_of(name), name).encode()).hexdigest()
    assert made == KNOWN[name]["sha256"]


def test_the_best_answer_is_as_good_as_proved(
    tmp_path: Path, text: str, best: set[int]
) -> None:
    assert checked(tmp_path, text, said(best))[0] == 0


def test_a_worse_answer_is_told_from_one_that_is_not_feasible(
    tmp_path: Path, text: str, best: set[int]
) -> None:
    instance = check.read(text)
    answers = [best ^ {n} for n in range(1, instance.size + 1)]
    broken = next(a for a in answers if check.broken(instance, a))
    code, line = checked(tmp_path, text, said(broken))
    assert code == 2 and line.startswith("not feasible: ")
    worse = peers.SOLVERS["highs"](instance._replace(tiers=instance.tiers[::-1]), 60)
    assert worse.ones is not None and not check.broken(instance, worse.ones)
    code, line = checked(tmp_path, text, said(worse.ones))
    assert (code, "worse than proved" in line) == (1, True)


def test_a_better_answer_than_was_proved_is_an_alarm(
    tmp_path: Path, text: str, best: set[int]
) -> None:
    known = json.loads(peers.VALUES.read_text("utf-8"))
    known["instances"][NAME]["values"][-1] += 1
    (tmp_path / "values.json").write_text(json.dumps(known))
    (tmp_path / f"{NAME}.opb").write_text(text, "utf-8")
    (tmp_path / "answer.txt").write_text(said(best))
    found = subprocess.run(
        [sys.executable, check.__file__, f"{NAME}.opb", "answer.txt", "--values",
         "values.json"],
        cwd=tmp_path, capture_output=True,
    )  # fmt: skip
    assert found.returncode == 3


@pytest.mark.parametrize(
    "answer", ["", "v x1 -x1\n", "v y1\n", "v x999999\n", "v x0\n", "x1 x2\n"]
)
def test_what_is_no_answer_is_refused(tmp_path: Path, text: str, answer: str) -> None:
    code, line = checked(tmp_path, text, answer)
    assert code == 4 and line.startswith("cannot be read: ")


def test_a_changed_instance_is_refused(
    tmp_path: Path, text: str, best: set[int]
) -> None:
    easier = text.replace(" >= ", " >= -", 1)
    assert easier != text
    assert checked(tmp_path, easier, said(best))[0] == 4
    fewer = text.replace("#constraint= ", "#constraint= 1", 1)
    with pytest.raises(ValueError, match="announced"):
        check.read(fewer)


def test_one_objective_weighs_the_tiers_as_they_are_decided(text: str) -> None:
    """No sum of later tiers outweighs a point of an earlier one."""
    instance = check.read(text)
    whole = next(line for line in text.splitlines() if line.startswith("min: "))
    weights = {j: v for v, j in check._terms(whole[5:].rstrip(" ;"))}
    assert len(instance.tiers) == TIERS
    for tier, (_, terms) in enumerate(instance.tiers):
        later = sum(
            abs(v) * _unit(instance, weights, t)
            for t in range(tier + 1, TIERS)
            for v, _ in instance.tiers[t][1]
        )
        assert not terms or later < _unit(instance, weights, tier)


def _unit(instance: check.Instance, weights: dict[int, int], tier: int) -> int:
    """What a point of a tier weighs in the one objective."""
    weight = 1
    for later in reversed(range(tier + 1, TIERS)):
        weight *= 1 + sum(abs(v) for v, _ in instance.tiers[later][1])
    for value, j in instance.tiers[tier][1]:
        others = sum(
            _unit(instance, weights, t) * v
            for t in range(tier + 1, TIERS)
            for v, n in instance.tiers[t][1]
            if n == j
        )
        if not any(n == j for t in range(tier) for _, n in instance.tiers[t][1]):
            assert weights[j] == weight * value + others
            break
    return weight


def test_minizinc_says_the_same(best: set[int], text: str) -> None:
    instance, model = check.read(text), as_minizinc(rows_of(NAME), NAME)
    kept = 0
    for line in model.splitlines():
        found = re.fullmatch(r"constraint (.*) (<=|>=|=) (-?\d+);", line)
        if found is None:
            continue
        total = _value(found[1], best)
        least = int(found[3])
        assert {"<=": total <= least, ">=": total >= least, "=": total == least}[
            found[2]
        ]
        kept += 1
    costs = re.findall(r"^  (.*),  % (\w+)$", model, re.M)
    assert [_value(c, best) for c, _ in costs] == check.values(instance, best)
    assert [name for _, name in costs] == [name for name, _ in instance.tiers]
    assert kept > 100


def _value(total: str, ones: set[int]) -> int:
    terms = re.findall(r"(-?\d+)\*x\[(\d+)\]", total)
    return sum(int(v) for v, j in terms if int(j) in ones)


def test_files_are_written_for_both(tmp_path: Path, text: str) -> None:
    main([str(tmp_path), NAME])
    assert (tmp_path / f"{NAME}.opb").read_text("utf-8") == text
    assert (tmp_path / f"{NAME}.mzn").exists()


def test_solvers_agree_and_what_differs_is_an_error() -> None:
    instance = check.read(as_opb(rows_of("composed-128-387-8"), "c"))
    for solver in ("highs", "cp-sat-tuned"):
        found = peers.SOLVERS[solver](instance, 120)
        assert found.proved == KNOWN["composed-128-387-8"]["values"]
    one, other = ({"proved": [0, n], "values": [0, n]} for n in (1, 2))
    with pytest.raises(ValueError, match="different"):
        peers.agreed([one, other])
    assert peers.agreed([{"proved": [0], "values": [0, 1]}, one]) == [0, 1]


def test_the_readme_shows_the_results() -> None:
    content, told = json.loads(peers.VALUES.read_text("utf-8")), peers.README
    assert told.read_text("utf-8") == peers.renewed(told.read_text("utf-8"), content)
    for name, one in content["instances"].items():
        assert one["values"] == peers.agreed(one["runs"].values()), name


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        rows_of("standard-100")
