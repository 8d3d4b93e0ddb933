"""Index who made a link only where somebody did: most are made by a night."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Replace the index of all links by one of the few."""

    dependencies = [
        ("matching", "0007_link_by_likeness"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=Q(made_by__isnull=False), fields=["made_by"], name="link_made_by"
            ),
        ),
    ]
