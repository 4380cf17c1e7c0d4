"""Images: what is kept is pixels, and only members see them."""

import io
import re
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope
from PIL import Image, ImageOps, PngImagePlugin

from associations.rights import Missing
from calendar_app import images, media
from calendar_app.models import Media, Post

from .given import NOW
from .test_write import sent


def picture(kind="JPEG", size=(40, 30), **options):
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **options)
    return written.getvalue()


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def post_with(as_, url, given, content, name="photo.jpg", **fields):
    data = sent(given, image=upload(content, name), **fields)
    return as_("chloe").post(url("calendar:post-create"), data)


def exif():
    found = Image.Exif()
    found[0x010E] = "Au local"
    found.get_ifd(0x8825)[1] = "N"
    return found


def test_exif_position_and_comments_are_gone():
    for content in (
        picture("JPEG", exif=exif(), comment=b"secret"),
        picture("WEBP", exif=exif()),
        picture("PNG", pnginfo=_png_note()),
    ):
        kept = images.clean(io.BytesIO(content), len(content))
        opened = Image.open(io.BytesIO(kept.content))
        assert not opened.getexif()
        assert b"secret" not in kept.content
        assert b"Au local" not in kept.content
        assert opened.size == (40, 30)


def _png_note():
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "secret")
    return note


def test_a_photo_taken_sideways_stands_upright():
    turned = Image.Exif()
    turned[0x0112] = 6
    content = picture("JPEG", exif=turned)
    kept = images.clean(io.BytesIO(content), len(content))
    assert (kept.width, kept.height) == (30, 40)


@pytest.mark.parametrize("held", range(1, 9))
def test_however_the_camera_was_held_the_photo_is_seen_as_it_was_taken(held):
    seen = Image.frombytes("L", (2, 3), bytes(range(0, 240, 40)))
    note = Image.Exif()
    note[0x0112] = held
    written = io.BytesIO()
    seen.save(written, "PNG", exif=note)
    kept = images.clean(io.BytesIO(written.getvalue()), len(written.getvalue()))
    upright = ImageOps.exif_transpose(Image.open(written)).convert("RGB")
    assert Image.open(io.BytesIO(kept.content)).tobytes() == upright.tobytes()


def test_a_photo_whose_notes_are_damaged_is_kept_all_the_same():
    # A width written as a word: the photo is whole, only what the camera wrote beside it is odd.
    entries = (0x0100, 7, 1, b"abc\0"), (0x0112, 3, 1, b"\6\0\0\0")
    notes = b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(entries))
    notes += b"".join(struct.pack("<HHI4s", *each) for each in entries) + b"\0\0\0\0"
    content = picture("JPEG", exif=notes)
    kept = images.clean(io.BytesIO(content), len(content))
    assert (kept.width, kept.height) == (30, 40)


def test_a_photo_of_a_phone_that_joins_a_second_view_is_a_photo():
    """Many phones write depth or brightness as a second picture in the same JPEG (multi-picture format)."""
    written = io.BytesIO()
    photo, depth = Image.new("RGB", (40, 30), "teal"), Image.new("RGB", (20, 15), "red")
    photo.save(written, "MPO", save_all=True, append_images=[depth])
    kept = images.clean(io.BytesIO(written.getvalue()), len(written.getvalue()))
    assert (kept.mime, kept.width, kept.height) == ("image/jpeg", 40, 30)
    assert Image.open(io.BytesIO(kept.content)).getpixel((3, 3))[0] < 40


