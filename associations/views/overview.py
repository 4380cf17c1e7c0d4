"""The front page of an association."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from associations import overview as sources
from associations.door import MemberRequest, member


@member("associations.view")
def overview(request: MemberRequest) -> HttpResponse:
    """Say what is in force and what is planned this week."""
    context = {"parts": sources.parts(request.membership, timezone.now())}
    return render(request, "associations/overview.html", context)
