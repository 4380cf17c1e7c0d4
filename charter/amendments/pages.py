"""What the pages of amendments show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from associations.models import Membership
from charter import reading
from charter.amendments.deciding import DECIDES, NAMES
from charter.amendments.rows import Kind, rapporteur_of
from charter.diff import Span, by_paragraph, word_diff
from charter.models import Amendment, Clause, Version
from charter.models.amendments import AmendmentQuerySet
from journal import deeds
from journal.models import Entry
from journal.moves import HOUSE

Status = Amendment.Status
# Amendments a page: each may show an article with its marks.
PAGE = 25


@dataclass(frozen=True)
class Marked:
    """An article with the marks of a change inside it."""

    title: list[Span]
    paragraphs: list[list[Span]]


def marked(old: tuple[str, str], new: tuple[str, str]) -> Marked:
    """What leads from one (title, body) to another."""
    return Marked(word_diff(old[0], new[0]), by_paragraph(word_diff(old[1], new[1])))


def change(amendment: Amendment) -> Marked:
    """The article as its author read it, with what they ask for."""
    old, new = amendment.base(), amendment.proposed()
    return marked((old.title, old.body), (new.title, new.body))


def settled_change(amendment: Amendment) -> Marked | None:
    """From the words asked for to those retained; None when they are the same."""
    if not amendment.settled_body:
        return None
    old, new = amendment.proposed(), amendment.settled()
    if amendment.kind == Kind.MOVE:
        old = amendment.base()
    return marked((old.title, old.body), (new.title, new.body))


def siblings(amendment: Amendment) -> list[Amendment]:
    """The other amendments settled by the same merged text."""
    if amendment.merged_text_id is None:
        return []
    others = Amendment.objects.filter(merged_text=amendment.merged_text_id).exclude(pk=amendment.pk)
    return list(others.select_related("association").order_by("number"))


def title_of(amendment: Amendment) -> str:
    """What the amendment is about, in a line: the number of the article is that of the day it was read."""
    words = {"number": amendment.base_number, "title": amendment.base_title}
    if amendment.kind == Kind.INSERT:
        return _("Ajouter un article : %(title)s") % {"title": amendment.title or _("sans titre encore")}
    return {
        Kind.REPLACE: _("Réécrire l’article %(number)d. %(title)s"),
        Kind.DELETE: _("Supprimer l’article %(number)d. %(title)s"),
        Kind.MOVE: _("Déplacer l’article %(number)d. %(title)s"),
    }[Kind(amendment.kind)] % words


def title_of_kind(kind: Kind, clause: Clause | None) -> str:
    """The heading of the form of a change."""
    if kind == Kind.INSERT:
        return _("Proposer un nouvel article")
    words = {"number": clause.position if clause else 0, "title": clause.title if clause else ""}
    return {
        Kind.REPLACE: _("Proposer de réécrire l’article %(number)d. %(title)s"),
        Kind.DELETE: _("Proposer de supprimer l’article %(number)d. %(title)s"),
        Kind.MOVE: _("Proposer de déplacer l’article %(number)d. %(title)s"),
    }[kind] % words


def place_of(amendment: Amendment) -> str:
    """Where a new or a moved article goes; "" for the others."""
    if amendment.kind not in (Kind.INSERT, Kind.MOVE):
        return ""
    if not amendment.after_key:
        return _("Au début du texte")
    return _("Après l’article « %(title)s »") % {"title": amendment.after_title}


def lapse_of(amendment: Amendment) -> str:
    """Why it lapsed, as a sentence; "" for the others."""
    if not amendment.lapse_cause:
        return ""
    return _("Caduc : %(cause)s.") % {"cause": Amendment.Cause(amendment.lapse_cause).label}


@dataclass(frozen=True)
class Row:
    """One amendment in a list."""

    amendment: Amendment
    title: str
    place: str
    lapse: str
    change: Marked | None = None


def row(amendment: Amendment, *, with_change: bool = False) -> Row:
    marks = change(amendment) if with_change else None
    return Row(amendment, title_of(amendment), place_of(amendment), lapse_of(amendment), marks)


@dataclass
class Group:
    """The amendments to one article, under its name of today; `clause` is None where there is no such article."""

    heading: str
    clause: Clause | None
    # How many open amendments compete for the words of the article, on this page and on the others.
    rivals: int = 0
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Listing:
    """One page of amendments under their articles; `articles` is how many articles all the pages speak of."""

    page: Page
    groups: list[Group]
    articles: int


def _key(kind: str, clause_key: str, after_key: str) -> str:
    """The article an amendment stands with: a new one stands with the one it follows."""
    return after_key if kind == Kind.INSERT else clause_key


def by_article(
    version: Version, amendments: AmendmentQuerySet, number: str | None, *, with_change: bool = False
) -> Listing:
    """Return the page `number` of `amendments`, in the order of the articles of today: three queries, however many.

    A page that does not exist is the nearest one.
    """
    clauses = list(version.clauses.order_by("position"))
    gone = Group(_("Sur des articles qui ne sont plus dans le texte"), None)
    groups = {"": Group(_("Au début du texte"), None)}
    groups |= {clause.key: Group(str(clause), clause) for clause in clauses}
    ranks = {key: rank for rank, key in enumerate(groups)}
    light = list(amendments.values_list("pk", "kind", "clause_key", "after_key", "status"))
    keys = {pk: _key(kind, clause, after) for pk, kind, clause, after, _status in light}
    for key, count in Counter(
        clause for _pk, kind, clause, _after, status in light if kind != Kind.INSERT and status in Amendment.OPEN
    ).items():
        groups.get(key, gone).rivals = count
    page = Paginator(sorted(keys, key=lambda pk: ranks.get(keys[pk], len(ranks))), PAGE).get_page(number)
    shown = amendments.in_bulk(list(page.object_list))
    for pk in page.object_list:
        groups.get(keys[pk], gone).rows.append(row(shown[pk], with_change=with_change))
    found = [group for group in (*groups.values(), gone) if group.rows]
    return Listing(page, found, len({ranks.get(key, len(ranks)) for key in keys.values()}))


def listed(version: Version, reader: Membership) -> AmendmentQuerySet:
    """The amendments of a version that `reader` may read, with their people and `comments_count`."""
    found = Amendment.objects.filter(version=version).readable_by(reader).with_people()
    return found.annotate(comments_count=Count("comments"))


@dataclass(frozen=True)
class Counts:
    """How many amendments a version has, by what became of them."""

    total: int
    open: int
    carried: int
    rejected: int
    lapsed: int


def counts(version: Version) -> Counts:
    """Count the filed amendments of a version, in one query."""
    filed = Amendment.objects.filter(version=version, submitted_at__isnull=False)
    found = filed.aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(status__in=Amendment.OPEN)),
        carried=Count("pk", filter=Q(status__in=Amendment.CARRIED)),
        rejected=Count("pk", filter=Q(status__in=[Status.REJECTED, Status.REFILED])),
        lapsed=Count("pk", filter=Q(status__in=[Status.LAPSED, Status.WITHDRAWN])),
    )
    return Counts(**found)


def with_open_counts(version: Version) -> list[Clause]:
    """The articles of a version in order, each with `open_amendments`."""
    is_open = Q(amendments__status__in=Amendment.OPEN)
    counted = version.clauses.annotate(open_amendments=Count("amendments", filter=is_open))
    return list(counted.order_by("position"))


def standing(version: Version, reader: Membership) -> dict[str, object]:
    """What every page of amendments says first: who reports, and what this person may do."""
    person = rapporteur_of(version)
    reports = person.pk == reader.pk and reader.can(DECIDES)
    return {
        "rapporteur": person,
        # Their role ended, or they left: somebody else is to be named.
        "rapporteur_is_out": version.is_editable and (person.left_on is not None or not person.can(DECIDES)),
        "reports": reports and version.is_editable,
        "may_name": version.is_editable and reader.can(NAMES),
        "may_amend": version.is_editable and reader.can("charter.amend"),
    }


@dataclass(frozen=True)
class Deed:
    """One line of the history of an amendment."""

    entry: Entry
    words: str
    who: str


def history(amendment: Amendment) -> list[Deed]:
    """Return what happened to an amendment, oldest first, from the journal, in two queries."""
    about = Entry.objects.filter(association=amendment.association_id, object_type="charter.amendment")
    entries = list(about.filter(object_id=str(amendment.pk)).order_by("seq"))
    pseudonyms = {entry.actor for entry in entries} - {HOUSE.pseudonym}
    people = Membership.objects.filter(association=amendment.association_id, pseudonym__in=pseudonyms)
    names = {str(m.pseudonym): m.name for m in people.select_related("user")}
    return [Deed(entry, _words(entry), names.get(entry.actor, "")) for entry in entries]


def _words(entry: Entry) -> str:
    moved = deeds.moved("charter.amendment", entry.before, entry.after)
    return str(moved or deeds.recorded(entry.action, entry.after))


@dataclass(frozen=True)
class Part:
    """One article of the whole text: its marks, and its plain words where none changed."""

    key: str
    state: str
    number: int
    number_old: int | None
    title: list[Span]
    paragraphs: list[list[Span]]
    body: str

    @property
    def is_plain(self) -> bool:
        return self.state in ("same", "moved")


@dataclass(frozen=True)
class Whole:
    """The complete text of a version with, inside each article, what changed against another."""

    parts: list[Part]

    def of(self, state: str) -> list[Part]:
        return [part for part in self.parts if part.state == state]

    @property
    def changed(self) -> list[Part]:
        return [part for part in self.parts if part.state != "same"]

    @property
    def summary(self) -> list[tuple[str, list[Part]]]:
        """The changes in order of their kind, each kind in words; kinds without any are left out."""
        words = [
            ("changed", _("Modifiés")),
            ("added", _("Ajoutés")),
            ("removed", _("Supprimés")),
            ("moved", _("Déplacés")),
        ]
        return [(word, found) for state, word in words if (found := self.of(state))]


def whole(version: Version, base: Version | None) -> Whole:
    """Read the whole text against `base`; without one, everything is plain."""
    new = reading.texts(version)
    bodies = {clause.key: clause.body for clause in new}
    old = reading.texts(base) if base else new
    parts = [
        Part(
            c.key,
            c.state,
            c.number_new or c.number_old or 0,
            c.number_old,
            c.title_spans,
            by_paragraph(c.body_spans),
            bodies.get(c.key, ""),
        )
        for c in reading.version_diff(old, new)
    ]
    return Whole(parts)


def base_of_whole(version: Version) -> Version | None:
    """What a reader compares with: the version in force, or the one this was written from once it was itself."""
    versions = Version.objects.filter(charter=version.charter_id).with_charter()
    in_force = versions.in_force().exclude(pk=version.pk).first()
    before = version.status in (*Version.UNDER_WAY, Version.Status.ADOPTED)
    if before and in_force:
        return in_force
    return versions.filter(pk=version.based_on_id).first() if version.based_on_id else None
