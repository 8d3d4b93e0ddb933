"""What was decided together, and how far the keys of accounts are made anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_kept_names"),
        ("matching", "0008_few_links_made_by_somebody"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeysRenewal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=80)),
                ("last_account", models.BigIntegerField(default=0)),
                ("num_renewed", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="matchdecision",
            name="together",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="matchdecision",
            index=models.Index(
                condition=models.Q(("together__isnull", False)),
                fields=["together"],
                name="decision_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="keysrenewal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at__isnull", True)),
                fields=("version",),
                name="keys_renewal_one_open_per_version",
            ),
        ),
    ]
