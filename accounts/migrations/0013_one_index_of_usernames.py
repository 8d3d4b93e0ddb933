"""Keep usernames unique by one index; the second, for parts of a username, served nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A constraint of its own instead of ``unique=True``."""

    dependencies = [("accounts", "0012_kept_names")]

    operations = [
        migrations.AlterField(
            model_name="usoaccount",
            name="username",
            field=models.CharField(max_length=40),
        ),
        migrations.AddConstraint(
            model_name="usoaccount",
            constraint=models.UniqueConstraint(fields=("username",), name="account_username_once"),
        ),
    ]
