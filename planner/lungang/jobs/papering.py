"""The papers of a cycle as Word files, and the templates an organisation may replace."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from lungang import papers
from lungang.document import document, from_json
from lungang.document.lines import text_of
from lungang.document.parts import PlanDocument
from lungang.intake.result_folder import plan_in
from lungang.outcome import Proof, Run, Solved, TierResult
from lungang.papers import Office, office_of, write_templates
from lungang.papers.values import BY_HAND
from lungang.review.audit import audit
from lungang_models.objective import Tier
from lungang_models.plan import Plan

__all__ = [
    "Breaches", "Office", "document_of", "office_of", "paper_names", "write_papers",
    "write_pdfs", "write_templates",
]  # fmt: skip


def paper_names() -> tuple[str, ...]:
    """The kinds of paper, in the order of the cycle."""
    return tuple(papers.papers())


def document_of(file: str | os.PathLike[str], plan: Plan) -> PlanDocument:
    """The document of a plan that was read from a file, or from the one that stands for a
    result folder: the one in ``plan.json``; of a
    ``plan.xlsx``, which may be edited by hand, one made anew that claims no optimum.

    Raises :class:`Breaches` where an edited plan breaks a binding rule.
    """
    found = plan_in(Path(file))
    if found.suffix.lower() == ".json":
        return from_json(found.read_text("utf-8"))
    broken = sum(f.breach for f in audit(plan))
    if broken:
        raise Breaches(broken)
    tier = TierResult(Tier.UNFILLED, 0, 0, Proof.OPEN)
    made = document(plan.problem, Solved(plan, (tier,), Run(0.0, {}, {})))
    return made.model_copy(update={"says": text_of(BY_HAND)})


class Breaches(Exception):
    """A plan that no paper may be written of; ``count`` rules are broken."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def write_pdfs(files: Sequence[Path]) -> tuple[Path, ...]:
    """A PDF/A beside each Word file. Raises ``ImportError`` without ``lungang[pdf]``."""
    from lungang.disk import replaced
    from lungang.papers.pdf import pdf_of

    found = []
    for file in files:
        made = pdf_of(file.read_bytes())
        goal = file.with_suffix(".pdf")
        with replaced(goal) as draft:
            draft.write_bytes(made)
        found.append(goal)
    return tuple(found)


def write_papers(
    folder: str | os.PathLike[str],
    plan: Plan,
    document: PlanDocument,
    office: Office,
    only: Sequence[str] = (),
    templates: Path | None = None,
) -> tuple[Path, ...]:
    """Write the papers of a plan, which ``document`` tells.

    Raises ``BadInput`` for templates that cannot be filled, before anything is written.
    """
    return tuple(
        papers.write_papers(Path(folder), plan, document, office, only, templates)
    )
