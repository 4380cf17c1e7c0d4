"""The pages of the library: what is found, what is shown to whom, what is refused in words."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image, ImageCms

from calendar_app import images
from calendar_app.library import captions, clearing, renditions
from calendar_app.models import ImageConsent, Media, Post
from calendar_app.networks import networks

from ..given import DAY, NOW
from ..test_write import sent
from . import given as lib

TODAY = lib.TODAY


def cleaned(content):
    return Image.open(io.BytesIO(images.clean(io.BytesIO(content), len(content)).content))


def refusal(content):
    with pytest.raises(images.BadImage) as caught:
        images.clean(io.BytesIO(content), len(content))
    return str(caught.value)


def test_a_moving_picture_is_told():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    for kind in ("WEBP", "PNG"):
        written = io.BytesIO()
        frames[0].save(written, kind, save_all=True, append_images=frames[1:])
        assert "est animée" in refusal(written.getvalue())


def test_colours_survive_and_profiles_do_not():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = cleaned(lib.drawn(colour="#c04030", icc_profile=srgb, quality=95))
    assert "icc_profile" not in kept.info
    assert max(abs(a - b) for a, b in zip(kept.getpixel((9, 9)), (0xC0, 0x40, 0x30), strict=True)) < 6
    assert cleaned(lib.drawn(mode="CMYK", colour=(0, 255, 255, 0))).mode == "RGB"
    grey = io.BytesIO()
    Image.new("I;16", (20, 20), 0x8000).save(grey, "PNG")
    assert 120 < cleaned(grey.getvalue()).convert("L").getpixel((5, 5)) < 136, "sixteen bits of grey stay grey"


def test_what_hides_behind_the_pixels_is_dropped():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("secret.txt", "secret")
    kept = images.clean(io.BytesIO(lib.drawn("PNG") + packed.getvalue()), 5000)
    assert b"PK\x03\x04" not in kept.content


def send(as_, url, *files):
    return as_("chloe").post(url("calendar:library-add"), {"images": list(files)})


def test_several_images_come_in_at_once_or_none(as_, url, given):
    good = [SimpleUploadedFile(f"{c}.jpg", lib.drawn(colour=c)) for c in ("red", "blue")]
    page = send(as_, url, *good, SimpleUploadedFile("vide.jpg", b"")).content.decode()
    assert "vide" in page
    assert not Media.objects.exists()
    for file in good:
        file.seek(0)
    send(as_, url, *good)
    assert Media.objects.count() == 2


def test_names_of_people_are_for_those_who_keep_them(as_, url, given):
    media, consent = lib.shown(given)
    for who, sees in (("bruno", True), ("chloe", False)):
        found = as_(who).get(url("calendar:library") + "?q=jeanne").content.decode()
        assert ("tri.jpg" in found) is sees
        assert ("Jeanne" in as_(who).get(url("calendar:library-item", pk=media.pk)).content.decode()) is sees
    assert as_("chloe").get(url("calendar:consent", pk=consent.pk)).status_code == 403
    assert as_("chloe").get(url("calendar:consent-document", pk=consent.pk)).status_code == 403
    paper = as_("bruno").get(url("calendar:consent-document", pk=consent.pk))
    assert paper["Content-Disposition"].startswith("attachment")
    paper.close()


def consent_fields(media, **more):
    said = {
        "person": "Lou Petit",
        "media": [media.pk],
        "everywhere": "on",
        "starts_on": "2026-11-01",
        "ends_on": "2027-11-01",
        "given_on": "2026-11-01",
        "paper": "Classeur bleu",
    }
    return said | more


CHILD = {"is_minor": "on", "first_parent": "Ana Petit", "second_parent": "Tom Petit", "child_opinion": "agrees"}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (CHILD | {"second_parent": ""}, "Il manque l’accord du second parent"),
        (CHILD | {"first_parent": ""}, "Pour un enfant, les parents signent"),
        (CHILD | {"child_opinion": ""}, "Demandez son avis à l’enfant"),
        ({"paper": ""}, "Joignez le document signé"),
        ({"everywhere": ""}, "Cochez au moins un compte"),
        ({"ends_on": "2026-10-01"}, "La fin vient avant le début"),
        ({"given_on": "2026-12-01"}, "n’est pas encore venu"),
        (CHILD, ""),
        (CHILD | {"second_parent": "", "sole_parent": "on"}, ""),
        ({}, ""),
    ],
)
def test_a_consent_says_all_that_proof_needs(as_, url, given, more, sentence):
    media = lib.image(given.cast.bruno)
    answer = as_("bruno").post(url("calendar:consent-create"), consent_fields(media, **more))
    assert ImageConsent.objects.exists() is not bool(sentence)
    if sentence:
        assert sentence in answer.content.decode()
    else:
        media.refresh_from_db()
        assert (media.shows, media.people) == ("people", 1)


def test_the_database_wants_both_parents(given):
    consent = lib.shown(given)[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        ImageConsent.objects.filter(pk=consent.pk).update(is_minor=True, first_parent="Ana", child_opinion="agrees")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "est vide"),
        ("WEBVTT\n\n", "Aucun sous-titre"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "pas de texte"),
        ("1\n00:00:05,000 --> 00:00:04,000\nBonjour\n", "finit avant de commencer"),
        ("1\n00:00:05,000 --> 00:00:06,000\nA\n\n2\n00:00:01,000 --> 00:00:02,000\nB\n", "avant celui qui le précède"),
        ("1\n00:00:xx,000 --> 00:00:02,000\nA\n", "ne se lisent pas"),
        ("1\n00:09:00,000 --> 00:09:02,000\nA\n", "après la fin de la vidéo"),
        ("WEBVTT\n\n00:01.000 --> 00:02.500 line:0\n<v Lou>Bonjour</v>\n", ""),
        ("1\r\n00:00:01,000 --> 00:00:02,000\r\nBonjour\r\n", ""),
    ],
)
def test_captions_are_read_line_by_line(as_, url, given, text, sentence):
    media = lib.video(given.cast.bruno)
    fields = {"captions": "file", "language": "fr", "on": "2026-11-22"}
    fields["file"] = SimpleUploadedFile("a.srt", text.encode())
    answer = as_("chloe").post(url("calendar:library-item-captions", pk=media.pk), fields)
    media.refresh_from_db()
    assert bool(media.captions) is not bool(sentence)
    if sentence and text:
        assert sentence in answer.content.decode()
    if not sentence:
        assert (media.captions_cues, media.captions_by) == (1, given.cast.chloe)


def test_captions_in_the_old_windows_letters_are_read():
    read = captions.parse("1\n00:00:01,000 --> 00:00:02,000\nÉté\n".encode("cp1252"), "fr")
    assert read.cues[0].text == "Été"


def test_a_rendition_fits_the_network_and_is_made_once(given, settings):
    media = lib.image(given.cast.bruno)
    noisy = Image.effect_noise((3000, 2000), 90).convert("RGB")
    written = io.BytesIO()
    noisy.save(written, "PNG")
    media.file.save("a.png", io.BytesIO(written.getvalue()), save=False)
    media.mime, media.width, media.height, media.size = "image/png", 3000, 2000, len(written.getvalue())
    bluesky = networks()["bluesky"]
    assert renditions.is_needed(media, bluesky)
    made = renditions.of(media, bluesky)
    assert len(made.content) <= renditions.bounds(bluesky).most_bytes
    assert max(Image.open(io.BytesIO(made.content)).size) <= renditions.LONGEST_SIDE
    media.file.delete(save=False)
    assert renditions.of(media, bluesky).content == made.content


def test_unused_media_go_after_a_month_with_their_files(given):
    kept = lib.image(given.cast.bruno, "red", is_kept=True)
    used = lib.image(given.cast.bruno, "blue")
    given.draft(images=[(used, "Bleu.")])
    idle = lib.image(given.cast.bruno, "green")
    assert clearing.purge(given.association, NOW + 29 * DAY) == 0
    assert clearing.purge(given.association, NOW + 31 * DAY) == 1
    assert set(Media.objects.all()) == {kept, used}
    assert not idle.file.storage.exists(idle.file.name)


def test_names_are_erased_five_years_after_the_end(given):
    consent = lib.shown(given, ends_on=TODAY)[1]
    assert clearing.erase(given.association, TODAY.replace(year=2031)) == 0
    assert clearing.erase(given.association, TODAY.replace(year=2031) + DAY) == 1
    consent.refresh_from_db()
    assert (consent.person, consent.document.name) == ("", "")
    assert clearing.erase(given.association, TODAY.replace(year=2032)) == 0


def test_an_image_of_the_library_is_ticked_in_a_new_post(as_, url, given):
    media = lib.image(given.cast.bruno, alt="Des jouets rouges.")
    page = as_("chloe").get(url("calendar:post-create")).content.decode()
    assert f'name="held" value="{media.pk}"' in page
    as_("chloe").post(url("calendar:post-create"), sent(given) | {"held": [media.pk]})
    shown = Post.objects.get().current.images.get()
    assert (shown.media, shown.alt) == (media, "Des jouets rouges.")


def test_the_library_costs_the_same_with_more_images(as_, url, given, assert_flat):
    colours = iter(range(60))

    def grow():
        media = lib.image(given.cast.bruno, f"#{next(colours):06x}", shows="people", people=1)
        lib.consent(given.cast.bruno, [media], channels=[given.channel()])

    assert assert_flat(as_("bruno"), url("calendar:library"), grow) <= 14


@pytest.mark.parametrize("state", ["utilisable", "bientot", "retiree", "sans-usage", "x"])
def test_each_filter_answers(as_, url, given, state):
    lib.shown(given, ends_on=TODAY + 9 * DAY)
    page = as_("bruno").get(url("calendar:library") + f"?etat={state}&avant=zz_9").content.decode()
    assert ("tri.jpg" in page) is (state != "retiree")


def test_a_video_is_a_link_everywhere_never_an_image(given, cast, as_, url, now):
    media = lib.video(cast.chloe, alt="Des mains trient.")
    post = given.draft(images=[(media, "Des mains trient.")])
    for name in ("calendar:post-detail", "calendar:post-edit"):
        shown = as_("chloe").get(url(name, pk=post.pk)).content.decode()
        assert media.get_absolute_url() not in shown
        assert media.link in shown
        assert "Sous-titres pas encore vérifiés" in shown
