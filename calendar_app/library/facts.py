"""From rows of the library to the plain data that rules judge; as many queries for a hundred media as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from calendar_app.library import renditions
from calendar_app.models import ImageConsent, Media
from calendar_app.rules import Image
from calendar_app.rules.leaves import Facts, Grant, Leave

# What a reader of a consent needs to judge it: no name of a parent, no paper.
COLUMNS = ("pk", "person", "starts_on", "ends_on", "withdrawn_on", "everywhere", "purposes")
PARENTS = ("is_minor", "first_parent", "second_parent", "sole_parent", "erased_on")


def image(media: Media, alt: str, facts: Facts) -> Image:
    shrunk = max(media.width, media.height) // renditions.LONGEST_SIDE + 1
    return Image(
        name=media.name,
        alt=alt,
        is_video=media.is_video,
        has_captions=bool(media.captions),
        people=media.people,
        # Its shape only: weight, points and format are mended for each network (renditions.py).
        width=media.width // shrunk,
        height=media.height // shrunk,
        facts=facts,
        media=media.pk or 0,
    )


def of_media(media: Iterable[Media]) -> dict[int, Facts]:
    """What is known of each of `media`, by id. Needs their `grant`; two queries at most, none when nobody is shown."""
    rows = {row.pk: row for row in media}
    leaves = _leaves([pk for pk, row in rows.items() if row.shows == Media.Shows.PEOPLE])
    return {
        pk: Facts(
            shows=row.shows,
            people=row.people,
            leaves=tuple(leaves[pk]),
            licence=row.licence,
            grant=_grant(row),
            credit=row.credit,
            is_lifelike=row.machine == Media.Machine.LIFELIKE,
        )
        for pk, row in rows.items()
    }


def _grant(media: Media) -> Grant | None:
    grant = media.grant
    return Grant(grant.starts_on, grant.ends_on, "online" in grant.rights) if grant else None


def _leaves(media: list[int]) -> dict[int, list[Leave]]:
    found: dict[int, list[Leave]] = defaultdict(list)
    if not media:
        return found
    rows = ImageConsent.unscoped.filter(media__in=media).order_by("pk").values("media", *COLUMNS, *PARENTS)
    listed = list(rows)
    chosen: dict[int, set[int]] = defaultdict(set)
    some = [row["pk"] for row in listed if not row["everywhere"]]
    if some:
        for consent, channel in ImageConsent.channels.through.objects.filter(imageconsent__in=some).values_list(
            "imageconsent_id", "channel_id"
        ):
            chosen[consent].add(channel)
    for row in listed:
        found[row["media"]].append(
            Leave(
                # An erased person stays a person: the term has long ended, and still says no.
                person=row["person"].strip().casefold() or f"#{row['pk']}",
                starts_on=row["starts_on"],
                ends_on=row["ends_on"],
                withdrawn_on=row["withdrawn_on"],
                channels=None if row["everywhere"] else frozenset(chosen[row["pk"]]),
                purposes=frozenset(row["purposes"]),
                is_complete=_is_complete(row),
            )
        )
    return found


def _is_complete(row: Mapping[str, Any]) -> bool:
    """Whether everybody signed who must: for a child, both parents, or the one who holds parental authority alone."""
    if not row["is_minor"] or row["erased_on"]:
        return True
    return bool(row["first_parent"] and (row["second_parent"] or row["sole_parent"]))