def _announcing(width, height):
    """A few bytes whose header announces `width` by `height` points."""
    content = bytearray(picture("PNG"))
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "dessin SVG"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "photo HEIC"),
        (picture("GIF"), "image GIF"),
        (picture("JPEG", size=(400, 300))[:900], "n’est pas une image lisible"),
        (picture("PNG")[:60], "n’est pas une image lisible"),
        (_announcing(60_000, 60_000), "trop de points"),
        (_announcing(8_000, 8_000), "trop de points"),
        (_announcing(12_001, 10), "trop de points"),
        (b"\xff\xd8" + b"\x00" * images.MAX_BYTES, "pèse plus de 8\u00a0Mo"),
    ],
    ids=["empty", "svg", "heic", "gif", "cut jpeg", "cut png", "bomb", "large", "long", "heavy"],
)
def test_a_file_that_cannot_be_kept_gets_a_sentence(as_, url, given, content, sentence):
    response = post_with(as_, url, given, content)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Post.objects.exists()
    assert not Media.objects.exists()


def test_an_image_needs_words_before_review(as_, url, given):
    response = post_with(as_, url, given, picture(), submit="1")
    assert "n’a pas de description" in response.content.decode()
    assert not Post.objects.exists()
    post_with(as_, url, given, picture(), submit="1", image_alt="Deux bénévoles trient des jouets.")
    post = Post.objects.get()
    assert post.status == "review"
    assert post.current.images.get().alt == "Deux bénévoles trient des jouets."


def test_an_image_follows_from_version_to_version_until_it_is_taken_out(as_, url, given):
    post_with(as_, url, given, picture(), image_alt="Des jouets.")
    post = Post.objects.get()
    image = Media.objects.get()
    address = url("calendar:post-edit", pk=post.pk)
    assert "Des jouets." in as_("chloe").get(address).content.decode()
    as_("chloe").post(address, sent(given, expected=1) | {f"alt_{image.pk}": "Des jouets triés."})
    post = given.again(post)
    assert post.current.images.get().alt == "Des jouets triés."
    as_("chloe").post(address, sent(given, expected=2) | {f"alt_{image.pk}": "x", f"drop_{image.pk}": "1"})
    assert given.again(post).current.images.count() == 0
    assert post.revisions.get(number=2).images.count() == 1


def test_only_members_see_an_image(as_, url, given):
    post_with(as_, url, given, picture(), name="../../La photo.jpg")
    image = Media.objects.get()
    response = as_("elise").get(url("calendar:media", pk=image.pk))
    content = b"".join(response.streaming_content)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]
    assert Image.open(io.BytesIO(content)).size == (40, 30)
    assert ".." not in image.file.name
    assert as_("damien").get(url("calendar:media", pk=image.pk)).status_code == 404
    saved = as_("elise").get(url("calendar:media", pk=image.pk) + "?telecharger=1")
    assert saved["Content-Disposition"].startswith("attachment")
    saved.close()


def test_a_file_gone_from_the_disk_is_not_found(as_, url, given):
    post_with(as_, url, given, picture())
    image = Media.objects.get()
    image.file.storage.delete(image.file.name)
    assert as_("elise").get(url("calendar:media", pk=image.pk)).status_code == 404


def never(membership, act):
    return Missing("Il manque une signature.") if act == "calendar.edit" else None


def test_an_image_of_a_refused_save_leaves_no_file(as_, url, given, settings):
    settings.RIGHT_TO_ACT = [f"{__name__}.never"]
    folder = Path(settings.MEDIA_ROOT)
    before = set(folder.rglob("*.jpg"))
    assert post_with(as_, url, given, picture()).status_code == 403
    assert not Media.objects.exists()
    assert set(folder.rglob("*.jpg")) == before


def test_the_same_pixels_are_stored_once(as_, url, given):
    for _ in range(2):
        post_with(as_, url, given, picture(), image_alt="Des jouets.")
    assert Media.objects.count() == 1
    assert Post.objects.count() == 2


def neighbours_image(given):
    content = picture()
    with scope(association=given.cast.other):
        return media.keep(
            images.clean(io.BytesIO(content), len(content)), "a.jpg", given.cast.other, by=given.cast.damien, now=NOW
        )


def test_a_neighbours_image_is_not_found_at_our_own_address(as_, url, given, unscoped):
    assert as_("amina").get(url("calendar:media", pk=neighbours_image(given).pk)).status_code == 404


