"""Give each text in force the day of its first review, a year after it came into force."""

from django.db import migrations

from charter.models.versions import a_year_after


def give_a_day(apps, schema_editor):
    Version = apps.get_model("charter", "Version")
    for version in Version.unscoped.filter(status="in_force", review_on=None):
        Version.unscoped.filter(pk=version.pk).update(review_on=a_year_after(version.in_force_on))


class Migration(migrations.Migration):

    dependencies = [
        ('charter', '0005_review_and_repeal'),
    ]

    operations = [
        migrations.RunPython(give_a_day, migrations.RunPython.noop),
    ]
