"""What the network, the editorial line and the reader would say of a draft. Plain data in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

BLOCK, JUSTIFY, ADVISE = "block", "justify", "advise"

# The life of a post, in order: a rule that speaks at one act speaks at all that follow.
ACTS = ("write", "submit", "approve", "schedule", "publish")

POSITION = "position"
X = "x"
# A stand taken on X is signed by a spokesperson and approved by so many members of the bureau.
BUREAU_READERS = 2


@dataclass(frozen=True)
class Article:
    """A clause in force: `title` is the text ("Ligne éditoriale"), `number` the article, `path` its page."""

    title: str
    number: str
    path: str = ""

    def __str__(self) -> str:
        return _("%(title)s, article %(number)s") % {"title": self.title, "number": self.number}


@dataclass(frozen=True)
class Finding:
    """One remark. `severity` is BLOCK, JUSTIFY or ADVISE; `sentence` says what is wrong, `way_out` what to do."""

    severity: str
    code: str
    sentence: str
    way_out: str = ""
    article: Article | None = None

    @property
    def blocks(self) -> bool:
        return self.severity == BLOCK

    def __str__(self) -> str:
        said = self.sentence
        if self.article:
            # The citation belongs to the sentence: its full stop comes after.
            said = f"{said.rstrip('.')} ({self.article})."
        return f"{said} {self.way_out}".strip()


@dataclass(frozen=True)
class Count:
    """A text against one bound of a network, both in the unit of that network. `refuses`: the network takes no more."""

    length: int
    limit: int
    refuses: bool = True

    @property
    def left(self) -> int:
        return self.limit - self.length

    @property
    def is_over(self) -> bool:
        return self.length > self.limit


@dataclass(frozen=True)
class Outlet:
    """The draft on one account: what it would say there, and whether that account may speak."""

    name: str
    network: str
    network_name: str
    text: str
    counts: tuple[Count, ...] = ()
    is_active: bool = True
    has_decision: bool = True
    # Why the account is suspended or closed, as a sentence; empty while it speaks.
    stopped: str = ""
    hold: str = ""


@dataclass(frozen=True)
class Image:
    name: str
    alt: str


@dataclass(frozen=True)
class Draft:
    """Everything a rule may look at. `bureau_agrees`: signed by a spokesperson, approved by BUREAU_READERS."""

    kind: str
    outlets: tuple[Outlet, ...] = ()
    images: tuple[Image, ...] = ()
    is_approved: bool = False
    is_past: bool = False
    bureau_agrees: bool = False


@dataclass(frozen=True)
class Ruleset:
    """The texts in force, by topic: "position" is the article on taking a stand, "image" the one on accessibility."""

    articles: Mapping[str, Article] = field(default_factory=dict)


Rule = Callable[[Draft, Ruleset, str], Iterator[Finding]]


def has_reached(act: str, stage: str) -> bool:
    """Whether `act` is `stage` or later in the life of a post. ValueError for an unknown act."""
    return ACTS.index(act) >= ACTS.index(stage)


def within_the_limit(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    for outlet in draft.outlets:
        for count in outlet.counts:
            if count.is_over:
                yield Finding(
                    BLOCK if count.refuses else ADVISE,
                    "too_long",
                    _("Trop long pour %(network)s : %(length)d caractères comptés, la limite est de %(limit)d.")
                    % {"network": _place(outlet), "length": count.length, "limit": count.limit},
                    _("Retirez-en %(over)d, ou donnez à ce compte un texte à lui.") % {"over": -count.left},
                )


def says_something(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    if not has_reached(act, "submit"):
        return
    if not draft.outlets:
        yield Finding(BLOCK, "no_channel", _("Aucun compte n’est choisi."), _("Cochez au moins un compte où publier."))
    silent = [outlet.name for outlet in draft.outlets if not outlet.text.strip()]
    if silent:
        yield Finding(
            BLOCK,
            "no_text",
            _("Le texte est vide pour %(channels)s.") % {"channels": ", ".join(silent)},
            _("Écrivez le message avant d’aller plus loin."),
        )


def describes_images(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    for image in draft.images:
        if not image.alt.strip():
            yield Finding(
                BLOCK if has_reached(act, "submit") else ADVISE,
                "no_alt",
                _("L’image « %(name)s » n’a pas de description.") % {"name": image.name},
                _("Décrivez-la pour les personnes qui ne la voient pas."),
                ruleset.articles.get("image"),
            )


def takes_a_stand_on_x(draft: Draft) -> bool:
    return draft.kind == POSITION and any(outlet.network == X for outlet in draft.outlets)


def takes_no_stand_on_x(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    """On X, messages inform; a stand needs a spokesperson and the yes of the bureau (source row S13, domain I30)."""
    if takes_a_stand_on_x(draft) and not draft.bureau_agrees:
        yield Finding(
            BLOCK if has_reached(act, "schedule") else JUSTIFY,
            "position_on_x",
            _("Une prise de position ne part pas sur X sans porte-parole ni accord du bureau."),
            _(
                "Retirez X, changez la nature, ou faites-le porter par un porte-parole "
                "et approuver par deux membres du bureau."
            ),
            ruleset.articles.get("position"),
        )


def speaks_from_open_accounts(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    """No post on an account that nobody decided to open (source row S10, domain I27)."""
    for outlet in draft.outlets:
        if outlet.stopped:
            yield Finding(
                BLOCK if has_reached(act, "submit") else ADVISE,
                "channel_stopped",
                outlet.stopped,
                _("Décochez-le : plus rien n’y part."),
            )
        elif not outlet.is_active:
            yield Finding(
                BLOCK if has_reached(act, "submit") else ADVISE,
                "channel_closed",
                _("Le compte %(channel)s n’est plus en service.") % {"channel": outlet.name},
                _("Décochez-le, ou demandez à la coordination de le remettre en service."),
            )
        elif not outlet.has_decision:
            yield Finding(
                BLOCK if has_reached(act, "schedule") else JUSTIFY,
                "no_decision",
                _("Aucune décision d’ouverture n’est inscrite pour le compte %(channel)s.") % {"channel": outlet.name},
                _("Proposez-la au débat, ou demandez à la coordination d’inscrire la décision antérieure."),
            )


def nothing_holds_it(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    for outlet in draft.outlets:
        if outlet.hold:
            yield Finding(
                BLOCK if act == "publish" else ADVISE,
                "held",
                _("Le compte %(channel)s est en suspens : %(reason)s")
                % {"channel": outlet.name, "reason": outlet.hold},
                _("Attendez la levée ; la publication reste au calendrier."),
                ruleset.articles.get("hold"),
            )


def is_approved(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    if has_reached(act, "schedule") and not draft.is_approved:
        yield Finding(
            BLOCK,
            "not_approved",
            _("Ce texte n’a pas encore été approuvé par une autre personne."),
            _("Une personne qui n’en a rien écrit doit le relire et l’approuver."),
        )


def is_planned_ahead(draft: Draft, ruleset: Ruleset, act: str) -> Iterator[Finding]:
    if act == "schedule" and draft.is_past:
        yield Finding(
            BLOCK, "past", _("L’heure prévue est déjà passée."), _("Choisissez une nouvelle date, puis programmez.")
        )


RULES: tuple[Rule, ...] = (
    within_the_limit,
    says_something,
    describes_images,
    takes_no_stand_on_x,
    speaks_from_open_accounts,
    nothing_holds_it,
    is_approved,
    is_planned_ahead,
)


def check(draft: Draft, ruleset: Ruleset, act: str) -> list[Finding]:
    """Return what each rule says of `draft` at `act` (one of ACTS), blocking findings first, in the order of RULES."""
    found = [finding for rule in RULES for finding in rule(draft, ruleset, act)]
    return sorted(found, key=lambda finding: not finding.blocks)


def _place(outlet: Outlet) -> str:
    """Say "X", or "Annonces (X)" when the account does not bear its network's name."""
    network = outlet.network_name.split(" (")[0]
    return outlet.name if network.casefold() in outlet.name.casefold() else f"{outlet.name} ({network})"
