"""The state a person sees: the stored status, and what time, approvals and holds make of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

# In the order of the summary: what is done, what will happen, what waits, what is wrong.
SHOWN = ("published", "scheduled", "approved", "review", "draft", "late", "held", "cancelled", "withdrawn")

WORDS: dict[str, Any] = {
    "draft": _("Brouillon"),
    "review": _("En relecture"),
    "approved": _("Approuvée"),
    "scheduled": _("Programmée"),
    "late": _("En retard"),
    "held": _("Retenue"),
    "published": _("Publiée"),
    "cancelled": _("Annulée"),
    "withdrawn": _("Retirée"),
}


def shown(status: str, *, is_approved: bool, is_past: bool, is_held: bool) -> str:
    """Return the state to print (a key of WORDS). A hold shows before lateness: being late under a hold is no fault."""
    if is_held and status in ("review", "scheduled"):
        return "held"
    if status == "scheduled" and is_past:
        return "late"
    if status == "review" and is_approved:
        return "approved"
    return status


def counted(state: str, number: int) -> str:
    """The words of a summary chip: "Publiées : 4"."""
    words = {
        "draft": ngettext("Brouillon : %d", "Brouillons : %d", number),
        "review": ngettext("En relecture : %d", "En relecture : %d", number),
        "approved": ngettext("Approuvée : %d", "Approuvées : %d", number),
        "scheduled": ngettext("Programmée : %d", "Programmées : %d", number),
        "late": ngettext("En retard : %d", "En retard : %d", number),
        "held": ngettext("Retenue : %d", "Retenues : %d", number),
        "published": ngettext("Publiée : %d", "Publiées : %d", number),
        "cancelled": ngettext("Annulée : %d", "Annulées : %d", number),
        "withdrawn": ngettext("Retirée : %d", "Retirées : %d", number),
    }
    return words[state] % number


def situation(numbers: dict[str, int]) -> str:
    """One or two sentences that say what calls for somebody this month; what is well needs none."""
    parts = []
    if late := numbers.get("late"):
        parts.append(ngettext("Une publication est en retard.", "%d publications sont en retard.", late))
        parts[-1] = parts[-1] % late if "%d" in parts[-1] else parts[-1]
    if review := numbers.get("review"):
        sentence = ngettext("Un texte attend une relecture.", "%d textes attendent une relecture.", review)
        parts.append(sentence % review if "%d" in sentence else sentence)
    if approved := numbers.get("approved"):
        sentence = ngettext(
            "Un texte approuvé attend sa programmation.", "%d textes approuvés attendent leur programmation.", approved
        )
        parts.append(sentence % approved if "%d" in sentence else sentence)
    if parts:
        return " ".join(parts)
    return str(_("Rien n’attend personne ce mois-ci.")) if sum(numbers.values()) else ""


def of_posts(posts: Iterable[Any], now: Any) -> None:
    """Set `.state` on each post annotated by `with_approval()`; holds are not asked here."""
    for post in posts:
        post.state = shown(post.status, is_approved=post.is_approved, is_past=post.due_at < now, is_held=False)
