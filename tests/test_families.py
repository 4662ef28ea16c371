"""A rule speaks for itself: nothing is decided by where its file lies or what its id spells."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

from lungang_models import families
from lungang_models.families import Means, RuleFamily
from lungang_models.registry import checks

HOME = Path(__file__).parents[1]
FAMILIES = [f for f in vars(families).values() if isinstance(f, RuleFamily)]
RULE_IDS = {check.id for check in checks()}


def test_every_rule_names_one_of_the_families() -> None:
    assert {id(c.family) for c in checks()} == {id(f) for f in FAMILIES}
    assert len({f.id for f in FAMILIES}) == len(FAMILIES)
    assert {f.means for f in FAMILIES} == set(Means)


def sources() -> list[tuple[Path, ast.AST]]:
    files = [*(HOME / "models").rglob("*.py"), *(HOME / "planner").rglob("*.py")]
    return [(f, ast.parse(f.read_text("utf-8"))) for f in sorted(files)]


def test_no_code_reads_a_module_path() -> None:
    """Who lists classes asks where one was defined, and who makes one gives its place."""
    found = {
        file.relative_to(HOME).as_posix()
        for file, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "__module__"
    }
    assert found <= {
        "models/lungang_models/rules/__init__.py",
        "models/lungang_models/facts/__init__.py",
        "models/lungang_models/extended.py",
    }


def test_no_code_tells_rules_apart_by_the_spelling_of_their_ids() -> None:
    """Who must speak of a definite rule names its class; no prefix of an id means a thing."""
    prefixes = {rule.split("-")[0] + "-" for rule in RULE_IDS}
    spelled = []
    for file, tree in sources():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "startswith"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and node.args[0].value in prefixes
            ):
                spelled.append(f"{file.name}:{node.lineno}")
    assert not spelled


def test_no_code_outside_the_rules_spells_a_rule_id() -> None:
    """A string that is compared with ``rule`` or ``id`` must come from the rule's class."""
    spelled = []
    for file, tree in sources():
        if "rules" in file.parts or "sample" in file.parts:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare):
                inside = [n for n in ast.walk(node) if isinstance(n, ast.Constant)]
                asked = [n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)]
                ids = [n.value for n in inside if n.value in RULE_IDS]
                if ids and {"rule", "rules", "id"} & set(asked):
                    spelled.append(f"{file.name}:{node.lineno} {ids}")
    assert not spelled


TOLD = """
import json
from lungang.disclosure import facts_of
from lungang.review.register.means import means
from lungang_models.registry import checks
print(json.dumps({
    c.id: [c.family.id, means(c.id).value, c.family.move_reason, c.binds_acting,
           sorted(f.value for f in facts_of(c.id))]
    for c in checks()
}, sort_keys=True))
"""
"""What a register, the draw, a reason and an edition make of each rule, by its id."""


def test_a_rule_file_moved_to_another_folder_changes_nothing(tmp_path: Path) -> None:
    """Two files moved in a copy of the packages: each rule is told as it was."""
    for root in ("models", "planner"):
        copytree(HOME / root, tmp_path / root, ignore=ignore_patterns("__pycache__"))
    before = _told(tmp_path)
    rules = tmp_path / "models" / "lungang_models" / "rules"
    (rules / "recusal" / "kinship_swap.py").rename(rules / "duties" / "swap.py")
    (rules / "staffing" / "key_post_undeclared.py").rename(
        rules / "leave" / "key_post_undeclared.py"
    )
    assert _told(tmp_path) == before


def _told(home: Path) -> str:
    path = os.pathsep.join(str(home / root) for root in ("models", "planner"))
    done = subprocess.run(
        [sys.executable, "-c", TOLD], capture_output=True, text=True, cwd=home,
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"kinship-swap"' in done.stdout
    return done.stdout
