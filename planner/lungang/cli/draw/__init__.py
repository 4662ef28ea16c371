"""The draw at the command line: one verb a step, Chinese first.

Exit codes: 0 done; 1 a bug; 2 usage or a step the protocol refuses; 3 proven
impossible (with the quotas at fault); 4 faults in the input; 5 nothing to compare the
root with; 6 verification failed. Nothing heavy is imported before a verb needs it.
"""

from __future__ import annotations

from importlib import import_module

from lungang.cli.draw.options import app

for _module in ("preparing", "naming", "committing", "afterwards", "checking"):
    import_module(f"{__name__}.{_module}")  # in the order of a draw, for the help

__all__ = ["app"]
