"""The further groups; and records, papers, scenarios and looks are only ever added."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from lungang.web.guards import only_added

ROLES = ("unit-head", "committee", "internal-control", "staff")
#: The table of plans was rebuilt by the migration before, which drops its triggers.
ONLY_ADDED = (
    "desk_plan", "desk_record", "desk_paper", "desk_scenario", "desk_look",
)  # fmt: skip


def _groups(apps: Any, editor: Any) -> None:
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


def _guards(apps: Any, editor: Any) -> None:
    for table in ONLY_ADDED:
        only_added(editor, table)


class Migration(migrations.Migration):
    """Groups and guards."""

    dependencies = [("desk", "0003_proceedings")]
    operations = [
        migrations.RunPython(_groups, migrations.RunPython.noop),
        migrations.RunPython(_guards, migrations.RunPython.noop),
    ]
