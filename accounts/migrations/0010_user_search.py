"""Name entries, by which accounts are found among all there are; saved filters; choices of columns.

Every account there is already is noted: the sweep makes its entry.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

# A table that grew tonight has no statistics yet, and the planner would rather read all of it.
NAMED = """
CREATE FUNCTION accounts_named(every int[], alike text[], most int) RETURNS SETOF bigint
LANGUAGE sql STABLE SET enable_seqscan = off
AS $$
SELECT account_id FROM accounts_nameentry
WHERE marks @> every AND spelling LIKE ALL (alike) LIMIT most
$$
"""
NAMED_NEAR = """
CREATE FUNCTION accounts_named_near(every int[], alike text[], most int, near int[])
RETURNS SETOF bigint
LANGUAGE sql STABLE SET enable_seqscan = off
AS $$
SELECT account_id FROM accounts_nameentry
WHERE marks @> every AND marks && near AND spelling LIKE ALL (alike) LIMIT most
$$
"""
NOTE_ALL = "INSERT INTO accounts_unreadname (account_id) SELECT id FROM accounts_usoaccount"


class Migration(migrations.Migration):
    """Add the tables, the functions that ask them, and note every account."""

    dependencies = [
        ("accounts", "0009_schoolpod"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnreadName",
            fields=[
                ("account_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="NameEntry",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="name_entry",
                        serialize=False,
                        to="accounts.usoaccount",
                    ),
                ),
                ("spelling", models.TextField()),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "name entries",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["marks"], name="name_entry_marks"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ColumnChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("list_name", models.CharField(max_length=40)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="column_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "list_name"), name="column_choice_one_per_list"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=1000)),
                ("saved_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("user"),
                        django.db.models.functions.text.Lower("name"),
                        name="saved_filter_one_per_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("query", ""), _negated=True),
                        ),
                        name="saved_filter_says_something",
                    ),
                ],
            },
        ),
        migrations.RunSQL(NAMED, "DROP FUNCTION accounts_named(int[], text[], int)"),
        migrations.RunSQL(
            NAMED_NEAR, "DROP FUNCTION accounts_named_near(int[], text[], int, int[])"
        ),
        migrations.RunSQL(NOTE_ALL, migrations.RunSQL.noop),
    ]
