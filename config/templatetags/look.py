"""The words and marks every page shares: icons, state chips, dates and figures as our readers write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

register = template.Library()

NNBSP = "\u202f"  # narrow no-break space: French thousands, and before ; ? !
NBSP = "\u00a0"  # no-break space: before a unit, and before : » %

# state -> (look of the chip, icon, word). The look is a class of base.css; a page may print another word.
STATES: dict[str, tuple[str, str, Any]] = {
    "draft": ("draft", "pencil", _("Brouillon")),
    "review": ("review", "eye", _("En relecture")),
    "approved": ("approved", "check", _("Approuvée")),
    "scheduled": ("scheduled", "clock", _("Programmée")),
    "published": ("published", "horn", _("Publiée")),
    "late": ("late", "glass", _("En retard")),
    "blocked": ("blocked", "block", _("Bloquée")),
    "held": ("held", "pause", _("Retenue")),
    "open": ("review", "eye", _("Ouvert")),
    "waiting": ("review", "glass", _("En attente")),
    "ballot": ("review", "ballot", _("Au vote")),
    "adopted": ("approved", "check", _("Adoptée")),
    "in_force": ("published", "check", _("En vigueur")),
    "review_due": ("late", "glass", _("À revoir maintenant")),
    "done": ("approved", "check", _("Fait")),
    "rejected": ("blocked", "cross", _("Rejetée")),
    "missing": ("late", "warning", _("Manquant")),
    "expired": ("late", "glass", _("Expirée")),
    "superseded": ("draft", "journal", _("Remplacée")),
    "cancelled": ("draft", "cross", _("Annulée")),
    "withdrawn": ("draft", "cross", _("Retirée")),
    "corrected": ("approved", "pencil", _("Rectifiée")),
    "closed": ("draft", "check", _("Close")),
}


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """{% icon "check" %}: a symbol of icons.svg, hidden from screen readers: the word is printed beside it."""
    return format_html('<svg class="ic" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons.svg"), name)


@register.simple_tag
def chip(state: str, words: str = "") -> SafeString:
    """{% chip "published" %} or {% chip "published" "Publiées : 4" %}: shape, icon and word.

    A state we do not know keeps the plain outline, without icon.
    """
    look, symbol, word = STATES.get(str(state), ("draft", "", state))
    mark = icon(symbol) if symbol else ""
    return format_html('<span class="chip chip-{}">{}{}</span>', look, mark, words or word)


@register.filter
def state_word(state: str) -> str:
    """{{ post.status|state_word }}: the word of a state, alone."""
    return str(STATES[state][2]) if state in STATES else str(state)


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _french() -> bool:
    return (get_language() or "fr").startswith("fr")


def _hour(moment: dt.datetime | dt.time) -> str:
    if not _french():
        return f"{moment:%H:%M}"
    return f"{moment.hour}{NBSP}h" + (f"{NBSP}{moment.minute:02}" if moment.minute else "")


def _date(value: dt.date, first: str, with_year: bool) -> str:
    """`first` is how the first of the month is written: plain « 1er » in text, with <sup> in a page."""
    number = first if value.day == 1 and _french() else str(value.day)
    words = f"{WEEKDAYS[value.weekday()]} {number} {MONTHS[value.month]}"
    return f"{words} {value.year}" if with_year else words


@register.filter
def day(value: dt.date | dt.datetime | None, year: str = "") -> str:
    """{{ date|day }} → mardi 17 novembre; {{ date|day:"year" }} adds the year. Nothing for None."""
    if value is None or value == "":
        return ""
    return _date(_local(value) if isinstance(value, dt.datetime) else value, "1er", bool(year))


@register.filter
def date_only(value: dt.date | None) -> str:
    """{{ date|date_only }} → 14 mars 2027: far from a deadline, the day of the week says nothing."""
    if value is None or value == "":
        return ""
    return _date(value, "1er", with_year=True).split(" ", 1)[1]


@register.filter
def hour(value: dt.datetime | dt.time | None) -> str:
    """{{ moment|hour }} → 20 h, or 18 h 40."""
    if value is None or value == "":
        return ""
    return _hour(_local(value) if isinstance(value, dt.datetime) else value)


@register.filter
def moment(value: dt.datetime | None, year: str = "") -> str:
    """{{ moment|moment }} → mardi 17 novembre à 20 h, in the time of the house. Nothing for None."""
    if value is None or value == "":
        return ""
    local = _local(value)
    return gettext("%(day)s à %(hour)s") % {"day": _date(local, "1er", bool(year)), "hour": _hour(local)}


@register.simple_tag
def when(value: dt.date | dt.datetime | None, year: str = "") -> SafeString | str:
    """{% when date %}: the same words inside <time>, readable by machines, « 1er » with its raised letters."""
    if value is None or value == "":
        return ""
    local = _local(value) if isinstance(value, dt.datetime) else value
    words = _date(local, "1<sup>er</sup>", bool(year))
    if isinstance(local, dt.datetime):
        words = gettext("%(day)s à %(hour)s") % {"day": words, "hour": _hour(local)}
        return mark_safe(f'<time datetime="{local:%Y-%m-%dT%H:%M}">{words}</time>')  # noqa: S308 - only our own words
    return mark_safe(f'<time datetime="{local.isoformat()}">{words}</time>')  # noqa: S308 - only our own words


@register.filter
def fr(value: float | Decimal | None, digits: int | None = None) -> str:
    """{{ number|fr }} → 1 940; {{ number|fr:1 }} keeps one decimal. An absent figure is « inconnu », never 0."""
    if value is None or value == "":
        return gettext("inconnu")
    if digits is None:
        digits = 0 if value == int(value) else 1
    written = f"{value:,.{digits}f}"
    return written.replace(",", NNBSP).replace(".", ",") if _french() else written


@register.simple_tag
def trail(*steps: Any) -> SafeString:
    """{% trail address1 label1 address2 label2 "Here" %}: breadcrumbs; the last step has no link."""
    pairs = [(steps[i], steps[i + 1]) for i in range(0, len(steps) - 1, 2)]
    links = format_html_join("", '<li><a href="{}">{}</a></li>', pairs)
    here = format_html('<li><span aria-current="page">{}</span></li>', steps[-1]) if len(steps) % 2 else ""
    name = gettext("Fil d’Ariane")
    return format_html('<nav class="fil" aria-label="{}"><ol class="plain">{}{}</ol></nav>', name, links, here)


@register.filter
def has_errors(form: Any) -> bool:
    """Whether a form was sent and refused: forms never sent must not be checked by drawing them."""
    return bool(form.is_bound and form.errors)


@register.filter
def refusals(form: Any) -> int:
    """How many sentences a refused form says: two on one field are two."""
    return sum(len(said) for said in form.errors.values())


@register.filter
def is_first_telling(form: Any) -> bool:
    """True once per page: crispy tells the refusals of a form again where the page has told them at its top."""
    is_first = not getattr(form, "_is_told", False)
    form._is_told = True
    return is_first


class Kept(template.Node):
    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: template.Context) -> str:
        context[self.name] = mark_safe(conditional_escape(self.nodelist.render(context)).strip())  # noqa: S308
        return ""


@register.tag
def keep(parser: Parser, token: Token) -> Kept:
    """{% keep name %}…{% endkeep %}: draw now, print later, and know whether there is anything to print."""
    name = token.split_contents()[1]
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return Kept(nodelist, name)


@register.filter
def unhinted(form: Any) -> Any:
    """{{ form|unhinted|crispy }}: a library's form in our words, without placeholders, its code field large."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name == "code":
            field.widget.attrs["class"] = "input-code"
        elif name in ("email", "login"):
            form[name].label = gettext("Adresse e-mail")
    return form


# A word that the pages spell the same way everywhere.
register.simple_tag(lambda: pgettext_lazy("form", "(facultatif)"), name="optional")
