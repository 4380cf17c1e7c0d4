"""What a departure carries, frozen. What was out before is not known word for word: it is looked at by a person."""

from django.db import migrations, models


def say_it_is_unknown(apps, schema_editor):
    departures = apps.get_model("calendar", "Departure")._base_manager
    departures.filter(may_be_out=True).update(carried="{}")


class Migration(migrations.Migration):
    dependencies = [
        ("calendar", "0022_images_of_sketches"),
    ]

    operations = [
        migrations.AddField(
            model_name="departure",
            name="carried",
            field=models.TextField(blank=True, editable=False, verbose_name="message tel qu’il part"),
        ),
        migrations.RunPython(say_it_is_unknown, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="departure",
            constraint=models.CheckConstraint(
                condition=models.Q(("may_be_out", False), models.Q(("carried", ""), _negated=True), _connector="OR"),
                name="what_may_be_out_says_what_it_carries",
            ),
        ),
    ]
