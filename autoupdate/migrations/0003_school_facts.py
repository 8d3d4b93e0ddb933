"""The view behind SchoolFacts, and the index that finds rejected uploads for it."""

import django.db.models.deletion
from django.db import migrations, models

VIEW = """
CREATE VIEW autoupdate_schoolfacts AS
SELECT s.id AS school_id,
       m.id AS school_mis_id,
       coalesce(m.product, '') AS product,
       m.started_at AS mis_started_at,
       EXISTS (SELECT 1 FROM autoupdate_reportacceptance a
               WHERE a.school_mis_id = m.id AND a.withdrawn_at IS NULL) AS is_accepting,
       (SELECT count(*)::int FROM matching_misperson p
        WHERE p.school_mis_id = m.id AND p.standing = 'requires_matching') AS num_to_match,
       (SELECT coalesce(sum(h.num_removals), 0)::int FROM autoupdate_hold h
        WHERE h.school_mis_id = m.id AND h.state = 'open') AS num_held,
       (SELECT count(*)::int FROM autoupdate_upload u
        WHERE u.school_mis_id = m.id AND u.state IN ('received', 'ready')) AS num_waiting,
       upload.last_at AS last_upload_at,
       (SELECT max(u.received_at) FROM autoupdate_upload u
        WHERE u.school_mis_id = m.id AND u.state = 'rejected' AND u.fault <> 'report_withdrawn'
          AND u.received_at > now() - interval '30 days'
          AND NOT EXISTS (
              SELECT 1 FROM autoupdate_upload b
              WHERE b.school_mis_id = u.school_mis_id AND b.sub_report = u.sub_report
                AND b.state <> 'rejected' AND b.received_at > u.received_at)) AS last_rejected_at,
       run.id AS last_run_id,
       coalesce(run.status, '') AS last_run_status,
       processed.finished_at AS last_processed_at
FROM accounts_school s
LEFT JOIN accounts_schoolmis m ON m.school_id = s.id AND m.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT u.received_at AS last_at FROM autoupdate_upload u
    WHERE u.school_mis_id = m.id ORDER BY u.received_at DESC LIMIT 1) upload ON true
LEFT JOIN LATERAL (
    SELECT r.id, r.status FROM autoupdate_processingrun r
    WHERE r.school_id = s.id AND r.status IN ('done', 'failed')
    ORDER BY r.queued_at DESC, r.id DESC LIMIT 1) run ON true
LEFT JOIN LATERAL (
    SELECT r.finished_at FROM autoupdate_processingrun r
    WHERE r.school_id = s.id AND r.status = 'done'
    ORDER BY r.queued_at DESC, r.id DESC LIMIT 1) processed ON true
"""


class Migration(migrations.Migration):
    """Add the index and the view."""

    dependencies = [
        ("autoupdate", "0002_append_only_outcomes"),
        ("accounts", "0001_initial"),
        ("matching", "0001_initial"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                fields=["school_mis", "-received_at"],
                condition=models.Q(state="rejected"),
                name="upload_rejected",
            ),
        ),
        migrations.RunSQL(VIEW, "DROP VIEW autoupdate_schoolfacts"),
        migrations.CreateModel(
            name="SchoolFacts",
            fields=[
                (
                    "school",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="facts",
                        serialize=False,
                        to="accounts.school",
                    ),
                ),
                (
                    "school_mis",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.schoolmis",
                    ),
                ),
                (
                    "last_run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="autoupdate.processingrun",
                    ),
                ),
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
            ],
            options={"db_table": "autoupdate_schoolfacts", "managed": False},
        ),
    ]
