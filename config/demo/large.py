"""The crowd: one big association and fifty small ones, written in bulk to measure with.

This is weight, not a story: rows are written as they would stand at the end, without verbs or journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django_scopes import scope

from associations.models import Association, Mandate, Membership, User
from associations.roles import Role
from calendar_app.models import Approval, Channel, Post, Revision, RevisionText, Variant
from calendar_app.models.revisions import content_hash
from charter.canonical import content_hash as charter_hash
from charter.models import Charter, Clause, Version
from config.demo.clock import months_before, on
from config.demo.people import DATA, make_user
from config.demo.posts import RUBRICS
from kpis.models import FollowedIndicator, Reading

SLUG = "grande-federation"
MEMBERS, POSTS, POSTS_THIS_MONTH, VERSIONS, READINGS, BRANCHES = 60, 10_000, 300, 40, 100_000, 50
ROLES = (Role.PRESIDENT, Role.SECRETARY, Role.COORDINATOR, Role.BOARD_MEMBER, Role.CONTRIBUTOR, Role.CONTRIBUTOR)
INDICATORS = ("views", "reach", "reactions", "comments", "shares", "link_clicks", "followers", "new_followers")
BATCH = 1000
SINCE = dt.date(2020, 1, 1)


def fill(today: dt.date) -> None:
    """Add the crowd; Bernadette Oury of the small demo belongs to it all, so that one sign-in sees everything."""
    bernadette = User.objects.get(email="bernadette@mains-voisines.example")
    big = _association(SLUG, "Grande Fédération des voisins", MEMBERS, bernadette)
    with scope(association=big):
        _write_posts(big, list(_moments(today)))
        _write_versions(big, today)
        _write_readings(big, today)
    for number in range(1, BRANCHES + 1):
        branch = _association(f"antenne-{number:02}", f"Antenne {number}", 3, bernadette)
        with scope(association=branch):
            _write_posts(branch, [on(today - dt.timedelta(days=day), 18) for day in range(-5, 15)])


def _association(slug: str, name: str, members: int, head: User) -> Association:
    association = Association.objects.create(slug=slug, name=name)
    users = [head] + [make_user(f"membre{n}@{slug}.example", f"Membre {n}") for n in range(1, members)]
    with scope(association=association):
        people = Membership.objects.bulk_create(
            Membership(association=association, user=user, joined_on=SINCE) for user in users
        )
        Mandate.objects.bulk_create(
            Mandate(association=association, membership=person, role=ROLES[rank % len(ROLES)], starts_on=SINCE)
            for rank, person in enumerate(people)
        )
        Channel.objects.bulk_create(
            Channel(
                association=association,
                position=rank,
                slug=row["slug"],
                name=row["name"],
                network=row["network"],
                url=row["address"],
                opened_by_decision=row["decision"],
                decided_on=row["decided_on"],
            )
            for rank, row in enumerate(DATA["channel"])
        )
    return association


def _moments(today: dt.date) -> Iterator[dt.datetime]:
    """The month at hand full of posts, the rest spread over the five years before it."""
    first = today.replace(day=1)
    for n in range(POSTS_THIS_MONTH):
        yield on(first + dt.timedelta(days=n % 28), 8 + n // 28)
    for n in range(POSTS - POSTS_THIS_MONTH):
        yield on(first - dt.timedelta(days=1 + n % 1800), 8 + n // 1800)


def _write_posts(association: Association, moments: list[dt.datetime]) -> None:
    people = list(Membership.objects.filter(association=association).order_by("pk"))
    channels = list(Channel.objects.filter(association=association).order_by("position"))
    sayings = [(title, text, r["kind"]) for r in RUBRICS for title, text in r["items"]]
    posts = Post.objects.bulk_create(
        (_post(association, n, moment, people, sayings[n % len(sayings)]) for n, moment in enumerate(moments)),
        batch_size=BATCH,
    )
    chosen = {post.pk: [channels[(n + k) % len(channels)] for k in range(1 + n % 3)] for n, post in enumerate(posts)}
    hashes = {
        post.pk: content_hash(
            title=post.title,
            kind=post.kind,
            text=sayings[n % len(sayings)][1],
            texts=[(channel.pk, "") for channel in chosen[post.pk]],
            images=[],
        )
        for n, post in enumerate(posts)
    }
    revisions = Revision.objects.bulk_create(
        (
            Revision(
                association=association,
                post=post,
                number=1,
                title=post.title,
                kind=post.kind,
                text=sayings[n % len(sayings)][1],
                due_at=post.due_at,
                by_id=post.owner_id,
                at=post.created_at,
                content_hash=hashes[post.pk],
            )
            for n, post in enumerate(posts)
        ),
        batch_size=BATCH,
    )
    first = Revision.objects.filter(association=association, post=OuterRef("pk")).values("pk")[:1]
    Post.objects.filter(association=association).update(current=Subquery(first))
    RevisionText.objects.bulk_create(
        (
            RevisionText(association=association, revision=revision, channel=channel)
            for revision in revisions
            for channel in chosen[revision.post_id]
        ),
        batch_size=BATCH,
    )
    Variant.objects.bulk_create(
        (_variant(association, post, channel) for post in posts for channel in chosen[post.pk]), batch_size=BATCH
    )
    by_post = {revision.post_id: revision for revision in revisions}
    Approval.objects.bulk_create(
        (
            Approval(
                association=association,
                post=post,
                revision=by_post[post.pk],
                content_hash=hashes[post.pk],
                writer_id=post.owner_id,
                by=people[0] if post.owner_id != people[0].pk else people[1],
                at=post.created_at,
            )
            for post in posts
            if post.status != "draft"
        ),
        batch_size=BATCH,
    )


def _post(
    association: Association, n: int, moment: dt.datetime, people: list[Membership], saying: tuple[str, str, str]
) -> Post:
    title, _text, kind = saying
    is_draft = n % 17 == 0
    owner = people[n % len(people)]
    return Post(
        association=association,
        title=title,
        kind=kind,
        status="draft" if is_draft else "published",
        owner=owner,
        created_by=owner,
        created_at=moment - dt.timedelta(days=6),
        due_at=moment,
        published_at=None if is_draft else moment,
    )


def _variant(association: Association, post: Post, channel: Channel) -> Variant:
    if post.published_at is None:
        return Variant(association=association, post=post, channel=channel)
    return Variant(
        association=association,
        post=post,
        channel=channel,
        link=f"{channel.url}/{post.pk}",
        published_at=post.published_at,
        confirmed_by_id=post.owner_id,
    )


def _write_versions(association: Association, today: dt.date) -> None:
    """Ten versions of each of four texts, the tenth in force."""
    author = Membership.objects.filter(association=association).order_by("pk")[0]
    for kind in Charter.Kind.values:
        charter = Charter.objects.create(association=association, kind=kind)
        for number in range(1, VERSIONS // 4 + 1):
            clauses = [
                Clause(
                    association=association,
                    key=f"article-{n}",
                    position=n,
                    title=f"Article {n}",
                    body=f"Le texte de l’article {n}, version {number if n % 5 == 0 else 1}.\n\n" * 3,
                )
                for n in range(1, 19)
            ]
            begins = months_before(today, 4 * (VERSIONS // 4 - number) + 1)
            is_last = number == VERSIONS // 4
            version = Version.objects.create(
                association=association,
                charter=charter,
                number=number,
                status="draft",
                created_by=author,
            )
            for clause in clauses:
                clause.version = version
            Clause.objects.bulk_create(clauses)
            Version.objects.filter(pk=version.pk).update(
                status="in_force" if is_last else "superseded",
                content_hash=charter_hash(kind, [clause.as_text() for clause in clauses]),
                decided_at=on(begins),
                in_force_on=begins,
                superseded_on=None if is_last else months_before(today, 4 * (VERSIONS // 4 - number - 1) + 1),
            )


def _write_readings(association: Association, today: dt.date) -> None:
    channels = list(Channel.objects.filter(association=association))
    FollowedIndicator.objects.bulk_create(
        FollowedIndicator(association=association, indicator=name, rank=rank, headline=rank < 4)
        for rank, name in enumerate(INDICATORS)
    )
    days = READINGS // (len(INDICATORS) * len(channels)) + 1
    rows = (
        Reading(
            association=association,
            indicator=name,
            channel=channel,
            period_kind="day",
            period_start=today - dt.timedelta(days=day),
            value=Decimal((day * 7 + rank * 13) % 400),
            source="typed",
            at=on(today),
        )
        for day in range(days)
        for rank, name in enumerate(INDICATORS)
        for channel in channels
    )
    Reading.objects.bulk_create((row for _n, row in zip(range(READINGS), rows, strict=False)), batch_size=BATCH)
