"""The groups, and what the database itself refuses: to alter or remove history.

Lines of the log and edits are only ever added, plans stay as they were made, and so does
a workbook as it was handed in; what was decided stays decided, or becomes void.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

ROLES = ("hr", "leader", "discipline", "administrator")
ONLY_ADDED = ("desk_entry", "desk_edit", "desk_plan")
SQLITE = """
CREATE TRIGGER {t}_{e} BEFORE {E} ON {t} BEGIN
SELECT RAISE(ABORT, 'history is never altered'); END
"""
SQLITE_COLUMN = """
CREATE TRIGGER {t}_{c}_kept BEFORE UPDATE OF {c} ON {t} WHEN {when} BEGIN
SELECT RAISE(ABORT, 'history is never altered'); END
"""
POSTGRES = (
    """
CREATE FUNCTION desk_history() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'history is never altered'
USING ERRCODE = 'integrity_constraint_violation'; END $$
""",
    *(
        f"CREATE TRIGGER {t}_{e.lower()} BEFORE {e} ON {t} "
        f"FOR EACH {'STATEMENT' if e == 'TRUNCATE' else 'ROW'} "
        "EXECUTE FUNCTION desk_history()"
        for t in ONLY_ADDED
        for e in ("UPDATE", "DELETE", "TRUNCATE")
    ),
)
#: Columns that stay once written: what a workbook was, and what was sent and decided.
KEPT = (
    ("desk_workbook", "data", "OLD.data <> NEW.data"),
    ("desk_workbook", "sha256", "OLD.sha256 <> NEW.sha256"),
    ("desk_submission", "sha256", "OLD.sha256 <> NEW.sha256"),
    ("desk_submission", "sent_by_id", "OLD.sent_by_id <> NEW.sent_by_id"),
    ("desk_submission", "solved_by_id", "OLD.solved_by_id <> NEW.solved_by_id"),
    ("desk_submission", "decided_by_id",
     "OLD.decided_by_id IS NOT NULL AND "
     "(NEW.decided_by_id IS NULL OR OLD.decided_by_id <> NEW.decided_by_id)"),
    ("desk_submission", "state",
     "OLD.state IN ('void', 'back') AND NEW.state <> OLD.state"),
)  # fmt: skip


def _guards(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in POSTGRES:
            editor.execute(statement)
        for table, column, when in KEPT:
            editor.execute(
                f"CREATE TRIGGER {table}_{column}_kept BEFORE UPDATE ON {table} "
                f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION desk_history()"
            )
        return
    for table in ONLY_ADDED:
        for event in ("UPDATE", "DELETE"):
            editor.execute(SQLITE.format(t=table, e=event.lower(), E=event))
    for table, column, when in KEPT:
        editor.execute(SQLITE_COLUMN.format(t=table, c=column, when=when))


def _groups(apps: Any, editor: Any) -> None:
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    """Groups and guards."""

    dependencies = [("desk", "0001_initial")]
    operations = [
        migrations.RunPython(_groups, migrations.RunPython.noop),
        migrations.RunPython(_guards, migrations.RunPython.noop),
    ]
