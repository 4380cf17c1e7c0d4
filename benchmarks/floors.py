"""The floors: what a month of posts costs when it is drawn with the least care, with some, and with much.

All of them go through the project's own middleware and session, read the same rows and send the same days and slots.
None has a menu, filters or rights: the real page has, and is held against floor C all the same.
"""

import calendar
import datetime as dt
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.cache import cache as store
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django_scopes import scopes_disabled

from associations.models import Association
from calendar_app.models import Post, Variant

ICONS = {"draft": "pencil", "review": "eye", "scheduled": "clock", "published": "horn", "cancelled": "cross"}
CONSTANT = ("<!doctype html><title>A</title>" + "<p>Tri de jouets samedi à 14 h, Maison du Port.</p>\n" * 600)[:30_000]


def constant(request: HttpRequest) -> HttpResponse:
    """Floor A: a session, one query, 30 kB that never change."""
    Association.objects.filter(slug="").exists()
    return HttpResponse(CONSTANT)


def instances(request: HttpRequest, association: str, year: int, month: int) -> HttpResponse:
    """Floor B: model instances and template tags in the loop."""
    start, end = _bounds(year, month)
    with scopes_disabled():
        posts = list(
            Post.objects.filter(association__slug=association, due_at__gte=start, due_at__lt=end)
            .prefetch_related("channels")
            .order_by("due_at", "pk")
        )
    by_day = {day: list(group) for day, group in groupby(posts, lambda post: timezone.localtime(post.due_at).date())}
    days = [(day, by_day.get(day, [])) for day in _grid(year, month)]
    context = {"slug": association, "month": month, "first": dt.date(year, month, 1), "days": days, "icons": ICONS}
    return render(request, "benchmarks/floor_b.html", context)


def plain(request: HttpRequest, association: str, year: int, month: int) -> HttpResponse:
    """Floor C: plain dicts with ready-made strings, a bare Django template."""
    return render(request, "benchmarks/floor_c.html", _page(association, year, month))


def jinja(request: HttpRequest, association: str, year: int, month: int) -> HttpResponse:
    """Floor D: the dicts of floor C through Jinja2, where it happens to be installed."""
    template = _jinja_template()
    if template is None:
        raise Http404("Jinja2 is not installed.")
    return HttpResponse(template.render(_page(association, year, month)))


def strings(request: HttpRequest, association: str, year: int, month: int) -> HttpResponse:
    """Floor E: the same page from f-strings."""
    page = _page(association, year, month)
    days = "".join(
        f'<li class="{day["css"]}"><h3><span>{day["weekday"]} </span>{day["number"]}<span> {day["month"]}</span></h3>'
        + ('<div class="slots">' if day["slots"] else "")
        + "".join(
            f'<a class="{slot["css"]}" href="{slot["href"]}"><span>{escape(slot["where"])}</span>'
            f'<b>{escape(slot["title"])}</b><span class="chip chip-{slot["state"]}"><svg class="ic" aria-hidden="true">'
            f'<use href="{page["sprite"]}#{slot["icon"]}"/></svg>{slot["word"]}</span></a>\n'
            for slot in day["slots"]
        )
        + ("</div>" if day["slots"] else "")
        + "</li>\n"
        for day in page["days"]
    )
    return HttpResponse(_SHELL.replace("TITLE", page["title"]).replace("DAYS", days))


def fragments(request: HttpRequest, association: str, year: int, month: int) -> HttpResponse:
    """Floor F: floor C with one cached fragment a week, under one key per version of the data."""
    start, end = _bounds(year, month)
    with scopes_disabled():
        posts = Post.objects.filter(association__slug=association, due_at__gte=start, due_at__lt=end)
        version = posts.order_by("-pk").values_list("pk", flat=True).first()
    keys = [f"floor-f:{association}:{year}:{month}:{version}:{week}" for week in range(6)]
    kept = store.get_many(keys)
    if len(kept) < len(keys):
        page = _page(association, year, month)
        kept = {
            key: render_to_string("benchmarks/floor_days.html", page | {"days": page["days"][week * 7 : week * 7 + 7]})
            for week, key in enumerate(keys)
        }
        store.set_many(kept, 600)
    days = "".join(kept[key] for key in keys)
    return HttpResponse(_SHELL.replace("TITLE", f"{month}/{year}").replace("DAYS", days))


def _page(association: str, year: int, month: int) -> dict[str, Any]:
    """Title and days with their slots; every value is a string as it will be printed."""
    start, end = _bounds(year, month)
    with scopes_disabled():
        rows = Post.objects.filter(association__slug=association, due_at__gte=start, due_at__lt=end)
        names: dict[int, list[str]] = {}
        for post, name in (
            Variant.objects.filter(post__in=rows).order_by("channel__position").values_list("post_id", "channel__name")
        ):
            names.setdefault(post, []).append(name)
        posts = list(rows.order_by("due_at", "pk").values_list("pk", "title", "status", "due_at"))
    address = reverse("home") + f"a/{association}/calendrier/"
    words = {key: str(word) for key, word in Post.Status.choices}
    slots: dict[dt.date, list[dict[str, str]]] = {}
    for pk, title, status, due_at in posts:
        local = timezone.localtime(due_at)
        hour = f"{local.hour} h {local.minute:02d}" if local.minute else f"{local.hour} h"
        slots.setdefault(local.date(), []).append(
            {
                "css": "slot",
                "href": f"{address}{pk}/",
                "where": f"{', '.join(names.get(pk, ()))}, {hour}",
                "title": title,
                "state": status,
                "icon": ICONS[status],
                "word": words[status],
            }
        )
    first = dt.date(year, month, 1)
    weekdays = [date_format(dt.date(2026, 11, 2 + number), "l") for number in range(7)]
    days = [
        {
            "css": "day" if day.month == month else "day is-out",
            "weekday": weekdays[day.weekday()],
            "number": str(day.day),
            "month": "" if day.month == month else "autre mois",
            "slots": slots.get(day, []),
        }
        for day in _grid(year, month)
    ]
    return {"title": date_format(first, "F Y"), "days": days, "sprite": static("icons.svg")}


def _grid(year: int, month: int) -> list[dt.date]:
    """Whole weeks, Monday first."""
    return [day for week in calendar.Calendar().monthdatescalendar(year, month) for day in week]


def _bounds(year: int, month: int) -> tuple[dt.datetime, dt.datetime]:
    zone = timezone.get_current_timezone()
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.datetime(year, month, 1, tzinfo=zone), dt.datetime(following.year, following.month, 1, tzinfo=zone)


@cache
def _jinja_template() -> Any:
    """The page of floor C, read by Jinja2: its days use what both languages share. None without it."""
    try:
        from jinja2 import Environment
    except ImportError:
        return None
    days = (Path(__file__).parent / "templates/benchmarks/floor_days.html").read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(_SHELL.replace("TITLE", "{{ title }}").replace("DAYS", days))


_SHELL = (
    '<!doctype html>\n<html lang="fr">\n<head><meta charset="utf-8"><title>TITLE</title>'
    '<link rel="stylesheet" href="/static/css/base.css"></head>\n<body><main><h1>TITLE</h1>\n'
    '<ol class="month">\nDAYS</ol></main></body></html>\n'
)
