"""What the pages are measured on: two associations, written in bulk because this is weight and not a story."""

import datetime as dt
import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django_scopes import scopes_disabled

from associations.models import Association, Mandate, Membership, User
from associations.roles import Role
from benchmarks import signatures, votes
from calendar_app.models import Approval, Channel, Post, Revision, RevisionText, Variant
from calendar_app.models.revisions import content_hash
from charter.models import Charter, Clause, Version

NETWORKS = ("facebook", "instagram", "x", "mastodon", "bluesky", "linkedin", "youtube", "blog", "newsletter")
NAMES = ("Facebook", "Instagram", "X", "Mastodon", "Bluesky", "LinkedIn", "YouTube", "Blog", "Lettre")
SUBJECTS = (
    "Tri des jouets", "Permanence du mardi", "Merci aux bénévoles", "Portrait de Thierry", "Appel à bénévoles",
    "Combien nous étions", "Atelier vélo", "Bilan de la collecte", "Soirée jeux", "Horaires d’hiver", "Portes ouvertes",
    "Assemblée générale", "Jardin partagé", "Repas de quartier", "Aide aux papiers", "Rentrée des bénévoles",
    "Vide-grenier",
)  # fmt: skip
TURNS = (
    "ce qu’il faut savoir", "à la Maison du Port", "qui fait quoi", "une heure suffit", "samedi à 14 h",
    "on vous raconte", "les clés changent de mains", "avec le centre social", "rappel", "les photos",
    "il reste trois places", "à Méan-Penhoët", "nos réponses à vos questions", "un an déjà", "venez en famille",
    "premier bilan", "ce que disent les bénévoles", "au local, rue de la Paix", "inscriptions ouvertes",
)  # fmt: skip
WHO = (
    "Aminata", "Bernadette", "Corinne", "Djibril", "Élodie", "Fatou", "Gaël", "Hélène", "Inès", "Joël", "Karim", "Loïc",
    "Maëlys", "Nadège", "Odile", "Pierrick", "Quentin", "Rozenn", "Soizic", "Thierry", "Ursule", "Violette", "Yanis",
)  # fmt: skip
TEXT = "Samedi à 14 h, Maison du Port, nous trions les jouets reçus depuis octobre. Venez : mainsvoisines.fr"
STATUSES = ("published", "scheduled", "review", "draft", "scheduled", "published", "draft")
# Posts in the month at hand and in the three that follow it: the number of queries must be the same for all.
COUNTS = (300, 0, 30, 1800)
ARTICLES = 60


@dataclass(frozen=True)
class Ground:
    """Where to measure. `months` maps a number of posts to (year, month) of the small association."""

    email: str
    small: str
    large: str
    months: dict[int, tuple[int, int]]
    # Two versions of one charter of the small association, ARTICLES long.
    versions: tuple[int, int]
    # An association that votes, by its slug, and its ballot.
    ballot: tuple[str, int]
    # An association that signs, by its slug, and its version in force.
    signed: tuple[str, int]


