"""A copy of SchoolFacts to sort all schools by, sums of each night for charts, endings of keys.

The view learns what lists of many schools show; the sums are filled from the runs there are.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from autoupdate.licence_keys import ending_of
from autoupdate.secret_box import UnsealError, unseal

_BEFORE: str = import_module("autoupdate.migrations.0007_facts_of_closed_uploads")._AFTER

_COLUMNS = (
    _BEFORE.replace(
        """(SELECT count(*)::int FROM matching_misperson p
        WHERE p.school_mis_id = m.id AND p.standing = 'requires_matching') AS num_to_match""",
        "to_match.num AS num_to_match",
    )
    .replace(
        "AS last_processed_at",
        """AS last_processed_at,
       EXISTS (SELECT 1 FROM autoupdate_mischange c
               WHERE c.school_id = s.id AND c.state = 'waiting'
                 AND c.first_run_id IS NOT NULL) AS is_changing,
       coalesce((SELECT c.trouble FROM autoupdate_misconnection c
                 WHERE c.school_mis_id = m.id), '')::varchar(40) AS connection_trouble,
       (SELECT count(*)::int FROM autoupdate_case c
        WHERE c.school_id = s.id AND c.state = 'with_desk') AS num_with_desk,
       (SELECT count(*)::int FROM autoupdate_case c
        WHERE c.school_id = s.id AND c.state = 'with_school') AS num_with_school,
       staff.received_at AS staff_file_at,
       students.received_at AS students_file_at,
       to_match.num_staff AS staff_to_match,
       to_match.num_students AS students_to_match""",
    )
    .rstrip()
)
_LATERALS = """\
LEFT JOIN LATERAL (
    SELECT count(*)::int AS num, count(*) FILTER (WHERE p.kind = 'staff')::int AS num_staff,
           count(*) FILTER (WHERE p.kind = 'student')::int AS num_students
    FROM matching_misperson p
    WHERE p.school_mis_id = m.id AND p.standing = 'requires_matching') to_match ON true
LEFT JOIN LATERAL (
    SELECT u.received_at FROM autoupdate_upload u
    WHERE u.school_mis_id = m.id AND u.sub_report = 'staff' AND u.state = 'processed'
    ORDER BY u.order_at DESC LIMIT 1) staff ON true
LEFT JOIN LATERAL (
    SELECT u.received_at FROM autoupdate_upload u
    WHERE u.school_mis_id = m.id AND u.sub_report = 'students' AND u.state = 'processed'
    ORDER BY u.order_at DESC LIMIT 1) students ON true
"""
VIEW = "\n".join((_COLUMNS, _LATERALS))

#: Sums from the counts that every run has kept. What stood at the end of a day is what the last run
#: of the day told.
_SCHOOLS = """
INSERT INTO autoupdate_schoolnight (school_id, night_on, num_created, num_updated, num_unallocated,
                                    num_restored, num_waiting, num_held)
SELECT school_id, night_on, sum(created), sum(updated), sum(unallocated), sum(restored),
       (array_agg(waiting ORDER BY finished_at DESC, id DESC))[1],
       (array_agg(held ORDER BY finished_at DESC, id DESC))[1]
FROM (
    SELECT r.id, r.school_id, r.finished_at,
           coalesce(n.night_on, (r.finished_at AT TIME ZONE 'Europe/London' + interval '6 hours')
                                ::date) AS night_on,
           {created} AS created, {updated} AS updated, {unallocated} AS unallocated,
           {restored} AS restored, {waiting} AS waiting, {held} AS held
    FROM autoupdate_processingrun r LEFT JOIN autoupdate_night n ON n.id = r.night_id
    WHERE r.status = 'done') told
GROUP BY school_id, night_on
"""
_AUTHORITIES = """
INSERT INTO autoupdate_authoritynight (local_authority_id, night_on, num_schools, num_created,
                                       num_updated, num_unallocated, num_restored, num_waiting,
                                       num_held)
SELECT s.local_authority_id, n.night_on, count(*), sum(n.num_created), sum(n.num_updated),
       sum(n.num_unallocated), sum(n.num_restored), sum(n.num_waiting), sum(n.num_held)
