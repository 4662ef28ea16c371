"""What the desk stores is named so; the tables, and their guards, stay where they are."""

from django.db import migrations

RENAMED = (
    ("Workbook", "StoredWorkbook", "desk_workbook"),
    ("Scenario", "StoredScenario", "desk_scenario"),
    ("Plan", "StoredPlan", "desk_plan"),
)


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_sweeps")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                step
                for old, new, table in RENAMED
                for step in (
                    migrations.RenameModel(old, new),
                    migrations.AlterModelTable(new, table),
                )
            ]
        )
    ]
