"""Facts derive, they never decide; and each that both halves lean on has a twin.

A mistake in a fact that both halves of a rule (or a wish) call cannot be seen by holding
the halves against each other. So what they share is found out here from their source, and
each shared fact must stand in the table of ``naive_facts``: a second way to work it out,
in the plainest words, against which it is held on random bureaus.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

import lungang_models.facts
from lungang_models.registry import checks, preferences
from lungang_models.rule import Check, Preference, Rule
from lungang_models.vocabulary import Policy
from naive_facts import TWINS, TWINS_ELSEWHERE

PLANNER = ("bar", "constrain", "price")
AUDITOR = ("audit", "bill")


def shared(source: Check | Preference) -> set[str]:
    """The functions of ``facts`` that both halves of a rule or a wish reach."""
    return reached(source, PLANNER) & reached(source, AUDITOR)


def reached(source: Check | Preference, methods: tuple[str, ...]) -> set[str]:
    """The functions of ``facts`` called from some methods, local helpers included."""
    module = inspect.getmodule(type(source))
    assert module is not None
    tree = ast.parse(inspect.getsource(module))
    local = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    of_class = next(
        n for n in tree.body
        if isinstance(n, ast.ClassDef) and n.name == type(source).__name__
    )  # fmt: skip
    mine = {n.name: n for n in of_class.body if isinstance(n, ast.FunctionDef)}
    waiting: list[ast.AST] = [mine[m] for m in methods if m in mine]
    seen: set[str] = set()
    found: set[str] = set()
    while waiting:
        for node in ast.walk(waiting.pop()):
            name = node.id if isinstance(node, ast.Name) else ""
            name = node.attr if isinstance(node, ast.Attribute) else name
            if name in seen:
                continue
            seen.add(name)
            if name in mine and name not in (*PLANNER, *AUDITOR):
                waiting.append(mine[name])
            elif isinstance(node, ast.Name):
                if name in local:
                    waiting.append(local[name])
                thing = getattr(module, name, None)
                home = getattr(thing, "__module__", "") or ""
                if inspect.isfunction(thing) and home.startswith(
                    "lungang_models.facts"
                ):
                    found.add(name)
    return found


SHARED = {
    source.id: shared(source)
    for source in (*checks(), *preferences())
    if isinstance(source, Rule | Preference)
}


def closure(names: set[str]) -> set[str]:
    """With the facts that these facts are made of; kinship is one fact for all."""
    found, waiting = set(names), list(names)
    while waiting:
        thing = FACTS.get(waiting.pop())
        if thing is None or ".kinship" in thing.__module__:
            continue
        known = inspect.unwrap(thing).__globals__
        for node in ast.walk(ast.parse(inspect.getsource(thing))):
            name = node.id if isinstance(node, ast.Name) else ""
            if name in FACTS and known.get(name) is FACTS[name] and name not in found:
                found.add(name)
                waiting.append(name)
    return found


def test_each_shared_fact_has_a_twin() -> None:
    """A new one needs a line in ``naive_facts.TWINS``."""
    used = {n for n in closure(set().union(*SHARED.values())) if n[0] != "_"}
    assert {"direct_leaders", "opposites", "post_clock"} <= used
    missing = used - TWINS.keys() - TWINS_ELSEWHERE
    assert missing == set()


def modules() -> list[ModuleType]:
    package = lungang_models.facts
    names = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [importlib.import_module(found.name) for found in names]


FACTS = {
    name: thing
    for module in modules()
    for name, thing in vars(module).items()
    if inspect.isfunction(thing) and thing.__module__ == module.__name__
}


@pytest.mark.parametrize("module", modules(), ids=lambda m: m.__name__)
def test_a_policy_holds_values_and_judges_nothing(module: ModuleType) -> None:
    """Which band or how many days may be looked up; whether something binds may not."""
    for policy in vars(module).values():
        if inspect.isclass(policy) and issubclass(policy, Policy):
            for name, method in vars(policy).items():
                if inspect.isfunction(method) and not name.startswith("_"):
                    answer = inspect.signature(method).return_annotation
                    assert answer not in ("bool", "Words | None"), (policy, name)


@pytest.mark.parametrize("module", modules(), ids=lambda m: m.__name__)
def test_no_fact_says_why_somebody_is_excused_or_bound(module: ModuleType) -> None:
    """A verdict about a person or a pair belongs to a rule, written in both its halves."""
    judged = []
    for name, thing in vars(module).items():
        if not inspect.isfunction(thing) or thing.__module__ != module.__name__:
            continue
        signature = inspect.signature(thing)
        of_people = [
            p
            for p in signature.parameters.values()
            if p.annotation in ("Person", "Post")
        ]
        answer = signature.return_annotation
        if of_people and answer in ("bool", "Words | None") and name[0] != "_":
            judged.append(name)
    assert set(judged) <= TWINS.keys() | {"posts_change"}, judged
