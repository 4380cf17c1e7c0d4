"""Images: what is kept is pixels, and only members see them."""

import io
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope
from PIL import Image, PngImagePlugin

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
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "n’est pas une image lisible"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "n’est pas une image lisible"),
        (picture("GIF"), "n’est pas une image lisible"),
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
    assert not Media.objects.exists()
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


def test_a_neighbours_image_is_not_found_at_our_own_address(as_, url, given, unscoped):
    content = picture()
    with scope(association=given.cast.other):
        theirs = media.keep(
            images.clean(io.BytesIO(content), len(content)), "a.jpg", given.cast.other, by=given.cast.damien, now=NOW
        )
    assert as_("amina").get(url("calendar:media", pk=theirs.pk)).status_code == 404
