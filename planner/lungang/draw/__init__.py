"""The verifiable mandatory-leave draw (强制休假随机抽取, art. 38).

Nothing is imported here, so that ``import lungang.draw`` costs nothing and never
loads a solver.  The subjects, one file each:

* the data: ``pool`` (holders, quotas, covers, rules), ``canon`` (bytes), ``faults``;
* the chances: ``odds``, ``judge``, ``certificate``, ``reasons``, ``systematic``;
* the numbered book: ``book``;
* the protocol: ``ledger``, ``commit``, ``entropy``, ``reveal``, ``stream``;
* after the draw: ``workdays``, ``windows``, ``aftermath``, ``papers``, ``findings``;
* the controller: ``audit``, ``years``;
* the stand-alone verifiers: ``verify_draw.py``, ``verify_draw.js``.
"""

from __future__ import annotations
