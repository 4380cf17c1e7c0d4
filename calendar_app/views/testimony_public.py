"""The testimony form, and the private link by which anybody changes their mind."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from associations.models import Association
from calendar_app.models import Testimony, TestimonyCall
from calendar_app.relay import consenting, entrusted, limits, remains
from calendar_app.relay.forms import TestimonyForm
from calendar_app.views.relay_public import draw, open_to_all
from journal.moves import HOUSE, Refused

# Testimonies from one place in an hour: a family, a workshop with one connection.
SENT = {"most": 6, "seconds": 3600}


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def testify(request: HttpRequest, association: Association) -> HttpResponse:
    """Write a testimony. The answer shows the private link: no cookie has to carry it to another page."""
    call = TestimonyCall.objects.select_related("association").filter(association=association, is_open=True).first()
    if call is None:
        raise Http404
    now = timezone.now()
    sentence = consenting.sentence(call, timezone.localdate(now))
    data = request.POST if request.method == "POST" else None
    form = TestimonyForm(data, association=association, sentence=sentence, now=now)
    if data is None or not form.is_valid():
        return draw(request, "testify", association, call=call, form=form)
    if limits.is_over(request, "testify", **SENT):
        return render(request, "relay/slow.html", status=429)
    return _thank(request, call, form)


def _thank(request: HttpRequest, call: TestimonyCall, form: TestimonyForm) -> HttpResponse:
    now = timezone.now()
    said: dict[str, Any] = form.said() | {"consent": str(form.fields["consent"].label)}
    key = entrusted.key_of(form.form_id)
    with transaction.atomic():
        until = consenting.until(call, timezone.localdate(now))
        made, is_new = entrusted.receive(call.association, said, form=form.form_id, until=until, now=now)
        if is_new and made.email:
            consenting.mail_link(call, key, made.email)
    link = consenting.link(call.association.slug, key)
    return draw(request, "thanks", call.association, link=link, testimony=made, is_new=is_new)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def testimony(request: HttpRequest, association: Association, key: str) -> HttpResponse:
    """What somebody entrusted, for them alone; and the button that takes it back."""
    found = Testimony.objects.of(association).filter(key_hash=entrusted.hash_of(key)).first()
    if found is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            entrusted.withdraw(found, by=HOUSE, now=timezone.now())
        except Refused as refused:
            refusal = str(refused)
        found.refresh_from_db()
    left = remains.of(found) if found.status == Testimony.Status.WITHDRAWN else None
    return draw(request, "testimony", association, testimony=found, refusal=refusal, left=left)
