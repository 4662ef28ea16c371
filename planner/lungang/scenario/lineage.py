"""Where a scenario comes from: its parents, and hashes that tell when one has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lungang.formats import Part
from lungang.scenario.apply import apply
from lungang.scenario.faults import fault
from lungang.scenario.file import SUFFIXES, read_patch
from lungang.scenario.patch import Patch
from lungang_models.fault import BadInput, Doubt, Fault
from lungang_models.problem import Problem
from lungang_models.words import Words, same


class LineageStep(Part):
    """One patch of a chain, by its name and the hash of its content."""

    name: str
    author: str
    purpose: str
    patch_hash: str


class Lineage(Part):
    """The workbook and the patches that made a problem, each bound to those before.

    ``hash`` covers all of it: whoever holds the workbook and the patches can
    recompute it, and nothing in between can be exchanged.
    """

    base: str
    steps: tuple[LineageStep, ...]
    problem: str
    hash: str

    @property
    def verified(self) -> bool:
        """Whether the hash is that of the workbook, the patches and the problem."""
        return self.hash == _chained(self.base, self.steps, self.problem)


def _chained(base: str, steps: tuple[LineageStep, ...], problem: str) -> str:
    link = base
    for step in steps:
        link = hashlib.sha256(f"{link} {step.patch_hash}".encode()).hexdigest()
    return hashlib.sha256(f"{link} {problem}".encode()).hexdigest()


@dataclass(frozen=True)
class Scenario:
    """A patch with the parents it builds on, eldest first. The empty chain changes
    nothing: it is the workbook itself."""

    chain: tuple[Patch, ...] = ()

    @property
    def title(self) -> Words:
        """Its name; the workbook itself has one in each language."""
        return same(self.chain[-1].name) if self.chain else BASE

    def problem(self, base: Problem) -> Problem:
        """The problem asked about. Raises ``BadInput`` with every fault of a patch."""
        for patch in self.chain:
            base = apply(base, patch)
        return base

    def lineage(self, base: Problem, made: Problem) -> Lineage:
        """Where ``made``, the problem of this scenario on ``base``, comes from."""
        steps = tuple(
            LineageStep(
                name=p.name, author=p.author, purpose=p.purpose, patch_hash=p.hash
            )
            for p in self.chain
        )
        return Lineage(
            base=base.hash,
            steps=steps,
            problem=made.hash,
            hash=_chained(base.hash, steps, made.hash),
        )

    def drift(self, base: Problem) -> Iterator[Doubt]:
        """What has changed since the patches were written, where they say against what."""
        before: Patch | None = None
        for patch in self.chain:
            if patch.base_hash not in (None, base.hash):
                says = Words(
                    "工作簿在情景编写后已改动", "the workbook has changed since"
                )
                yield _drifted("scenario-base-changed", patch, "base_hash", says)
            if before is not None and patch.parent_hash not in (None, before.hash):
                says = Words("上级情景在编写后已改动", "the parent has changed since")
                yield _drifted("scenario-parent-changed", patch, "parent_hash", says)
            before = patch


BASE = Words("现行规则", "as the workbook stands")


def _drifted(code: str, patch: Patch, key: str, says: Words) -> Doubt:
    maybe = Words(
        f"重新核对后更新{key}，或删去它", f"look again and renew {key}, or drop it"
    )
    return Doubt(code, says, maybe, patch.origin(key))


def read_scenario(path: str | os.PathLike[str]) -> Scenario:
    """A scenario with its parents, which lie in the same folder.

    Raises ``BadInput`` with every fault of every file of the chain.
    """
    chain: list[Patch] = []
    faults: list[Fault] = []
    here, seen = Path(path), [Path(path).name]
    while True:
        try:
            patch = read_patch(here)
        except BadInput as bad:
            faults += bad.faults
            break
        chain.append(patch)
        if patch.parent is None:
            break
        if patch.parent in seen:
            what = " → ".join([*seen, patch.parent])
            faults.append(fault("scenario-circular", patch.origin("parent"), what))
            break
        here = here.with_name(Path(patch.parent).name)
        if here.name != patch.parent or not here.is_file():
            what = patch.parent
            faults.append(fault("scenario-missing", patch.origin("parent"), what))
            break
        seen.append(here.name)
    if faults:
        raise BadInput(tuple(faults))
    return Scenario(tuple(reversed(chain)))


def scenario_files(folder: str | os.PathLike[str]) -> tuple[Path, ...]:
    """The scenario files of a folder, by name; ``gates.yaml``, ``x.gates.yaml`` are none."""
    files = (f for f in Path(folder).iterdir() if f.suffix in SUFFIXES)
    return tuple(sorted(f for f in files if f.stem.split(".")[-1] != "gates"))
