"""One page for the forms of this noun: a heading, a form, its button, a way back."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from associations.door import MemberRequest


@dataclass(frozen=True)
class Frame:
    """The words around a form. `back` is a (path, words) pair; `lines` are shown before the form, one by one."""

    heading: str
    button: str
    back: tuple[str, str]
    lead: str = ""
    lines: tuple[str, ...] = ()


def show(request: MemberRequest, form: forms.BaseForm, frame: Frame) -> HttpResponse:
    return render(request, "calendar/campaigns/form.html", {"form": form, "frame": frame})
