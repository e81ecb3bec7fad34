"""Every picture of the demo posts, drawn in code: the same name gives the same picture."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from blog.demo.pictures import landscapes, objects, paper, plans, rooms, streets
from blog.demo.pictures.shapes import Canvas

COVER = (1600, 900)
FIGURE = (1200, 800)

_COVERS: dict[str, Callable[[Canvas], None]] = {
    **landscapes.SCENES,
    **streets.SCENES,
    **rooms.SCENES,
    **paper.SCENES,
}
_FIGURES: dict[str, Callable[[Canvas], None]] = {**plans.SCENES, **objects.SCENES}


def names() -> tuple[str, ...]:
    """Names without `.png`: covers first, then figures."""
    return (*_COVERS, *_FIGURES)


def size(name: str) -> tuple[int, int]:
    return COVER if name in _COVERS else FIGURE


def draw(name: str) -> Image.Image:
    """One picture, RGB, 1600×900 for a cover and 1200×800 for a figure.

    Raises KeyError for a name not in `names()`.
    """
    canvas = Canvas(*size(name), seed=name)
    (_COVERS.get(name) or _FIGURES[name])(canvas)
    return canvas.finished()


def png(name: str) -> bytes:
    """The picture as a PNG of 64 colours, well under 120 KB."""
    paletted = draw(name).quantize(64, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = BytesIO()
    paletted.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