FROM autoupdate_schoolnight n JOIN accounts_school s ON s.id = n.school_id
GROUP BY s.local_authority_id, n.night_on
"""
_CODES = {
    "created": ("created",),
    "updated": ("updated",),
    "unallocated": ("left_not_in_export", "left_leaving_date"),
    "restored": ("returned", "association_restored"),
    "waiting": ("requires_matching",),
    "held": ("removal_held",),
}


def _number(codes):
    told = (
        f"coalesce((r.counts->'{kind}'->>'{code}')::int, 0)"
        for kind in ("staff", "student")
        for code in codes
    )
    return f"({' + '.join(told)})"


def note_endings(apps, schema_editor):
    """Note the last signs of every key that can still be opened."""
    for key in apps.get_model("autoupdate", "LicenceKey").objects.iterator():
        try:
            key.ending = ending_of(unseal(key.encrypted))
        except UnsealError:  # of a key that the settings no longer hold: it is found by its school
            continue
        key.save(update_fields=["ending"])


class Migration(migrations.Migration):
    """Replace the view, add the tables, fill them."""

    dependencies = [
        ("accounts", "0009_schoolpod"),
        ("autoupdate", "0014_schoolpod"),
    ]

    operations = [
        migrations.RunSQL(VIEW, f"DROP VIEW autoupdate_schoolfacts; {_BEFORE}"),
        migrations.CreateModel(
            name="FactsCopied",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="licencekey",
            name="ending",
            field=models.CharField(blank=True, max_length=4),
        ),
        migrations.CreateModel(
            name="FactsCopy",
            fields=[
                ("product", models.CharField(max_length=20)),
                ("mis_started_at", models.DateTimeField(null=True)),
                ("is_accepting", models.BooleanField()),
                ("num_to_match", models.PositiveIntegerField()),
                ("num_held", models.PositiveIntegerField()),
                ("num_waiting", models.PositiveIntegerField()),
                ("last_upload_at", models.DateTimeField(null=True)),
                ("last_rejected_at", models.DateTimeField(null=True)),
                ("last_run_status", models.CharField(max_length=8)),
                ("last_processed_at", models.DateTimeField(null=True)),
                ("is_changing", models.BooleanField()),
                ("connection_trouble", models.CharField(max_length=40)),
                ("num_with_desk", models.PositiveIntegerField()),
                ("num_with_school", models.PositiveIntegerField()),
                ("staff_file_at", models.DateTimeField(null=True)),
                ("students_file_at", models.DateTimeField(null=True)),
                ("staff_to_match", models.PositiveIntegerField()),
                ("students_to_match", models.PositiveIntegerField()),
                (
                    "school",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="facts_copy",
                        serialize=False,
                        to="accounts.school",
                    ),
                ),
                (
                    "last_run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="autoupdate.processingrun",
                    ),
                ),
                (
                    "school_mis",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.schoolmis",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AuthorityNight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("night_on", models.DateField()),
                ("num_created", models.IntegerField()),
                ("num_updated", models.IntegerField()),
                ("num_unallocated", models.IntegerField()),
                ("num_restored", models.IntegerField()),
                ("num_waiting", models.IntegerField()),
                ("num_held", models.IntegerField()),
                ("num_schools", models.IntegerField()),
                (
                    "local_authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.localauthority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("local_authority", "night_on"), name="authority_night_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolNight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("night_on", models.DateField()),
                ("num_created", models.IntegerField()),
                ("num_updated", models.IntegerField()),
                ("num_unallocated", models.IntegerField()),
                ("num_restored", models.IntegerField()),
                ("num_waiting", models.IntegerField()),
                ("num_held", models.IntegerField()),
                (
                    "school",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="night_sums",
                        to="accounts.school",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("school", "night_on"), name="school_night_once")
                ],
            },
        ),
        migrations.RunSQL(
            _SCHOOLS.format(**{name: _number(codes) for name, codes in _CODES.items()}),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(_AUTHORITIES, migrations.RunSQL.noop),
        migrations.RunPython(note_endings, migrations.RunPython.noop),
    ]