def page_fields(page):
    """What a browser would send back of the images a page holds."""
    held = re.findall(r'name="held" value="(\d+)"', page)
    texts = re.findall(r'<textarea name="(alt_\d+)"[^>]*>\s*([^<]*)</textarea>', page)
    return {"held": held} | dict(texts)


def test_a_form_refused_elsewhere_keeps_its_image_and_its_words(as_, url, given):
    page = post_with(as_, url, given, picture(), title="", image_alt="Des jouets.").content.decode()
    assert not Post.objects.exists()
    image = Media.objects.get()
    assert f'src="{image.get_absolute_url()}"' in page
    back = page_fields(page)
    assert back == {"held": [str(image.pk)], f"alt_{image.pk}": "Des jouets."}
    again = as_("chloe").post(url("calendar:post-create"), sent(given, title="") | back).content.decode()
    assert page_fields(again) == back, "refused twice, it is still there"
    as_("chloe").post(url("calendar:post-create"), sent(given) | back)
    shown = Post.objects.get().current.images.get()
    assert (shown.media, shown.alt) == (image, "Des jouets.")


def test_an_image_held_without_words_is_refused_on_its_own_field(as_, url, given):
    page = post_with(as_, url, given, picture(), submit="1").content.decode()
    image = Media.objects.get()
    assert f'href="#id_alt_{image.pk}"' in page
    back = page_fields(page) | {f"alt_{image.pk}": "Des jouets."}
    as_("chloe").post(url("calendar:post-create"), sent(given, submit="1") | back)
    assert Post.objects.get().status == "review"
    assert Post.objects.get().current.images.get().alt == "Des jouets."


def test_a_description_without_image_is_no_success(as_, url, given):
    page = as_("chloe").post(url("calendar:post-create"), sent(given, image_alt="Des jouets.")).content.decode()
    assert "Choisissez à nouveau l’image" in page
    assert "Des jouets." in page
    assert not Post.objects.exists()


def test_the_same_image_sent_with_other_words_takes_them(as_, url, given):
    post_with(as_, url, given, picture(), image_alt="Des jouets.")
    post = Post.objects.get()
    data = sent(given, expected=1, image=upload(picture()), image_alt="Des jouets triés.")
    as_("chloe").post(url("calendar:post-edit", pk=post.pk), data)
    assert [i.alt for i in given.again(post).current.images.all()] == ["Des jouets triés."]


def test_an_image_added_meanwhile_by_another_person_keeps_its_words(as_, url, given):
    post = given.draft()
    address = url("calendar:post-edit", pk=post.pk)
    as_("bruno").post(address, sent(given, expected=1, image=upload(picture()), image_alt="Des jouets."))
    page = as_("chloe").post(address, sent(given, expected=1, text="Mes mots.")).content.decode()
    as_("chloe").post(address, sent(given, expected=2, text="Mes mots.") | page_fields(page))
    assert given.again(post).current.images.get().alt == "Des jouets."


def test_a_kept_entry_brings_its_image_back(as_, url, given):
    page = post_with(as_, url, given, picture(), title="", image_alt="Des jouets.").content.decode()
    as_("chloe").post(url("calendar:keep"), sent(given) | page_fields(page))
    resumed = as_("chloe").get(url("calendar:post-create") + "?reprendre=1").content.decode()
    assert page_fields(resumed) == page_fields(page)


@pytest.mark.parametrize("held", ["x", "9" * 40, "999999", ""])
def test_an_unknown_held_image_is_no_image(as_, url, given, held):
    as_("chloe").post(url("calendar:post-create"), sent(given) | {"held": [held]})
    assert not Post.objects.get().current.images.exists()


def test_a_neighbours_image_cannot_be_held(as_, url, given, unscoped):
    theirs = neighbours_image(given)
    as_("chloe").post(url("calendar:post-create"), sent(given) | {"held": [theirs.pk], f"alt_{theirs.pk}": "À eux."})
    assert not Post.objects.of(given.association).get().current.images.exists()
