"""What happened, newest first."""

from django.http import HttpResponse
from django.shortcuts import render

from associations.door import MemberRequest, member
from associations.models import Membership
from journal.models import Entry
from journal.naming import names
from journal.wording import deed

PAGE = 50


@member("journal.view")
def entry_list(request: MemberRequest) -> HttpResponse:
    """Show the journal of the association, fifty entries at a time, from the one before `?avant=`."""
    rows = Entry.objects.of(request.association).order_by("-seq")
    before = request.GET.get("avant", "")
    # Keyset: page fifty costs what page one costs. What is not a number is as if nothing was asked.
    page = list((rows.filter(seq__lt=int(before)) if _is_number(before) else rows)[: PAGE + 1])
    entries, more = page[:PAGE], len(page) > PAGE
    # Everybody who ever was a member, those who left included: the journal outlives the mandates.
    people = Membership.objects.of(request.association).filter(pseudonym__in=_pseudonyms(entries))
    who = {str(person.pseudonym): person.name for person in people.select_related("user")}
    named = names(entries, request.membership)
    context = {
        "deeds": [deed(entry, who, named) for entry in entries],
        "head": Entry.objects.head(request.association),
        "older": entries[-1].seq if more else None,
        "is_first": not _is_number(before),
    }
    return render(request, "journal/entry_list.html", context)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _pseudonyms(entries: list[Entry]) -> set[str]:
    return {entry.actor for entry in entries if entry.actor != "house"}
