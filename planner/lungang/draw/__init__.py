"""The verifiable mandatory-leave draw (强制休假随机抽取, art. 38).

Nothing is imported here, so that ``import lungang.draw`` costs nothing and never
loads a solver.  The subjects, one file each:

* the data: ``pool`` (holders, covers, exclusions), ``rules``, ``workdays``,
  ``pseudonyms``, ``canon`` (bytes), ``faults``;
* from a plan to the pool: ``covering`` (the rules decide who covers whom), ``source``;
* the chances: ``odds``, ``judge``, ``certificate``, ``reasons``, ``systematic``, over
  ``lp`` and ``panels``;
* the numbered book: ``book``, ``coverflow``;
* the protocol: ``ledger``, ``plan``, ``commit``, ``entropy``, ``stream``,
  ``proceedings`` (the steps of one draw);
* after the draw: ``windows``, ``aftermath``, ``papers``, ``templates``, ``findings``;
* the controller: ``audit``, ``years``; the command line: ``cli``, ``mount``;
* the stand-alone verifiers: ``verify_draw.py``, ``verify_draw.js`` (and its page).
"""

from __future__ import annotations
