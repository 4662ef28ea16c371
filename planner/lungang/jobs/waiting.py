"""For whoever waits: what goes on, and how it is stopped."""

from __future__ import annotations

import sys

from lungang_models.at_work import Heard, Stopped, counted, heard

__all__ = ["Heard", "Stopped", "counted", "end_all", "heard"]


def end_all() -> None:
    """The program is to end: no search goes on, none begins. There is no way back."""
    engines = sys.modules.get("lungang.engines.cp_sat")
    if engines is not None:  # else none was ever begun
        engines.Canceller.end_all()
