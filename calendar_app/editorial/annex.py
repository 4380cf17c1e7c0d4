"""The rules of the calendar as the charters know them: lines voted with the articles (settings.CHARTER_ANNEXES)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from calendar_app.editorial.wording import idle
from calendar_app.models import Channel, EditorialRule
from charter.annexes import Annex, Line
from charter.models import Charter, Version


def rules_of(version: Version) -> list[EditorialRule]:
    """The rules of a version, in their order."""
    return list(EditorialRule.objects.filter(version=version).order_by("position", "pk"))


def names_of(rules: Iterable[EditorialRule], version: Version) -> dict[int, str]:
    """The names of the accounts that `rules` speak of; no query when they all speak of every account."""
    wanted = {pk for rule in rules for pk in rule.accounts}
    if not wanted:
        return {}
    return dict(Channel.objects.filter(association=version.association_id, pk__in=wanted).values_list("pk", "name"))


def note(rule: EditorialRule, names: Mapping[int, str]) -> str:
    """What is said beside a rule: how grave it is, where it holds, and that it checks nothing yet where it does not."""
    said = str(rule.get_severity_display()).lower()
    on = [names[pk] for pk in rule.accounts if pk in names]
    if on:
        said = _("%(severity)s, sur %(accounts)s") % {"severity": said, "accounts": ", ".join(on)}
    lack = idle(rule.check_id, rule.params)
    return _("%(said)s ; %(lack)s") % {"said": said, "lack": lack} if lack else said


class Rules:
    """The editorial rules of a version of the editorial line."""

    def of(self, version: Version) -> Annex | None:
        if version.charter.kind != Charter.Kind.EDITORIAL:
            return None
        rules = rules_of(version)
        names = names_of(rules, version)
        return Annex(
            key="rules",
            title=_("Règles vérifiées dans le calendrier"),
            rows=tuple(rule.canonical() for rule in rules),
            lines=tuple(Line(rule.key, rule.clause, rule.words, note(rule, names)) for rule in rules),
            path=reverse("calendar:rule-list", args=[version.association.slug, version.pk]),
            permission="calendar.rules",
        )

    def take_over(self, version: Version, base: Version) -> None:
        if version.charter.kind != Charter.Kind.EDITORIAL:
            return
        kept = ("key", "position", "clause", "check_id", "severity", "accounts", "params", "words")
        EditorialRule.objects.bulk_create(
            EditorialRule(
                association=version.association, version=version, **{name: getattr(rule, name) for name in kept}
            )
            for rule in rules_of(base)
        )


SOURCE = Rules()
