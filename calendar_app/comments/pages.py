"""The discussion of a post, as its page shows it, and the form to take part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Membership
from calendar_app.models import Post, PostComment


class CommentForm(forms.Form):
    """What to say, and whom to tell. `post` says which members are offered."""

    body = forms.CharField(
        label=_("Votre commentaire"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Les membres le lisent, jamais le public. Pour prévenir quelqu’un, écrivez @ et son prénom."),
        error_messages={"required": _("Écrivez votre commentaire, puis envoyez-le.")},
    )


@dataclass(frozen=True)
class Thread:
    """A remark and its answers, oldest first. `calls_me`: somebody waits for this reader in it."""

    first: PostComment
    answers: list[PostComment]
    calls_me: bool
    is_old: bool

    @property
    def comments(self) -> list[PostComment]:
        return [self.first, *self.answers]


def page(post: Post, membership: Membership) -> dict[str, Any]:
    """Return the context of the discussion of `post`: its threads, open ones first. Two queries, however long it is."""
    threads = _threads(post, membership)
    return {
        "threads": [each for each in threads if not each.first.settled_at],
        "settled_threads": [each for each in threads if each.first.settled_at],
        "comment_form": CommentForm(auto_id="commentaire_%s") if membership.can("calendar.edit") else None,
    }


def _threads(post: Post, membership: Membership) -> list[Thread]:
    found: dict[int, list[PostComment]] = {}
    for comment in PostComment.objects.of(post.association).filter(post=post).with_people().order_by("at", "pk"):
        found.setdefault(comment.thread_id or comment.pk, []).append(comment)
    return [
        Thread(
            first,
            answers,
            calls_me=any(
                each.membership_id == membership.pk and not each.seen_at
                for comment in (first, *answers)
                for each in comment.addressees.all()
            ),
            is_old=first.revision_id != post.current_id,
        )
        for first, *answers in found.values()
    ]
