"""An office that types the commands of a draw, at a time that the test sets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
from draw_worlds import bureau
from proceeding import BALLS, DEADLINE, LOTTERY, SECOND, write_names
from typer.testing import CliRunner, Result

from lungang.cli import app
from lungang.draw.folder import DrawFolder
from lungang.draw.pool_files import write_pool
from lungang.draw.rules import rules_bytes
from lungang.jobs.schemas import SCHEMAS

TWO = ("--approved-by", "人事科", "--second-approver", "内控办")
GROUND = ("--reason", "病假", "--evidence", "人字〔2026〕9号", *TWO)


class Office:
    """Types commands in one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.now = "2026-01-05T09:00:00+08:00"
        self._runner = CliRunner()

    def types(self, *words: str, code: int = 0) -> str:
        """Run one command; the exit code must be this."""
        return str(self._ran(words, code).output)

    def answers(self, *words: str) -> Any:
        """The object that a command prints: one, of a known schema."""
        found = json.loads(self._ran((*words, "--json"), 0).stdout)
        name = found["schema"].removeprefix("lungang-").partition("/")[0]
        jsonschema.validate(found, SCHEMAS[name]())
        return found

    def _ran(self, words: tuple[str, ...], code: int) -> Result:
        where = ["--home", str(self.home)]
        if words[0] in ("verify", "years", "plain", "rules", "key"):
            where = []
        result = self._runner.invoke(app, ["draw", *words, *where])
        assert result.exit_code == code, (words, result.output, result.exception)
        return result


def office_of_ten(home: Path, pages: int = 10) -> Office:
    """An office with a pool of 10 and its names."""
    found = Office(home)
    pool, raw = bureau(10, seed=5, pages=pages)
    write_pool(found.home / "2026-Q1", pool, rules_bytes(raw))
    write_names(DrawFolder(found.home, "2026-Q1"), pool)
    return found


def write_plan(home: Path, keys: dict[str, Path], **change: Any) -> Path:
    """plan.json beside the keys."""
    plan = {
        "org": "某局",
        "mode": "balls+public",
        "reveal_deadline": DEADLINE,
        "sources": [
            {"name": "号球", "kind": "balls", "not_before": BALLS},
            {"name": "双色球", "kind": "lottery", "preset": "双色球",
             "issue": "2026009", "not_before": LOTTERY},
            {"name": "大乐透", "kind": "lottery", "preset": "大乐透",
             "issue": "2026010", "not_before": SECOND},
        ],
        "signers": [
            {"role": role, "public_key": str(key) + ".pub"} for role, key in keys.items()
        ],
        **change,
    }  # fmt: skip
    path = home / "plan.json"
    path.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    return path
