"""What a network takes beyond the length of a text: images, hashtags, people named, links (facts of networks.toml).

A fact of level "error" that somebody checked blocks; every other one advises.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendar_app.networks import hashtags, urls, wording
from calendar_app.networks.facts import Network, Rule
from calendar_app.rules.draft import Draft, Image, Outlet, Ruleset, place
from calendar_app.rules.findings import ADVISE, BLOCK, Finding, has_reached

BYTES = {"MB": 1_000_000, "MiB": 1_048_576, "kB": 1000}
# « @tri@asso.social » and « @tri », never the middle of an e-mail address.
_MENTION = regex.compile(r"(?<![\w.@/])@[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?(?:@[\w.-]+)?")


def fits_the_network(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    """Say what the network of each account would refuse or cut. No query: the facts come with each outlet."""
    for outlet in draft.outlets:
        if outlet.facts is not None:
            images = draft.images if outlet.images is None else outlet.images
            yield from _counted(outlet, outlet.facts, images, act)
            yield from _links(outlet, outlet.facts)
            for image in images:
                yield from _image(outlet, outlet.facts, image)


def _fact(network: Network, key: str) -> Rule | None:
    rule = network.rule(key)
    return rule if rule and rule.value else None


def _finding(rule: Rule, code: str, sentence: str, way_out: str) -> Finding:
    mark = f" ({rule.mark})" if rule.mark else ""
    return Finding(BLOCK if rule.refuses else ADVISE, code, f"{sentence.rstrip('.')}{mark}.", way_out)


def _counted(outlet: Outlet, network: Network, images: tuple[Image, ...], act: str) -> Iterator[Finding]:
    where = place(outlet)
    asked = _fact(network, "media.min")
    # A first draft may lack its image; the day it is sent, it may not.
    if asked and len(images) < asked.value and has_reached(act, "submit"):
        said = _("%(network)s ne prend pas de texte seul.") % {"network": where}
        yield _finding(asked, "media_lacking", said, _("Ajoutez une image pour ce compte, ou décochez-le."))
    for key in ("media.max", "images.max"):
        bound = _fact(network, key)
        if bound and len(images) > bound.value:
            said = ngettext(
                "%(network)s prend %(limit)d image au plus, il y en a %(number)d.",
                "%(network)s prend %(limit)d images au plus, il y en a %(number)d.",
                bound.value,
            ) % {"network": where, "limit": bound.value, "number": len(images)}
            yield _finding(bound, "too_many_images", said, _("Donnez à ce compte moins d’images."))
            break
    counts = (
        ("hashtags.max", "too_many_hashtags", len(hashtags(outlet.text)), _("mots-dièse")),
        ("mentions.max", "too_many_mentions", len(_MENTION.findall(outlet.text)), _("comptes cités")),
        ("links.max", "too_many_links", len(set(urls(outlet.text))), _("liens")),
    )
    for key, code, number, word in counts:
        bound = _fact(network, key)
        if bound and number > bound.value:
            said = _("%(network)s : %(number)d %(word)s, le plus admis est %(limit)d.") % {
                "network": where,
                "number": number,
                "word": word,
                "limit": bound.value,
            }
            yield _finding(bound, code, said, _("Retirez-en %(over)d.") % {"over": number - bound.value})


def _links(outlet: Outlet, network: Network) -> Iterator[Finding]:
    rule = network.rule("links.clickable")
    if rule and rule.value is False and urls(outlet.text):
        yield Finding(
            ADVISE,
            "dead_link",
            _("Sur %(network)s, le lien du texte ne s’ouvre pas.") % {"network": place(outlet)},
            _("Dites où le trouver : le profil du compte, le site, un nom facile à taper."),
        )


def _image(outlet: Outlet, network: Network, image: Image) -> Iterator[Finding]:
    if image.is_video:
        return
    for key, code, is_broken, sentence, way_out in _image_checks(image):
        rule = _fact(network, key)
        if rule and is_broken(rule):
            words = {"image": image.name, "network": place(outlet), "limit": wording.value(rule)}
            yield _finding(rule, code, sentence % words, way_out)


def _image_checks(image: Image) -> tuple[tuple[str, str, Any, str, str], ...]:
    """(fact, code, whether the image breaks it, what is wrong, what to do); an unknown size breaks nothing."""
    ratio = image.width / image.height if image.width and image.height else None
    kind = image.mime.rsplit("/", 1)[-1]
    lighter = _("Choisissez une image plus légère, ou donnez à ce compte une autre image.")
    crop = _("Recadrez l’image, ou donnez à ce compte une autre image.")
    return (
        (
            "image.size_max",
            "image_too_heavy",
            lambda rule: image.size > rule.value * BYTES.get(rule.unit, 1_000_000),
            _("L’image « %(image)s » est trop lourde pour %(network)s : %(limit)s au plus."),
            lighter,
        ),
        (
            "image.pixels_max",
            "image_too_large",
            lambda rule: image.width * image.height > rule.value,
            _("L’image « %(image)s » est trop grande pour %(network)s : %(limit)s au plus."),
            lighter,
        ),
        (
            "image.formats",
            "image_format",
            lambda rule: bool(kind) and kind not in {"jpeg" if each == "jpg" else each for each in rule.value},
            _("L’image « %(image)s » n’est pas d’un format que %(network)s accepte : %(limit)s."),
            _("Choisissez-la dans un de ces formats, ou donnez à ce compte une autre image."),
        ),
        (
            "image.ratio_min",
            "image_ratio",
            lambda rule: ratio is not None and round(ratio, 2) < rule.value,
            _("L’image « %(image)s » est trop haute pour %(network)s."),
            crop,
        ),
        (
            "image.ratio_max",
            "image_ratio",
            lambda rule: ratio is not None and round(ratio, 2) > rule.value,
            _("L’image « %(image)s » est trop large pour %(network)s."),
            crop,
        ),
        (
            "alt_text.max",
            "alt_too_long",
            lambda rule: len(image.alt) > rule.value,
            _("La description de « %(image)s » est trop longue pour %(network)s : %(limit)s au plus."),
            _("Raccourcissez-la : une phrase suffit souvent."),
        ),
    )
