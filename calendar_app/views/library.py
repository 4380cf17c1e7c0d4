"""The library: what may be shown, who is on it, where it is used."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from associations.door import MemberRequest, member
from calendar_app.library import renditions, shelves, transitions
from calendar_app.library.forms import AddForm, CaptionsForm, FactsForm, VideoForm
from calendar_app.models import Media
from calendar_app.networks import amended
from calendar_app.views.opening_acts import attempt
from journal.moves import NoSuchMove


def find(request: MemberRequest, pk: int) -> Media:
    rows = Media.objects.of(request.association).select_related("association", "grant", "by__user", "captions_by__user")
    return get_object_or_404(rows, pk=pk)


@require_safe
@member("calendar.view")
def shelf(request: MemberRequest) -> HttpResponse:
    context = shelves.page(request.GET.dict(), request.membership, timezone.localdate())
    return render(request, "calendar/library/shelf.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def add(request: MemberRequest) -> HttpResponse:
    form = AddForm(request.POST, request.FILES) if request.method == "POST" else AddForm()
    if request.method == "POST" and form.is_valid():
        received = form.cleaned_data["images"]
        made = transitions.add(received, request.association, by=request.membership, now=timezone.now())
        messages.success(
            request, ngettext("Image reçue.", "%d images reçues.", len(made)).replace("%d", str(len(made)))
        )
        if len(made) == 1:
            return redirect("calendar:library-item-edit", request.association.slug, made[0].pk)
        return redirect("calendar:library", request.association.slug)
    return render(request, "calendar/library/add.html", {"form": form, "is_video": False})


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def add_video(request: MemberRequest) -> HttpResponse:
    form = VideoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        media = transitions.add_video(
            said["link"], said["name"], said["duration"], by=request.membership, now=timezone.now()
        )
        return redirect("calendar:library-item-edit", request.association.slug, media.pk)
    return render(request, "calendar/library/add.html", {"form": form, "is_video": True})


@require_safe
@member("calendar.view")
def item(request: MemberRequest, pk: int) -> HttpResponse:
    context = shelves.item(find(request, pk), request.membership, timezone.localdate())
    return render(request, "calendar/library/item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    media = find(request, pk)
    form = FactsForm(request.POST if request.method == "POST" else None, media=media)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: transitions.describe(media, form.cleaned_data, by=request.membership)):
        messages.success(request, _("La fiche est enregistrée."))
        return redirect(media.page)
    return render(request, "calendar/library/edit.html", {"form": form, "media": media})


@require_http_methods(["GET", "HEAD", "POST"])
@member("calendar.edit")
def captions(request: MemberRequest, pk: int) -> HttpResponse:
    media, today = find(request, pk), timezone.localdate()
    if not media.is_video:
        raise NoSuchMove(_("Seule une vidéo a des sous-titres."))
    form = CaptionsForm(request.POST or None, request.FILES or None, media=media, today=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        transitions.check_captions(media, said["captions"], said["read"], on=said["on"], by=request.membership)
        messages.success(request, _("C’est noté : les sous-titres sont vérifiés."))
        return redirect(media.page)
    return render(request, "calendar/library/captions.html", {"form": form, "media": media})


@require_safe
@member("calendar.view")
def rendition(request: MemberRequest, pk: int, network: str) -> HttpResponse:
    """The image as one network takes it, to save on one's device."""
    media = find(request, pk)
    known = amended.book(request.association).get(network)
    if media.is_video or known is None:
        raise Http404
    try:
        made = renditions.of(media, known)
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(made.content, content_type=made.mime)
    stem = media.name.rsplit(".", 1)[0] or "image"
    response["Content-Disposition"] = _attached(f"{stem}-{network}.{made.suffix}")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_safe
@member("calendar.view")
def captions_file(request: MemberRequest, pk: int) -> FileResponse:
    """The captions themselves, to join to the video."""
    media = find(request, pk)
    if not media.captions_file:
        raise Http404
    return attachment(media.captions_file, "text/plain; charset=utf-8", media.name)


def attachment(file: File, mime: str, stem: str) -> FileResponse:
    """A private file as a download: never drawn inside a page of ours."""
    suffix = str(file.name).rsplit(".", 1)[-1]
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(opened, as_attachment=True, filename=f"{stem}.{suffix}", content_type=mime)
    response["Cache-Control"] = "private, no-store"
    return response


def _attached(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"
