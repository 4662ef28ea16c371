"""Reasons: why no plan exists, what would make one possible, why this one is as it is.

* Of a plan: ``questions`` (why, must move, exempt, remaining), ``contrast`` and ``pricing``
  (why not, and its price), ``ranking`` (who else, where else), ``necessity`` and ``staying``
  (was each move needed), ``whatif``, ``changed``, ``chance`` (of being drawn), ``letter``;
* of no plan: ``impossible`` puts together the causes, which ``infeasible`` finds, and the
  ``repairs``: ``ways`` out of single grounds, the sets of them that meet all
  (``hitting_sets``), and a ``repair`` with its plan;
* words: ``sentences``, ``prices``, ``folding`` (many grounds as one line), ``no_plan``.
"""
