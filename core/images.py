"""Pictures that people send: decoded, and written anew with nothing but their pixels."""

import re
import struct
from io import BytesIO
from typing import IO, NamedTuple

from django.core.files import File
from django.utils.translation import gettext
from PIL import Image, ImageCms, ImageOps, features

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
LARGEST = 10  # megabytes of a file
MOST_PIXELS = 40  # millions
MOST_SCANS = 100  # of a JPEG; cameras and editors make about ten
LARGEST_PROFILE = 2_000_000  # bytes; a printer's has half a million
QUALITY = 80
HEAVY = 500_000  # bytes that are too many for a picture kept without loss

MARKER = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd8])")
DRAWING = re.compile(rb"<svg[\s>]", re.IGNORECASE)
JPEG, SCAN, END = b"\xff\xd8", b"\xda", b"\xd9"
# JPEG segments: EXIF and XMP (1), what programs write (3 to 13, 15), comments; not colours (2, 14)
SAYING = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}

# What decoders raise, and warn of, for files that were damaged or made to break them
BREAKAGE = (
    OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, ArithmeticError,
    RuntimeError, MemoryError, UserWarning, struct.error,
)  # fmt: skip


class BadPicture(ValueError):
    """A file that can't be taken; the message tells its sender why."""


class Picture(NamedTuple):
    content: bytes
    extension: str  # without a dot
    width: int
    height: int


def reencode(
    file: IO[bytes] | File[bytes], *, longest: int = 1600, largest: int = LARGEST
) -> Picture:
    """The first frame of a picture, upright, in sRGB, no side over `longest` pixels.

    Nothing else of the file is kept: no EXIF with its place and small picture, no comment, no
    colour under what is transparent, nothing hung on its end. `largest` is in megabytes of the
    file. Raises BadPicture.
    """
    content = read(file, largest)
    image = _opened(content)
    try:
        _check_scans(content)
        return _written(_pixels(image, longest))
    except BREAKAGE:
        raise BadPicture(
            gettext("This picture is damaged. Please open it, save it again and send the new file.")
        ) from None


def read(file: IO[bytes] | File[bytes], largest: int = LARGEST) -> bytes:
    """The file as it was sent. Raises BadPicture for more than `largest` megabytes.

    What `core.uploads` would not keep has its size and no content.
    """
    file.seek(0)
    content = file.read(largest * 1_000_000 + 1)
    if max(len(content), getattr(file, "size", 0)) > largest * 1_000_000:
        raise BadPicture(
            gettext("A picture may have %(size)d MB at most. Please send a smaller one.")
            % {"size": largest}
        )
    return content


def _opened(content: bytes) -> Image.Image:
    """Its size is known, and nothing is decoded yet."""
    many = gettext(
        "A picture may have %(count)d million pixels at most. Please send a smaller one."
    )
    try:
        image = Image.open(BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture(many % {"count": MOST_PIXELS}) from None
    except BREAKAGE:
        raise BadPicture(_no_picture(content)) from None
    if image.width * image.height > MOST_PIXELS * 1_000_000:
        raise BadPicture(many % {"count": MOST_PIXELS})
    return image


def _no_picture(content: bytes) -> str:
    if DRAWING.search(content[:4_000]):
        return gettext(
            "A drawing (SVG) can carry a program with it, so we don’t take any. Please save it as PNG."
        )
    return gettext(
        "This file isn’t a picture we can show. Please send a JPEG, PNG, WebP, GIF or AVIF file."
    )


def _check_scans(content: bytes) -> None:
    """A JPEG may describe its pixels again and again; each time costs as much as a whole picture."""
    marker = MARKER.search(content, 2) if content.startswith(JPEG) else None
    scans = 0
    while marker and marker[1] != END:
        scans += marker[1] == SCAN
        if scans > MOST_SCANS:
            raise ValueError
        length = int.from_bytes(content[marker.end() : marker.end() + 2])
        marker = MARKER.search(content, marker.end() + length)


def bare_jpeg(content: bytes) -> bytes:
    """The same JPEG without what the camera and the editor said of it; not a pixel is changed.

    For those that are part of something else. What it can't follow it leaves as it is.
    """
    kept, place = [content[:2]], 2
    while content[place : place + 1] == b"\xff" and content[place + 1 : place + 2] != SCAN:
        length = 2 + int.from_bytes(content[place + 2 : place + 4])
        if content[place + 1] not in SAYING:
            kept.append(content[place : place + length])
        place += length
    return b"".join(kept) + content[place:] if content.startswith(JPEG) else content


def _pixels(image: Image.Image, longest: int) -> Image.Image:
    profile = image.info.get("icc_profile")
    image.draft(None, (longest, longest))  # a JPEG can be decoded in half or quarter size
    image.load()
    image = _upright(image)
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    if image.mode == "I":
        image = image.point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _bare(_in_srgb(image, profile))


def _upright(image: Image.Image) -> Image.Image:
    """As its EXIF says, if that can be read."""
    try:
        return ImageOps.exif_transpose(image)
    except BREAKAGE:
        return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """By its own colour profile, if that is for such a picture."""
    if not profile or len(profile) > LARGEST_PROFILE:
        return image
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    try:
        colours = ImageCms.profileToProfile(
            image.convert("RGB") if alpha else image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, *BREAKAGE):
        return image
    assert colours
    if alpha:
        colours.putalpha(alpha)
    return colours


def _bare(image: Image.Image) -> Image.Image:
    """A new picture of the same pixels, to which nothing else was ever attached."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255):
        seen = image.getchannel("A").point(lambda alpha: 255 * (alpha > 0))
        return Image.composite(image, Image.new("RGBA", image.size), seen)
    bare = Image.new("RGB", image.size)
    bare.paste(image.convert("RGB"))
    return bare


def _written(image: Image.Image) -> Picture:
    webp = features.check("webp")
    if image.mode == "RGBA":
        content = _saved(image, "WEBP", lossless=True) if webp else _saved(image, "PNG")
        if webp and len(content) > HEAVY:
            content = _saved(image, "WEBP", quality=QUALITY)
        extension = "webp" if webp else "png"
    else:
        content = _saved(image, "WEBP" if webp else "JPEG", quality=QUALITY)
        extension = "webp" if webp else "jpg"
    return Picture(content, extension, image.width, image.height)


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
