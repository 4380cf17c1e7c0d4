"""Say the old answers in the new words: what a ballot copied of its rule, and who sits in an assembly."""

from django.db import migrations

ASSEMBLIES = ("assembly", "extraordinary")


def _rename(apps, using, old, new):
    """Rename the answer `old` in the rule each ballot keeps, and among the reasons that make it an opinion."""
    ballots = apps.get_model("governance", "Ballot")._base_manager.using(using)
    for ballot in ballots.only("pk", "rule").iterator():
        rule = dict(ballot.rule)
        if old in rule:
            rule[new] = rule.pop(old)
        if "advisory" in rule:
            rule["advisory"] = [new if reason == old else reason for reason in rule["advisory"]]
        if rule != ballot.rule:
            ballots.filter(pk=ballot.pk).update(rule=rule)


def forwards(apps, schema_editor):
    using = schema_editor.connection.alias
    _rename(apps, using, "remote", "electronic")
    bodies = apps.get_model("governance", "Body")._base_manager.using(using)
    bodies.filter(kind__in=ASSEMBLIES).update(composition="members")


def backwards(apps, schema_editor):
    _rename(apps, schema_editor.connection.alias, "electronic", "remote")


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_named_seats")]

    operations = [migrations.RunPython(forwards, backwards)]
