"""Find when the last processed export of a sub-report was taken without reading them all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the index."""

    dependencies = [
        ("autoupdate", "0011_when_cases_happen"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("state", "processed")),
                fields=["school_mis", "sub_report", "-order_at"],
                name="upload_processed",
            ),
        ),
    ]
