"""The pictures a page shows in place of the original: smaller, in newer formats, some cut to a shape.

Those are cut around the point the editor chose. Their address says around which, because browsers
keep what they got for a year; pages name them only once they are there. Texts show whole ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pictures.conf import app_settings
from pictures.models import PictureField, PictureFieldFile, PillowPicture
from pictures.utils import source_set
from PIL import Image

if TYPE_CHECKING:
    from library import models

CENTRE = "50-50"  # percent from the left and from the top
CARD = "16/9"
WHOLE = None  # the shape the picture has
THUMBNAIL = 360  # pixels; the narrowest rendition of a card


@dataclass(eq=False)
class Rendition(PillowPicture):  # type: ignore[misc]  # the library has no types
    cut: str = CENTRE

    @property
    def name(self) -> str:
        stem = self.parent_name.rpartition(".")[0]
        return f"{stem}/{self.folder}{self.width}w.{self.file_type.lower()}"

    @property
    def folder(self) -> str:
        if not self.aspect_ratio:
            return ""
        shape = str(self.aspect_ratio).replace("/", "_")
        return f"{shape}/" if self.cut == CENTRE else f"{shape}-{self.cut}/"

    def resize(self, image: Image.Image) -> Image.Image:
        """The largest piece of the shape that has the point in its middle, or as near as can be."""
        if not self.aspect_ratio:
            height = max(1, round(self.width * image.height / image.width))
            return image.resize((self.width, height), Image.Resampling.LANCZOS)
        size = (self.width, int(self.height))
        box = piece(image.size, Fraction(self.aspect_ratio), self.cut)
        return image.resize(size, Image.Resampling.LANCZOS, box)


def piece(size: tuple[int, int], ratio: Fraction, cut: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of it, in pixels."""
    width, height = size
    wide = min(width, height * float(ratio))
    high = min(height, wide / float(ratio))  # a fraction more, by rounding, and it would stick out
    x, y = (int(percent) / 100 for percent in cut.split("-"))
    left = min(max(width * x - wide / 2, 0), width - wide)
    top = min(max(height * y - high / 2, 0), height - high)
    return left, top, left + wide, top + high


class PictureFile(PictureFieldFile):  # type: ignore[misc]
    @property
    def aspect_ratios(self) -> dict[str | None, dict[str, dict[int, Rendition]]]:
        """Those a page may name: of a picture whose renditions aren't made yet there is none."""
        cut = self.instance.cut
        if not cut:
            return {CARD: {}, WHOLE: {}}
        return {CARD: self.around(cut), WHOLE: self.sized(WHOLE, CENTRE)}

    def around(self, cut: str) -> dict[str, dict[int, Rendition]]:
        return self.sized(CARD, cut)

    def sized(self, shape: str | None, cut: str) -> dict[str, dict[int, Rendition]]:
        """By format and width."""
        size, field = (self.instance.width, self.instance.height), self.field
        widths = source_set(
            size, ratio=shape, max_width=field.container_width, cols=field.grid_columns
        )
        return {
            kind: {width: self.rendition(kind, width, cut, shape) for width in sorted(widths)}
            for kind in field.file_types
        }

    def rendition(self, kind: str, width: int, cut: str, shape: str | None = CARD) -> Rendition:
        return Rendition(self.name, kind, shape, self.storage, width, cut)

    def thumbnail(self, cut: str) -> Rendition:
        """For editors; it is made with the row, before a job can."""
        return self.rendition(app_settings.FILE_TYPES[-1], THUMBNAIL, cut)

    def all_around(self, cut: str) -> list[Rendition]:
        return [*flat(self.around(cut)), self.thumbnail(cut)]

    def all_whole(self) -> list[Rendition]:
        return flat(self.sized(WHOLE, CENTRE))


def flat(made: dict[str, dict[int, Rendition]]) -> list[Rendition]:
    return [each for widths in made.values() for each in widths.values()]


class PictureColumn(PictureField):  # type: ignore[misc]
    attr_class = PictureFile

    def deconstruct(self) -> Any:
        """A migration needs the column, and neither sizes nor formats."""
        name, _path, args, kwargs = super().deconstruct()
        for option in (
            "aspect_ratios",
            "container_width",
            "file_types",
            "pixel_densities",
            "grid_columns",
            "breakpoints",
        ):
            kwargs.pop(option)
        return name, "library.renditions.PictureColumn", args, kwargs


def make(picture: models.Picture, cut: str) -> None:
    """All files; the row is to say so afterwards. Safe to repeat."""
    storage = picture.file.storage
    with storage.open(picture.file.name) as file, Image.open(file) as image:
        pixels = Rendition.pre_process(image)
    whole = (each for each in picture.file.all_whole() if not storage.exists(each.name))
    for each in (*picture.file.all_around(cut), *whole):
        each.save(pixels)


def make_thumbnail(picture: models.Picture) -> None:
    with picture.file.storage.open(picture.file.name) as file, Image.open(file) as image:
        picture.file.thumbnail(picture.focus).save(Rendition.pre_process(image))


def drop(picture: models.Picture, cut: str) -> None:
    for each in picture.file.all_around(cut):
        each.delete()