def build(today: dt.date, stored: int = 10_000, counts: tuple[int, ...] = COUNTS) -> Ground:
    """Fill an empty database: a small association (counts[0] posts this month, the others in the next) and a large one.

    The large one has `stored` posts, of which counts[0] this month. The same coordinator belongs to both.
    """
    user = User.objects.create_user("ines@example.org", name="Inès Valadier", language="fr")
    months = [_month(today, number) for number in range(len(counts))]
    with scopes_disabled():
        small = _association("Les Mains voisines", "mains-voisines", user)
        versions = _versions(small)
        ballot = votes.build(user)
        signed = signatures.build(user, today)
        _posts(small, (moment for month, size in zip(months, counts, strict=True) for moment in _moments(month, size)))
        large = _association("Fédération des mains", "federation", user)
        past = [_month(today, -number) for number in range(2, 34)]
        older = -(-(stored - counts[0]) // len(past))
        spread = (moment for month in past for moment in _moments(month, older))
        _posts(large, [*_moments(months[0], counts[0]), *islice(spread, stored - counts[0])])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return Ground(user.email, small.slug, large.slug, dict(zip(counts, months, strict=True)), versions, ballot, signed)


def _association(name: str, slug: str, user: User) -> Association:
    association = Association.objects.create(name=name, slug=slug)
    people = [user] + [
        User.objects.create_user(f"{slug}-{number}@example.org", name=f"Bénévole {number}") for number in range(12)
    ]
    for person in people:
        membership = Membership.unscoped.create(association=association, user=person, joined_on=dt.date(2020, 1, 1))
        role = Role.COORDINATOR if person == user else Role.CONTRIBUTOR
        Mandate.unscoped.create(
            association=association, membership=membership, role=role, starts_on=dt.date(2020, 1, 1)
        )
    Channel.unscoped.bulk_create(
        Channel(
            association=association, name=name, slug=network, network=network, position=position,
            opened_by_decision="Conseil du 3 mars 2020",
        )
        for position, (network, name) in enumerate(zip(NETWORKS, NAMES, strict=True))
    )  # fmt: skip
    return association


def _versions(association: Association) -> tuple[int, int]:
    """Two drafts of a charter, one given up: a sentence changes in every third article, one is new, one is gone."""
    author = Membership.unscoped.filter(association=association).earliest("pk")
    charter = Charter.unscoped.create(association=association, kind=Charter.Kind.USAGE)
    made = []
    for number, status in ((1, "withdrawn"), (2, "draft")):
        version = Version.unscoped.create(
            association=association,
            charter=charter,
            number=number,
            created_by=author,
            status="draft",
            based_on_id=made[0] if made else None,
        )
        Clause.unscoped.bulk_create(
            Clause(
                association=association,
                version=version,
                key=f"article-{place + number}",
                position=place + 1,
                title=f"Article {place + number}",
                body=_article(place + number, number),
            )
            for place in range(ARTICLES)
        )
        Version.unscoped.filter(pk=version.pk).update(status=status)
        made.append(version.pk)
    return made[0], made[1]


def _article(place: int, number: int) -> str:
    changed = f"Au bout de {6 * number} mois, nous en reparlons ensemble.\n\n" if place % 3 == 0 else ""
    return changed + "\n\n".join(f"{part}. {TEXT} Nous y revenons à l’article {place}." for part in range(1, 6))


def _posts(association: Association, moments: Iterable[dt.datetime]) -> None:
    people = list(Membership.unscoped.filter(association=association).order_by("pk"))
    channels = list(Channel.unscoped.filter(association=association).order_by("position"))
    written = timezone.now()
    posts = Post.unscoped.bulk_create(
        (_post(association, number, moment, people, written) for number, moment in zip(count(), moments)),
        batch_size=1000,
    )
    revisions = Revision.unscoped.bulk_create(
        (
            Revision(
                association=association, post=post, number=1, title=post.title, kind=post.kind, text=TEXT,
                due_at=post.due_at, by_id=post.owner_id, at=written, content_hash=_hash(post),
            )
            for post in posts
        ),
        batch_size=1000,
    )  # fmt: skip
    Post.unscoped.filter(association=association).update(
        current=Subquery(Revision.unscoped.filter(post=OuterRef("pk")).values("pk")[:1])
    )
    chosen = {post.pk: list(_chosen(channels, number)) for number, post in enumerate(posts)}
    Variant.unscoped.bulk_create(
        (
            Variant(association=association, post=post, channel=channel, **_confirmed(post, people[0]))
            for post in posts
            for channel in chosen[post.pk]
        ),
        batch_size=1000,
    )
    RevisionText.unscoped.bulk_create(
        (
            RevisionText(association=association, revision=revision, channel=channel)
            for revision in revisions
            for channel in chosen[revision.post_id]
        ),
        batch_size=1000,
    )
    Approval.unscoped.bulk_create(
        (
            Approval(
                association=association, post=post, revision=revision, content_hash=revision.content_hash,
                writer_id=post.owner_id, by=people[0], at=written,
            )
            for post, revision in zip(posts, revisions, strict=True)
            if post.status in ("scheduled", "published")
        ),
        batch_size=1000,
    )  # fmt: skip


def _post(
    association: Association, number: int, moment: dt.datetime, people: list[Membership], written: dt.datetime
) -> Post:
    owner = people[1 + number % (len(people) - 1)]
    status = STATUSES[number % len(STATUSES)]
    return Post(
        association=association, token=uuid.uuid4(), status=status,
        title=_title(number),
        kind="information", owner=owner, created_by=owner, created_at=written, due_at=moment,
        published_at=moment if status == "published" else None,
    )  # fmt: skip


def _title(number: int) -> str:
    """As varied as people's own: repeated words would make the page look lighter than it is."""
    chance = random.Random(number)
    subject, turn, who = chance.choice(SUBJECTS), chance.choice(TURNS), chance.choice(WHO)
    return f"{subject}\N{NO-BREAK SPACE}: {turn}" + (f", avec {who}" if number % 2 else f" ({number % 97} {who[:3]})")


def _hash(post: Post) -> str:
    return content_hash(title=post.title, kind=post.kind, text=TEXT, texts=[], images=[])


def _chosen(channels: list[Channel], number: int) -> Iterator[Channel]:
    """One account for most posts, two or three for some, as in life."""
    for step in range(1 + (number % 4 == 0) + (number % 9 == 0)):
        yield channels[(number + step * 2) % len(channels)]


def _confirmed(post: Post, by: Membership) -> dict[str, Any]:
    if post.status != "published":
        return {}
    return {"link": f"https://example.org/{post.pk}", "published_at": post.due_at, "confirmed_by": by}


def _moments(month: tuple[int, int], size: int) -> Iterator[dt.datetime]:
    """`size` instants spread over days 1 to 28, between 8 h and 20 h."""
    zone = timezone.get_current_timezone()
    for number in range(size):
        hour, minute = 8 + number % 12, (0, 30)[number % 2]
        yield dt.datetime(*month, 1 + number % 28, hour, minute, tzinfo=zone)


def _month(day: dt.date, later: int) -> tuple[int, int]:
    months = day.year * 12 + day.month - 1 + later
    return months // 12, months % 12 + 1
