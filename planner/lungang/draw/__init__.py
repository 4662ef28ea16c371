"""The verifiable mandatory-leave draw (强制休假随机抽取, art. 38).

Nothing is imported here, so that ``import lungang.draw`` costs nothing and never
loads a solver.  The subjects, one file each:

* the data: ``pool`` (holders, covers, exclusions), ``rules``, ``workdays``,
  ``pseudonyms``, ``canon`` (bytes), ``faults``;
* from a plan to the pool: ``covering`` (the rules decide who covers whom), ``source``;
* the chances: ``odds``, ``judge``, ``certificate``, ``reasons``, ``chances``, over
  ``lp`` and ``panels``;
* the numbered book: ``book``, ``coverflow``;
* the protocol: ``folder``, ``ledger``, ``invariants``, ``names``, ``opening``,
  ``offices``, ``ceremony``, ``commit``, ``entropy``, ``signatures``,
  ``stamps``, ``stream``, ``alike``, ``proceedings``;
* after the draw: ``windows``, ``aftermath``, ``record``, ``papers``, ``templates``;
* what is given away: ``bundle``, ``recheck``;
* the controller: ``findings``, ``audit``, ``years``;
* the stand-alone verifiers: ``verify_draw.py``, ``verify_draw.js`` (and its page),
  which share no code with the product nor with each other.
"""

from __future__ import annotations
