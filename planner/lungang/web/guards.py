"""Rows that are only ever added: the triggers with which a database keeps them so.

A migration that rebuilds a table on SQLite drops its triggers: whoever writes one asks
for the guard again.
"""

from __future__ import annotations

from typing import Any

__all__ = ["only_added"]

_SQLITE = """
CREATE TRIGGER {t}_{e} BEFORE {E} ON {t} BEGIN
SELECT RAISE(ABORT, 'history is never altered'); END
"""
_EVENTS = ("UPDATE", "DELETE")


def only_added(editor: Any, table: str) -> None:
    """Let the database refuse to change or remove any row of a table.

    ``editor`` is the schema editor of a migration. On PostgreSQL the function
    ``desk_history`` of an earlier migration raises the refusal.
    """
    if editor.connection.vendor == "postgresql":
        for event in (*_EVENTS, "TRUNCATE"):
            each = "STATEMENT" if event == "TRUNCATE" else "ROW"
            name = f"{table}_{event.lower()}"
            editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} "
                "EXECUTE FUNCTION desk_history()"
            )
        return
    for event in _EVENTS:
        name = f"{table}_{event.lower()}"
        editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        editor.execute(_SQLITE.format(t=table, e=event.lower(), E=event))
