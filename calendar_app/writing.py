"""From a filled form to a saved text: image, revision and, when asked, the request for review, all or nothing."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from associations.models import Membership
from calendar_app import gate, kept, media, transitions
from calendar_app.forms import PostForm
from calendar_app.models import Media, Post, Revision
from calendar_app.transitions import Conflict
from journal.moves import Refused

# The field where each finding is mended.
FIELDS = {
    "no_channel": "channels",
    "channel_closed": "channels",
    "no_decision": "channels",
    "no_alt": "image_alt",
    "past": "due_on",
}


def save(form: PostForm, *, by: Membership, now: dt.datetime, submit: bool) -> Post:
    """Save a valid form, and ask for a review if `submit`. Raises Refused, and then nothing is kept."""
    added: Media | None = None
    try:
        with transaction.atomic():
            image = form.cleaned_data.get("image")
            if image:
                added = media.keep(image, form.image_name, by.association, by=by, now=now)
            post = _written(form, added, by, now)
            if submit and post.status == Post.Status.DRAFT:
                transitions.submit(post, by=by, now=now)
                # The verbs work on a locked row of their own: what the caller says of the post must be what it is now.
                post.refresh_from_db(fields=["status"])
            return post
    except Exception:
        # The database forgets what was begun; the disk does not.
        if added and not Media.objects.filter(pk=added.pk).exists():
            added.file.delete(save=False)
        raise


def _written(form: PostForm, added: Media | None, by: Membership, now: dt.datetime) -> Post:
    words, plan = form.words(added), form.plan()
    if form.post is None:
        post = transitions.create(by.association, words, plan, by=by, now=now, token=form.cleaned_data["token"])
        # Only the composer forgets what was typed in it: a series or a repetition makes posts beside it.
        kept.forget(by, None)
        return post
    expected = form.cleaned_data["expected"] or 0
    transitions.write(form.post, words, plan, expected=expected, by=by, now=now)
    return Post.objects.of(by.association).get(pk=form.post.pk)


def conflict(form: PostForm, refusal: Refused | None) -> Revision | None:
    """Return the text another person saved meanwhile, or None.

    The form keeps this person's words, and now expects that revision: saving again replaces it knowingly.
    """
    if not isinstance(refusal, Conflict) or form.post is None:
        return None
    theirs = form.post.revisions.select_related("by__user").latest("number")
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["expected"] = str(theirs.number)
    return theirs


def hold(form: PostForm, *, by: Membership, now: dt.datetime) -> None:
    """Keep the image of a refused form and show it there: a browser would not send it a second time."""
    image = form.cleaned_data.get("image")
    if image:
        form.hold(media.keep(image, form.image_name, by.association, by=by, now=now))


def explain(form: PostForm, refusal: Refused) -> None:
    """Put each refused finding on the field where it is mended; any other refusal on the whole form."""
    if not isinstance(refusal, gate.Stopped):
        form.add_error(None, str(refusal))
        return
    for finding in refusal.findings:
        name = _undescribed(form) if finding.code == "no_alt" else FIELDS.get(finding.code, "text")
        form.add_error(name, str(finding))


def _undescribed(form: PostForm) -> str:
    """The first image without words, and without a refusal yet."""
    empty = [
        alt.name for _media, alt, drop in form.image_fields if not (alt.value() or "").strip() and not drop.value()
    ]
    return next((name for name in empty if name not in form.errors), FIELDS["no_alt"])
