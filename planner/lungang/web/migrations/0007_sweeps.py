from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0006_edits_made_at_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="cycle",
            name="gates",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("check", "Check"),
                    ("solve", "Solve"),
                    ("ask", "Ask"),
                    ("papers", "Papers"),
                    ("sweep", "Sweep"),
                ],
                max_length=8,
            ),
        ),
    ]
