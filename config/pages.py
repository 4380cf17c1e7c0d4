"""Pages that belong to nobody: what we say of accessibility, and how to get help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from associations.door import public


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement that the footer links to."""
    return render(request, "accessibility.html")


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Show the few questions people ask first."""
    return render(request, "help.html")
