from django.db import migrations, models
from django.db.models import Q


def take_the_former_walls_down(apps, schema_editor):
    """The meeting's own triggers, before they joined the walls of the journal: SQLite stumbles over what is left."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS governance_meeting_called ON governance_meeting")
        schema_editor.execute("DROP FUNCTION IF EXISTS governance_meeting_called()")
    elif schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS governance_meeting_called")


def make_unknown(apps, schema_editor):
    """A cap without its number is a question for the statutes."""
    rules = apps.get_model("governance", "DecisionRule")._base_manager
    rules.filter(proxies="limited", proxy_cap=None).update(proxies="unknown")


class Migration(migrations.Migration):
    dependencies = [("governance", "0009_minutes_count_their_rewrites")]

    operations = [
        migrations.RunPython(take_the_former_walls_down, migrations.RunPython.noop),
        migrations.RemoveConstraint("decisionrule", "a_proxy_cap_goes_with_limited_proxies"),
        migrations.RunPython(make_unknown, migrations.RunPython.noop),
        migrations.AddConstraint(
            "decisionrule",
            models.CheckConstraint(
                condition=Q(proxies="limited", proxy_cap__isnull=False, proxy_cap__gte=1)
                | (~Q(proxies="limited") & Q(proxy_cap=None)),
                name="a_proxy_cap_goes_with_limited_proxies",
            ),
        ),
    ]
