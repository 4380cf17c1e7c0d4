"""A rule said as a volunteer would read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calendar_app.rules.catalogue import CHECKS, Param

MOST = 6


def sentence(check_id: str, params: Mapping[str, Any]) -> str:
    """Return the sentence of a rule: the name of its check and what was filled in. KeyError for an unknown check."""
    check = CHECKS[check_id]
    said = [words for param in check.params if (words := _said(param, params.get(param.name)))]
    label = capfirst(str(check.label)).rstrip(".")
    if not said:
        return f"{label}."
    return _("%(label)s : %(settings)s.") % {"label": label, "settings": " ; ".join(said)}


def idle(check_id: str, params: Mapping[str, Any]) -> str:
    """Say that a rule checks nothing, and what to fill in; "" when it checks something, or is none of ours."""
    check = CHECKS.get(check_id)
    lacks = check.lacks(params) if check else []
    if not lacks:
        return ""
    fields = " / ".join(_("« %(word)s »") % {"word": _label(param)} for param in lacks)
    return _("ne vérifie rien tant que %(fields)s n’est pas rempli") % {"fields": fields}


def _label(param: Param) -> str:
    return str(param.label).split(",")[0].split("(")[0].strip()


def _said(param: Param, value: Any) -> str:
    """What one parameter says; "" when it says nothing."""
    if value in (None, "", [], {}, False):
        return ""
    named = dict(param.choices)
    label = _label(param).lower()
    if param.kind == "int":
        return _("%(label)s %(value)d") % {"label": label, "value": value}
    if param.kind == "flag":
        return label
    if param.kind == "hours":
        return _("de %(first)s à %(last)s") % {"first": _hour(value[0]), "last": _hour(value[1])}
    if param.kind == "days":
        return _listed([str(WEEKDAYS[day]) for day in value])
    if param.kind == "choice":
        return str(named.get(value, value)).lower()
    if param.kind == "choices":
        return _listed([str(named.get(each, each)).lower() for each in value])
    if param.kind == "periods":
        return _listed([_period(each) for each in value])
    if param.kind == "shares":
        return _listed([_("%(name)s %(share)d %%") % {"name": name, "share": share} for name, share in value.items()])
    if param.kind == "pairs":
        pair = _("« %(good)s » plutôt que « %(bad)s »")
        return _listed([pair % {"good": good, "bad": bad} for bad, good in value.items()])
    if param.kind == "words":
        return _listed([_("« %(word)s »") % {"word": word} for word in value])
    return _("« %(word)s »") % {"word": value}


def _listed(words: list[str]) -> str:
    """The first few, and how many more: a sentence stays a sentence."""
    more = len(words) - MOST
    if more > 0:
        return _("%(words)s et %(more)d autres") % {"words": ", ".join(words[:MOST]), "more": more}
    return ", ".join(words)


def _hour(text: str) -> str:
    hour, minute = text.split(":")
    return _("%(hour)d h") % {"hour": int(hour)} + (f" {minute}" if minute != "00" else "")


def _period(period: Mapping[str, str]) -> str:
    first, last = (f"{dt.date.fromisoformat(period[name]):%d/%m/%Y}" for name in ("from", "to"))
    said = _("du %(first)s au %(last)s") % {"first": first, "last": last}
    return f"{said} ({period['why']})" if period.get("why") else said
