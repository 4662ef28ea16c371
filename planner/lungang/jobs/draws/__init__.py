"""The steps of a draw as jobs: who acts, by which clock, what is written, how it ends.

* ``acting``: a draw in its folder and who acts on it; rehearsals; how a step may end;
* ``preparing``: rules, opening, exclusions, chances, book;
* ``naming``: slips, receipts, proofs, who is who;
* ``committing``: commitment, signatures, stamp, void, failure;
* ``course``: what follows the draw, from the schedule to the close;
* ``published``: bundles checked, papers, ledger, the years, RFC 3797.

The public numbers and the reveal, which the desk shows before an audience as well, stand
in :mod:`lungang.jobs.ceremonies`.
"""

from __future__ import annotations
