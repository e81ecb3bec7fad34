"""Featured pictures: found in the media folder, and made fit to keep."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

LARGEST = 50 << 20  # bytes
FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}


class NotAPicture(Exception):
    """The file is none that we show."""


class Cover(NamedTuple):
    content: ContentFile[bytes]
    ending: str  # of its file name, with the dot


def file_name(url: str) -> str:
    return path_of(url)[-1] if path_of(url) else ""


def path_of(url: str) -> list[str]:
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return []
    return [part for part in path.split("/") if part not in ("", ".", "..") and "\0" not in part]


def find(media: Path, url: str) -> Path | None:
    """The file of a picture's address: by the longest end of its path that is in the folder."""
    parts = path_of(url)
    for start in range(len(parts)):
        found = media.joinpath(*parts[start:])
        try:
            if found.is_file() and found.resolve().is_relative_to(media.resolve()):
                return found
        except (OSError, ValueError):
            continue
    return None


def prepared(path: Path) -> Cover:
    """The picture written anew: upright, without EXIF. Raises NotAPicture."""
    if path.stat().st_size > LARGEST:
        raise NotAPicture
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=[*FORMATS, "GIF"]) as image:
                return written(image)
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise NotAPicture from None


def written(image: Image.Image) -> Cover:
    form = image.format if image.format in FORMATS else "PNG"
    assert form
    upright = ImageOps.exif_transpose(image)
    for name in ("exif", "xmp", "comment", "photoshop", "XML:com.adobe.xmp"):
        upright.info.pop(name, None)
    if form == "JPEG" and upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGB")
    out = BytesIO()
    upright.save(out, form, **({"quality": 90} if form != "PNG" else {}))
    return Cover(ContentFile(out.getvalue()), FORMATS[form])
