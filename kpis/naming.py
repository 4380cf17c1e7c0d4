"""What the journal calls the objects of this room (settings.JOURNAL_NAMES)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.models import Membership
from journal.naming import Names
from kpis import catalogue, periods
from kpis.models import Export, ImportFile, OwnIndicator, PostLine, Reading, SeriesBreak, Target


def names(reader: Membership, wanted: Mapping[str, set[str]]) -> Names:
    """Return title and path of what is `wanted` (ids by model label), one query for each kind asked for."""
    found: Names = {}
    house, slug = reader.association, reader.association.slug
    for label, model, column in (("kpis.reading", Reading, "period_start"), ("kpis.target", Target, "from_month")):
        if (ids := wanted.get(label)) and reader.can("kpis.view"):
            rows = model.objects.filter(association=house, pk__in=ids).order_by()
            found |= _figures(label, slug, rows.values_list("pk", "indicator", "channel__name", column))
    if ids := wanted.get("kpis.ownindicator"):
        opens = reader.can("kpis.targets")
        rows = OwnIndicator.objects.filter(association=house, pk__in=ids).order_by()
        for pk, name, retired in rows.values_list("pk", "name", "retired_at"):
            path = reverse("kpis:own-edit", args=[slug, pk]) if opens and not retired else ""
            found["kpis.ownindicator", str(pk)] = name, path
    if ids := wanted.get("kpis.seriesbreak"):
        rows = SeriesBreak.objects.filter(association=house, pk__in=ids).order_by()
        for pk, reason in rows.values_list("pk", "reason"):
            path = reverse("kpis:break-list", args=[slug]) if reader.can("kpis.view") else ""
            found["kpis.seriesbreak", str(pk)] = reason, path
    if ids := wanted.get("kpis.export"):
        opens = reader.can("kpis.export")
        for pk, month in Export.objects.filter(association=house, pk__in=ids).order_by().values_list("pk", "month"):
            title = _("Chiffres %(of_month)s %(year)s") % {"of_month": periods.of_month(month), "year": month.year}
            found["kpis.export", str(pk)] = title, reverse("kpis:export-detail", args=[slug, pk]) if opens else ""
    if ids := wanted.get("kpis.importfile"):
        opens = reader.can("kpis.import")
        for pk, name in ImportFile.objects.filter(association=house, pk__in=ids).order_by().values_list("pk", "name"):
            found["kpis.importfile", str(pk)] = name, reverse("kpis:import-detail", args=[slug, pk]) if opens else ""
    if (ids := wanted.get("kpis.postline")) and reader.can("kpis.view"):
        rows = PostLine.objects.filter(association=house, pk__in=ids).order_by()
        for pk, channel, on in rows.values_list("pk", "channel__name", "posted_on"):
            path = reverse("kpis:pairing", args=[slug]) if reader.can("kpis.import") else ""
            found["kpis.postline", str(pk)] = f"{channel}, {date_format(on)}", path
    return found


def _figures(label: str, slug: str, rows: Iterable[Any]) -> Names:
    found: Names = {}
    for pk, indicator, channel, on in rows:
        # An indicator taken out of the catalogue since then keeps its code.
        name = catalogue.get(indicator).name() if catalogue.exists(indicator) else indicator
        title = ", ".join(part for part in (name, channel, periods.in_words(on)) if part)
        month = periods.slug(periods.month_of(on))
        found[label, str(pk)] = title, reverse("kpis:month", kwargs={"association": slug, "month": month})
    return found
