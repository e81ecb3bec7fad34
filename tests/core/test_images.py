import struct
import time
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, ImageSequence, PngImagePlugin, features

from core import images
from core.images import BadPicture, reencode

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def painted(size=(40, 20), mode="RGB"):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def saved(image, form="PNG", **options):
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def sent(content, **options):
    return reencode(SimpleUploadedFile("x", content), **options)


def seen(content, **options):
    return Image.open(BytesIO(sent(content, **options).content))


def is_near(colour, expected):
    return all(abs(a - b) < 40 for a, b in zip(colour, expected, strict=True))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_head(width, height):
    return b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    )


# What is kept


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_of_any_kind_becomes_webp(form):
    picture = sent(saved(painted(), form))
    assert picture.extension == "webp"
    assert (picture.width, picture.height) == (40, 20)
    image = Image.open(BytesIO(picture.content))
    assert (image.format, image.size) == ("WEBP", (40, 20))
    assert is_near(image.convert("RGB").getpixel((5, 10)), RED)
    assert is_near(image.convert("RGB").getpixel((35, 10)), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK", "RGBA"])
def test_pixels_of_all_sorts_can_be_taken(mode):
    white = Image.new("RGB", (20, 20), (255, 255, 255)).convert(mode)
    image = seen(saved(white, "JPEG" if mode == "CMYK" else "PNG"))
    assert is_near(image.convert("RGB").getpixel((10, 10)), (255, 255, 255))


def test_grey_of_sixteen_bits_keeps_its_shades():
    grey = Image.new("I;16", (20, 20), 128 * 257)
    assert is_near(seen(saved(grey)).getpixel((10, 10)), (128, 128, 128))


def test_a_large_picture_is_shrunk_and_a_small_one_is_not_blown_up():
    assert sent(saved(painted((4000, 2000)), "JPEG"))[2:] == (1600, 800)
    assert sent(saved(painted((100, 400))), longest=200)[2:] == (50, 200)
    assert sent(saved(painted((40, 20))))[2:] == (40, 20)
    assert sent(saved(painted((9000, 2))))[2:] == (1600, 1)


def test_what_was_held_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise
    image = seen(saved(painted(), "JPEG", exif=exif))
    assert image.size == (20, 40)
    assert is_near(image.getpixel((10, 5)), RED)
    assert not image.getexif()


def test_what_is_transparent_stays_so_and_its_colour_is_forgotten():
    image = painted(mode="RGBA")
    image.putalpha(Image.new("L", image.size, 255))
    ImageDraw.Draw(image).rectangle((0, 0, 9, 19), fill=(1, 2, 3, 0))
    shown = seen(saved(image))
    assert shown.getpixel((5, 10)) == (0, 0, 0, 0)
    assert shown.getpixel((15, 10)) == (*RED, 255)


def test_a_palette_may_have_a_transparent_colour():
    image = painted().quantize(4)
    shown = seen(saved(image, transparency=image.getpixel((0, 0))))
    assert shown.mode == "RGBA"
    assert shown.getpixel((5, 10))[3] == 0
    assert shown.getpixel((35, 10)) == (*BLUE, 255)


def test_a_heavy_transparent_picture_is_kept_with_loss(monkeypatch):
    noise = Image.effect_noise((200, 200), 90).convert("RGBA")
    noise.putalpha(128)
    whole = sent(saved(noise)).content
    monkeypatch.setattr(images, "HEAVY", 1000)
    assert len(sent(saved(noise)).content) < len(whole)


def test_a_moving_picture_stands_at_its_first_frame():
    frames = [painted(), Image.new("RGB", (40, 20), GREEN)]
    image = seen(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert len(list(ImageSequence.Iterator(image))) == 1
    assert is_near(image.convert("RGB").getpixel((5, 10)), RED)


def test_colours_of_another_profile_are_counted_over_to_ours():
    swapped = SRGB.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    assert is_near(seen(saved(painted(), icc_profile=swapped)).getpixel((5, 10)), BLUE)
    assert is_near(seen(saved(painted(), icc_profile=b"nonsense")).getpixel((5, 10)), RED)
    assert is_near(
        seen(saved(painted(mode="CMYK"), "JPEG", icc_profile=SRGB)).getpixel((5, 10)), RED
    )


def test_without_webp_a_photo_is_a_jpeg_and_a_transparent_picture_a_png(monkeypatch):
    monkeypatch.setattr(features, "check", lambda feature: False)
    assert sent(saved(painted())).extension == "jpg"
    transparent = painted(mode="RGBA")
    transparent.putpixel((0, 0), (1, 2, 3, 0))
    picture = sent(saved(transparent))
    assert picture.extension == "png"
    assert Image.open(BytesIO(picture.content)).getpixel((0, 0)) == (0, 0, 0, 0)


# What is not


def test_nothing_is_left_of_where_and_with_what_it_was_taken():
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (55.0, 45.0, 21.0), 3: "E", 4: (37.0, 37.0, 2.0)})
    exif.get_ifd(0x8769)[0x9286] = b"SECRETNOTE"
    thumbnail = saved(painted((16, 16)), "JPEG", comment="SECRETTHUMB")
    content = saved(
        painted(), "JPEG", exif=exif.tobytes() + thumbnail, comment="SECRETCOMMENT",
        xmp=b"<x>SECRETXMP</x>", icc_profile=SRGB,
    )  # fmt: skip
    assert content.count(b"SECRET") == 5
    assert_bare(sent(content).content)


