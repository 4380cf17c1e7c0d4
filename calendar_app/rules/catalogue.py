"""The checks an editorial rule may ask for: their names, their parameters, and what runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from calendar_app.rules import kinds, links, marks, mix, pictures, risk, tags, timing, words
from calendar_app.rules.draft import Draft
from calendar_app.rules.findings import ADVISE, BLOCK, JUSTIFY, Finding
from calendar_app.rules.spec import Spec

Run = Callable[[Draft, Spec], Iterator[Finding]]


@dataclass(frozen=True)
class Param:
    """What the association fills in. The value stored in `Spec.params[name]`, by `kind`:

    "int": a whole number. "words": a list of strings. "text": a string. "choice": one key of `choices`, "choices": a
    list of them. "hours": ["08:00", "20:00"]. "days": numbers of weekdays, Monday is 0. "periods": a list of
    {"from": "2026-12-24", "to": "2026-12-26", "why": "…"}, last day included. "shares": {slug of a pillar: percent}.
    "pairs": {word to avoid: word to prefer}.
    """

    name: str
    kind: str
    label: Any
    default: Any = None
    choices: tuple[tuple[str, Any], ...] = ()
    help: Any = ""


@dataclass(frozen=True)
class Check:
    """One kind of editorial rule. `run(draft, spec)` yields findings; `severities` are those it may be given."""

    id: str
    label: Any
    help: Any
    params: tuple[Param, ...]
    run: Run
    severities: tuple[str, ...] = (BLOCK, JUSTIFY, ADVISE)
    # The last act (of ACTS) at which it speaks: a delay before the hour is no longer asked once the text was read.
    until: str = "publish"
    # It looks at the moment, not only at the words: what is passed for one hour is not passed for another.
    is_about_time: bool = False
    # Whether it reads `Draft.neighbours`.
    looks_around: bool = False
    # The params without which it checks nothing: one of them at least is filled in.
    needs: tuple[str, ...] = ()

    def lacks(self, params: Mapping[str, Any]) -> list[Param]:
        """The params still to be filled in for this check to look at anything; none when it does."""
        if not self.needs or any(params.get(name) not in (None, "", [], {}) for name in self.needs):
            return []
        return [param for param in self.params if param.name in self.needs]


_KINDS = Param("kinds", "choices", _("Natures concernées (aucune : toutes)"), [], kinds.KINDS)
_LEVEL = Param("level", "choice", _("Niveau de relecture"), risk.SENSITIVE, risk.LABELS)


def _most(label: Any, default: int) -> Param:
    return Param("most", "int", label, default)


ALL = (
    Check(
        "allowed_kinds",
        _("Natures de messages permises"),
        _("Ce que chaque compte peut porter : par exemple, sur X, informer seulement."),
        (Param("kinds", "choices", _("Natures permises"), [], kinds.KINDS),),
        kinds.allowed,
        needs=("kinds",),
    ),
    Check(
        "forbidden_words",
        _("Mots à ne pas employer"),
        _("Au singulier, un par ligne : le pluriel, les accents et les majuscules sont reconnus."),
        (Param("words", "words", _("Mots ou expressions"), []),),
        words.forbidden,
        needs=("words",),
    ),
    Check(
        "preferred_words",
        _("Mots préférés"),
        _("Un mot à éviter et celui qui le remplace."),
        (Param("pairs", "pairs", _("À éviter, puis le mot préféré"), {}),),
        words.preferred,
        needs=("pairs",),
    ),
    Check(
        "mandatory_mention",
        _("Mention obligatoire"),
        _("Une phrase que le texte doit porter, par exemple pour un appel aux dons."),
        (Param("mention", "text", _("Mention"), ""), _KINDS),
        words.mention,
        needs=("mention",),
    ),
    Check(
        "hashtag_count",
        _("Nombre de mots-dièse"),
        _("Comptés dans chaque texte ; ceux d’un lien ne comptent pas."),
        (Param("least", "int", _("Au moins"), None), _most(_("Au plus"), 3)),
        tags.count,
        needs=("least", "most"),
    ),
    Check(
        "hashtag_camel",
        _("Mots-dièse lisibles"),
        _("Une majuscule à chaque mot : #JournéeDesAidants se lit, et s’entend."),
        (Param("letters", "int", _("À partir de tant de lettres"), tags.LONG),),
        tags.readable,
    ),
    Check(
        "hashtag_end",
        _("Mots-dièse à la fin"),
        _("Au milieu d’une phrase, ils gênent la lecture."),
        (),
        tags.at_end,
    ),
    Check(
        "emoji_count",
        _("Nombre d’émojis"),
        _("Chacun est lu à voix haute par les aides à la lecture."),
        (_most(_("Au plus"), 3),),
        marks.emoji_count,
    ),
    Check(
        "emoji_place",
        _("Place des émojis"),
        _("Jamais au milieu d’une phrase ni à la place d’un mot."),
        (
            Param(
                "place",
                "choice",
                _("Où"),
                "line",
                (("line", _("en fin de ligne")), ("text", _("à la fin du texte"))),
            ),
        ),
        marks.emoji_place,
    ),
    Check(
        "capitals",
        _("Capitales"),
        _("Un texte en capitales se lit mal et semble crier ; un sigle reste permis."),
        (
            Param("words", "int", _("Mots en capitales à la suite, à partir de"), 3),
            Param("letters", "int", _("Un seul mot, à partir de tant de lettres"), 8),
        ),
        marks.capitals,
    ),
    Check(
        "mid_dot",
        _("Points médians"),
        _("Les aides à la lecture les prononcent mal."),
        (),
        marks.mid_dots,
    ),
    Check(
        "fancy_unicode",
        _("Caractères décoratifs"),
        _("Lettres mathématiques, cerclées ou pleine largeur : une voix ne les lit pas."),
        (),
        marks.fancy,
    ),
    Check(
        "hidden_characters",
        _("Caractères invisibles"),
        _("Sens de lecture forcé, espaces sans largeur, caractères de commande."),
        (),
        marks.hidden,
    ),
    Check(
        "piled_marks",
        _("Signes empilés"),
        _("Des accents entassés sur une même lettre."),
        (_most(_("Signes sur une lettre, au plus"), marks.PILE),),
        marks.piles,
    ),
    Check(
        "link_required",
        _("Lien nécessaire"),
        _("Le texte mène quelque part."),
        (_KINDS,),
        links.required,
    ),
    Check(
        "hub_page",
        _("Lien vers la page de l’association"),
        _("Au moins un lien mène à l’un de ces sites."),
        (Param("hosts", "words", _("Sites, un par ligne"), []), _KINDS),
        links.hub,
        needs=("hosts",),
    ),
    Check(
        "alt_length",
        _("Longueur des descriptions d’image"),
        _("Assez pour comprendre, assez court pour être entendu."),
        (
            Param("least", "int", _("Au moins"), pictures.LEAST_ALT),
            _most(_("Au plus"), pictures.MOST_ALT),
        ),
        pictures.alt_length,
    ),
    Check(
        "captions",
        _("Sous-titres des vidéos"),
        _("Une vidéo part avec des sous-titres."),
        (),
        pictures.captions,
    ),
    Check(
        "consent",
        _("Accord des personnes montrées"),
        _("Chaque personne reconnaissable a donné son accord ; pour un enfant, ses deux parents."),
        (),
        pictures.consent,
    ),
    Check(
        "sensitive_words",
        _("Sujets sensibles"),
        _("Des mots qui demandent plus de relecteurs."),
        (Param("words", "words", _("Mots ou expressions, un par ligne"), []), _LEVEL),
        words.sensitive,
        needs=("words",),
    ),
    Check(
        "tier_kinds",
        _("Relecture selon la nature"),
        _("Le niveau de relecture de ces natures, sur ces comptes."),
        (_KINDS, _LEVEL),
        risk.silent,
        (ADVISE,),
    ),
    Check(
        "tier_people",
        _("Relecture des images de personnes"),
        _("Le niveau de relecture dès qu’une personne est reconnaissable."),
        (_LEVEL,),
        risk.silent,
        (ADVISE,),
    ),
    Check(
        "allowed_hours",
        _("Heures permises"),
        _("De telle heure à telle heure, à l’heure de Paris."),
        (Param("hours", "hours", _("Entre"), ["08:00", "20:00"]),),
        timing.allowed_hours,
        needs=("hours",),
        is_about_time=True,
    ),
    Check(
        "allowed_days",
        _("Jours permis"),
        _("Les jours où ces comptes publient."),
        (Param("days", "days", _("Jours"), [0, 1, 2, 3, 4, 5, 6], timing.DAYS),),
        timing.allowed_days,
        needs=("days",),
        is_about_time=True,
    ),
    Check(
        "most_per_day",
        _("Publications par jour"),
        _("Par compte."),
        (_most(_("Au plus"), 2),),
        timing.most_per_day,
        is_about_time=True,
        looks_around=True,
    ),
    Check(
        "least_gap",
        _("Écart entre deux publications"),
        _("Par compte, en minutes."),
        (Param("minutes", "int", _("Minutes au moins"), 120),),
        timing.least_gap,
        is_about_time=True,
        looks_around=True,
    ),
    Check(
        "lead_time",
        _("Délai de préparation"),
        _("Entre l’envoi en relecture et l’heure prévue."),
        (Param("hours", "int", _("Heures au moins"), 24),),
        timing.lead_time,
        until="submit",
        is_about_time=True,
    ),
    Check(
        "pillar_mix",
        _("Équilibre des piliers"),
        _("La part de chaque pilier dans le mois."),
        (
            Param("shares", "shares", _("Part de chaque pilier, en pour cent"), {}),
            Param("tolerance", "int", _("Écart toléré, en points"), 10),
        ),
        mix.pillars,
        (ADVISE,),
        needs=("shares",),
        is_about_time=True,
        looks_around=True,
    ),
    Check(
        "blackout",
        _("Périodes de silence"),
        _("Des jours où rien ne part : deuil, élection, fermeture."),
        (Param("periods", "periods", _("Périodes"), []), _KINDS),
        timing.blackout,
        needs=("periods",),
        is_about_time=True,
    ),
)

CHECKS: dict[str, Check] = {check.id: check for check in ALL}


def look_around(specs: Iterable[Spec]) -> bool:
    """Whether one of `specs` reads the other posts of an account."""
    return any(spec.check in CHECKS and CHECKS[spec.check].looks_around for spec in specs)
