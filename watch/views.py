"""The pages of the watch: the inbox of mentions, one mention, and what is done about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.door import MemberRequest, member
from watch import transitions
from watch.forms import AnswerForm, ItemForm, LeavingForm
from watch.models import Item

PAGE = 50
# Long enough for a small association to have a few mentions to count.
RECENT = dt.timedelta(days=30)


@require_safe
@member("watch.view")
def item_list(request: MemberRequest) -> HttpResponse:
    """Mentions that wait, oldest first; ?mentions=traitees shows what was settled."""
    every = Item.objects.of(request.association)
    settled = request.GET.get("mentions") == "traitees"
    items = every.settled() if settled else every.waiting()
    page = Paginator(items.with_people(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "settled": settled, "counts": every.answers(timezone.now() - RECENT)}
    return render(request, "watch/item_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("watch.note")
def item_create(request: MemberRequest) -> HttpResponse:
    form = ItemForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        item = transitions.note(form.save(commit=False), by=request.membership, now=timezone.now())
        messages.success(request, _("La mention est notée. Elle attend qu’une personne y réponde ou la laisse."))
        return redirect(item)
    return render(request, "watch/item_form.html", {"form": form})


def _item(request: MemberRequest, pk: int) -> Item:
    return get_object_or_404(Item.objects.of(request.association).with_people(), pk=pk)


@require_safe
@member("watch.view")
def item_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _draw(request, _item(request, pk))


def _draw(request: MemberRequest, item: Item, status: int = 200, **forms: Any) -> HttpResponse:
    """Draw a mention with the two ways to settle it; `forms` brings back what was refused."""
    context: dict[str, Any] = {"item": item, "may_triage": request.membership.can("watch.triage")}
    if context["may_triage"] and item.status == Item.Status.NEW:
        context |= {"answer_form": AnswerForm(item=item), "leaving_form": LeavingForm(item=item)}
    return render(request, "watch/item_detail.html", context | forms, status=status)


@require_POST
@member("watch.triage")
def item_answer(request: MemberRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    form = AnswerForm(request.POST, item=item)
    if not form.is_valid():
        return _draw(request, item, status=422, answer_form=form)
    data = form.cleaned_data
    transitions.answer(
        item,
        by=request.membership,
        words=data["answer"],
        url=data["answer_url"],
        tone=data["tone"],
        now=timezone.now(),
    )
    messages.success(request, _("La réponse est notée. Merci d’avoir pris ce temps."))
    return redirect("watch:item-list", request.association.slug)


@require_POST
@member("watch.triage")
def item_leave(request: MemberRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    form = LeavingForm(request.POST, item=item)
    if not form.is_valid():
        return _draw(request, item, status=422, leaving_form=form)
    data = form.cleaned_data
    transitions.leave(item, by=request.membership, reason=data["reason"], tone=data["tone"], now=timezone.now())
    messages.success(request, _("La mention est laissée sans réponse, avec sa raison."))
    return redirect("watch:item-list", request.association.slug)


@require_POST
@member("watch.triage")
def item_take_back(request: MemberRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    transitions.take_back(item, by=request.membership)
    messages.success(request, _("La mention est de nouveau à traiter."))
    return redirect(item)
