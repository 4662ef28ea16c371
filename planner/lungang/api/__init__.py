"""The front door: workbooks, plans and batches as objects whose verbs are methods.

``import lungang`` offers these names. They ask :mod:`lungang.jobs` and lay tables out
with :mod:`lungang.frames`; they decide nothing themselves.
"""

from __future__ import annotations
