"""A link may be made because somebody is written differently and can be nobody else."""

from django.db import migrations, models

_MADE = [
    ("upn", "Same UPN"),
    ("names_and_date_of_birth", "Same names and date of birth"),
    ("likeness", "Similar, and can be nobody else"),
    ("created", "Account created for this person"),
    ("returned", "Came back to the account they had"),
    ("staff_matched", "Matched by a member of staff"),
    ("staff_created", "Created by a member of staff"),
]


class Migration(migrations.Migration):
    """Allow one more value; every link there is keeps its own."""

    dependencies = [("matching", "0006_new_accounts_taken_back")]

    operations = [
        migrations.RemoveConstraint(model_name="link", name="link_made_known"),
        migrations.AlterField(
            model_name="link",
            name="made",
            field=models.CharField(choices=_MADE, max_length=24),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(("made__in", [value for value, _label in _MADE])),
                name="link_made_known",
            ),
        ),
    ]
