"""Every step that a person may take at the desk, and who may take it.

Each verb takes the user first, refuses whom the table in :mod:`.access` does not let,
writes its rows and its line of the log in one transaction, or nothing.
"""

from __future__ import annotations