@pytest.mark.parametrize("profile", [SRGB, b"SECRETPROFILE"])
@pytest.mark.parametrize("transparent", [False, True])
def test_nothing_is_left_of_what_a_png_has_to_say(transparent, profile):
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "SECRETAUTHOR")
    said.add_itxt("Comment", "SECRETCOMMENT", zip=False)
    said.add(b"prVt", b"SECRETCHUNK")
    image = painted(mode="RGBA")
    image.putalpha(100 if transparent else 255)
    content = saved(image, pnginfo=said, icc_profile=profile, exif=b"Exif\0\0SECRETEXIF")
    assert_bare(sent(content + b"PK\x03\x04SECRETTAIL<script>").content)


def assert_bare(content):
    assert content[:4] == b"RIFF"
    kinds, place = [], 12
    while place < len(content):
        kinds.append(content[place : place + 4])
        length = int.from_bytes(content[place + 4 : place + 8], "little")
        place += 8 + length + length % 2
    assert place == len(content) == 8 + int.from_bytes(content[4:8], "little")
    assert set(kinds) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
    assert b"SECRET" not in content


# What is refused


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        b"<!doctype html><script>x</script>",
        b"GIF89a<script>x</script>",
        b"%PDF-1.7",
        saved(painted(), "TIFF"),
        saved(painted(), "BMP"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    ],
)
def test_what_is_no_picture_of_the_web_is_refused(content):
    with override("en"), pytest.raises(BadPicture, match=r"t a picture we can show|SVG|damaged"):
        sent(content)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_half_a_picture_is_refused(form):
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    content = saved(noise, form)
    with override("en"), pytest.raises(BadPicture, match=r"damaged|t a picture we can show"):
        sent(content[: len(content) // 2])


EXIF = Image.Exif()
EXIF[0x0112] = 6
WHOLE = [saved(painted(), form, exif=EXIF) for form in ("JPEG", "PNG", "WEBP", "AVIF")]
WHOLE += [saved(painted(), "GIF"), saved(painted(), icc_profile=SRGB)]


@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.floats(0, 0.99), st.binary(max_size=4)), max_size=4),
)
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_damage_of_any_kind_is_a_refusal_or_a_picture(content, damages):
    for place, damage in damages:
        at = int(place * len(content))
        content = content[:at] + damage + content[at + len(damage) :]
    with suppress(BadPicture):
        assert sent(content).extension == "webp"


def test_a_file_of_more_than_ten_megabytes_is_refused():
    with override("en"), pytest.raises(BadPicture, match="10 MB"):
        sent(saved(painted()) + b"\0" * 10_000_000)
    assert sent(saved(painted()) + b"\0" * 9_000_000).width == 40


@pytest.mark.parametrize("side", [6_400, 9_600, 20_000, 2_000_000_000])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(side):
    started = time.process_time()
    with override("en"), pytest.raises(BadPicture, match="40 million pixels"):
        sent(
            png_head(side, side)
            + chunk(b"IDAT", zlib.compress(bytes(10_000_000)))
            + chunk(b"IEND", b"")
        )
    assert time.process_time() - started < 0.5


def test_a_jpeg_that_describes_itself_a_thousand_times_is_refused():
    content = saved(painted((2000, 2000)), "JPEG", progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    started = time.process_time()
    with pytest.raises(BadPicture):
        sent(content[:-2] + scan * 1000 + content[-2:])
    assert time.process_time() - started < 0.5


def test_the_refusal_speaks_the_senders_language():
    with override("en"), pytest.raises(ValueError, match="JPEG, PNG, WebP, GIF or AVIF"):
        sent(b"x")


def test_a_file_that_was_read_before_is_read_from_its_beginning():
    file = BytesIO(saved(painted()))
    file.read()
    assert reencode(file).width == 40
