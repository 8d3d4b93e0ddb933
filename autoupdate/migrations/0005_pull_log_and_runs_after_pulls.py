"""The additional log of a pull, and runs that process what a Force run fetched."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the log; let a run have a pull for its cause."""

    dependencies = [
        ("autoupdate", "0004_connections_and_pulls"),
    ]

    operations = [
        migrations.CreateModel(
            name="PullLogLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("message", models.TextField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="processingrun",
            name="run_cause_known",
        ),
        migrations.RemoveConstraint(
            model_name="processingrun",
            name="run_forced_by_somebody_for_a_reason",
        ),
        migrations.AlterField(
            model_name="processingrun",
            name="cause",
            field=models.CharField(
                choices=[
                    ("night", "Overnight"),
                    ("force", "Forced by the Service Desk"),
                    ("pull", "After Force run"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="processingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", ["night", "force", "pull"])),
                name="run_cause_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="processingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cause", "force"),
                        ("night__isnull", True),
                        ("requested_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(
                        ("cause", "night"), ("night__isnull", False), ("requested_by__isnull", True)
                    ),
                    models.Q(
                        ("cause", "pull"), ("night__isnull", True), ("requested_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="run_forced_by_somebody_for_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="pulllogline",
            name="pull",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="log_lines",
                to="autoupdate.pull",
            ),
        ),
    ]
