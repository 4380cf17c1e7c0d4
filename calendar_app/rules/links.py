"""Links: one where one is asked, and to the page that gathers the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from calendar_app.rules import params
from calendar_app.rules.draft import Draft
from calendar_app.rules.findings import Finding
from calendar_app.rules.prose import quoted
from calendar_app.rules.saying import Said, texts
from calendar_app.rules.spec import Spec


def required(draft: Draft, spec: Spec) -> Iterator[Finding]:
    if not params.speaks_of(spec, draft.kind):
        return
    for said in texts(draft):
        if not said.prose.links and not said.links:
            yield said.finding(
                spec,
                "no_link",
                _("Aucun lien : on ne saura pas où aller ensuite."),
                _("Ajoutez l’adresse de la page où en savoir plus."),
            )


def hub(draft: Draft, spec: Spec) -> Iterator[Finding]:
    hosts = {host for each in params.strings(spec, "hosts") if (host := host_of(each))}
    if not hosts or not params.speaks_of(spec, draft.kind):
        return
    for said in texts(draft):
        reached = [host_of(link) for link in addresses(said)]
        if not any(_is_on(host, hosts) for host in reached):
            sentence = (
                _("Le lien mène à %(host)s, pas à la page de l’association.") % {"host": quoted(reached[0])}
                if reached
                else _("Aucun lien ne mène à la page de l’association.")
            )
            way_out = _("Ajoutez un lien vers %(hosts)s.") % {"hosts": ", ".join(sorted(map(quoted, hosts)))}
            yield said.finding(spec, "no_hub", sentence, way_out)


def addresses(said: Said) -> list[str]:
    return [*(link.value for link in said.prose.links), *said.links]


def host_of(link: str) -> str:
    """The host of an address typed with or without https://, in lower case and without « www. »; "" for none."""
    try:
        parts = urlsplit(link.strip() if "//" in link else f"//{link.strip()}")
        return (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""


def _is_on(host: str, hosts: Iterable[str]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in hosts)
