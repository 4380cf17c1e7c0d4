from django.db import migrations


def forwards(apps, schema_editor):
    """The roll says who gave a voice; until now only the voices did."""
    seats = apps.get_model("governance", "BallotSeat")._base_manager.using(schema_editor.connection.alias)
    seats.filter(vote__isnull=False).update(has_voted=True)


class Migration(migrations.Migration):
    dependencies = [("governance", "0007_what_follows_a_result")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
