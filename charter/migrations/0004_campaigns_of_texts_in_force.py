"""Texts that came into force before campaigns existed get theirs, open since that day."""

import datetime as dt

from django.db import migrations


def open_them(apps, schema_editor):
    """Open one campaign per text in force, for the newest version that asked people to sign."""
    version_model, campaign_model = apps.get_model("charter", "Version"), apps.get_model("charter", "Campaign")
    in_force = version_model._base_manager.filter(status="in_force")
    for charter_id, number in list(in_force.values_list("charter", "number")):
        known = version_model._base_manager.filter(
            charter=charter_id, status__in=["in_force", "superseded"], number__lte=number
        ).order_by("number")
        asked = known.filter(is_material=True).last() or known.first()
        # Old rows are judged by the old dates: two weeks and a week from that day, more than the week they had.
        campaign_model._base_manager.get_or_create(
            version_id=asked.pk,
            defaults={
                "association_id": asked.association_id,
                "charter_id": charter_id,
                "status": "running",
                "opens_on": asked.in_force_on,
                "due_on": asked.in_force_on + dt.timedelta(days=14),
            },
        )


def close_them(apps, schema_editor):
    """Take the campaigns away: what was signed stays in the signatures."""
    apps.get_model("charter", "Campaign")._base_manager.all().delete()


class Migration(migrations.Migration):
    dependencies = [("charter", "0003_read_and_sign")]

    operations = [migrations.RunPython(open_them, close_them)]
