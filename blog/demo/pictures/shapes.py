"""A canvas in picture units, drawn three times larger and reduced, and the palette."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from random import Random

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]

INK: Colour = (27, 37, 49)
NIGHT: Colour = (41, 56, 71)
SLATE: Colour = (73, 97, 113)
MIST: Colour = (150, 172, 176)
FOG: Colour = (207, 215, 207)
PAPER: Colour = (243, 235, 220)
SAND: Colour = (225, 207, 174)
OCHRE: Colour = (219, 164, 68)
RUST: Colour = (180, 82, 59)
MOSS: Colour = (118, 132, 96)
PINE: Colour = (58, 82, 74)

SUPERSAMPLING = 3


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour `share` of the way from one to the other (0 … 1)."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return r, g, b


def polar(centre: Point, radius: float, degrees: float) -> Point:
    """The point at a distance and a clockwise angle from 3 o'clock."""
    angle = math.radians(degrees)
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def turned(points: Iterable[Point], centre: Point, degrees: float) -> list[Point]:
    """The points turned clockwise about a centre."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy = centre
    return [
        (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos)
        for x, y in points
    ]


def box(centre: Point, width: float, height: float, degrees: float = 0) -> list[Point]:
    """The corners of a rectangle turned about its centre, from the upper left."""
    (x, y), w, h = centre, width / 2, height / 2
    return turned([(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)], centre, degrees)


def smooth(points: Sequence[Point], steps: int = 14, closed: bool = False) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    if closed:
        knots = [points[-1], *points, points[0], points[1]]
    else:
        knots = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for a, b, c, d in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        curve.extend(_between(a, b, c, d, step / steps) for step in range(steps))
    return curve if closed else [*curve, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    """The point of one Catmull-Rom segment (from b at t=0 to c at t=1)."""
    k = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
    x = k[0] * a[0] + k[1] * b[0] + k[2] * c[0] + k[3] * d[0]
    y = k[0] * a[1] + k[1] * b[1] + k[2] * c[1] + k[3] * d[1]
    return x / 2, y / 2


class Canvas:
    """A sheet of `width` × `height` units; everything is in those units."""

    def __init__(self, width: int, height: int, seed: str) -> None:
        self.width, self.height = width, height
        self.random = Random(seed)
        scaled = (width * SUPERSAMPLING, height * SUPERSAMPLING)
        self._image = Image.new("RGB", scaled, PAPER)
        self._pen = ImageDraw.Draw(self._image)

    def finished(self) -> Image.Image:
        """The picture at its real size."""
        return self._image.reduce(SUPERSAMPLING)

    def fill(self, colour: Colour) -> None:
        self.rect(0, 0, self.width, self.height, colour)

    def rect(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.poly(corners, colour)

    def rounded(self, x: float, y: float, w: float, h: float, r: float, colour: Colour) -> None:
        k = SUPERSAMPLING
        area = (x * k, y * k, (x + w) * k, (y + h) * k)
        self._pen.rounded_rectangle(area, r * k, fill=colour)

    def poly(self, points: Iterable[Point], colour: Colour) -> None:
        k = SUPERSAMPLING
        self._pen.polygon([(x * k, y * k) for x, y in points], fill=colour)

    def oval(self, centre: Point, rx: float, ry: float, colour: Colour) -> None:
        (x, y), k = centre, SUPERSAMPLING
        self._pen.ellipse(((x - rx) * k, (y - ry) * k, (x + rx) * k, (y + ry) * k), fill=colour)

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        self.oval(centre, radius, radius, colour)

    def arc(self, centre: Point, r: float, start: float, end: float, w: float, c: Colour) -> None:
        """Part of a ring of width `w`, clockwise between two angles in degrees."""
        (x, y), k = centre, SUPERSAMPLING
        area = ((x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k)
        self._pen.arc(area, start, end, fill=c, width=round(w * k))

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line with round ends and joints."""
        k = SUPERSAMPLING
        scaled = [(x * k, y * k) for x, y in points]
        self._pen.line(scaled, fill=colour, width=round(width * k), joint="curve")
        for end in (points[0], points[-1]):
            self.disc(end, width / 2, colour)

    def cut(self, start: Point, end: Point, width: float, colour: Colour) -> None:
        """A stroke thick in the middle and sharp at both ends, as a gouge leaves it."""
        (x, y), (to_x, to_y) = start, end
        length = math.hypot(to_x - x, to_y - y) or 1.0
        dx, dy = (y - to_y) / length * width / 2, (to_x - x) / length * width / 2
        mid_x, mid_y = x + (to_x - x) * 0.45, y + (to_y - y) * 0.45
        self.poly([start, (mid_x + dx, mid_y + dy), end, (mid_x - dx, mid_y - dy)], colour)

    def cuts(self, area: tuple[float, float, float, float], count: int, colour: Colour) -> None:
        """Level gouge strokes scattered over an area (x, y, width, height)."""
        x, y, width, height = area
        for _ in range(count):
            at_x, at_y = (x + self.random.random() * width, y + self.random.random() * height)
            length = self.random.uniform(30, 110)
            self.cut((at_x, at_y), (at_x + length, at_y), self.random.uniform(2, 5), colour)

    def ridge(self, heights: Sequence[float], colour: Colour) -> list[Point]:
        """A hill across the whole sheet, down to its lower edge; returns its skyline."""
        step = self.width / (len(heights) - 1)
        skyline = smooth([(n * step, height) for n, height in enumerate(heights)])
        self.poly([(0, self.height), *skyline, (self.width, self.height)], colour)
        return skyline

    def combed(self, skyline: Sequence[Point], depth: float, colour: Colour) -> None:
        """Gouge strokes falling away from a skyline, longer and shorter by chance."""
        for (x, y), (to_x, to_y) in zip(skyline[1::2], skyline[2::2], strict=False):
            lean = (to_y - y) * 1.6
            start = self.random.uniform(10, 26)
            length = self.random.uniform(0.35, 1) * depth
            end = (to_x + lean * 0.4 + length * 0.25, y + start + length)
            self.cut((x, y + start), end, self.random.uniform(3, 6), colour)

    def veil(self, points: Iterable[Point], colour: Colour, strength: float) -> None:
        """A see-through shape: 0 leaves what is below, 1 covers it."""
        k = SUPERSAMPLING
        scaled = [(x * k, y * k) for x, y in points]
        left, top = (max(0, math.floor(min(p[axis] for p in scaled))) for axis in (0, 1))
        right = min(self._image.width, math.ceil(max(p[0] for p in scaled)))
        low = min(self._image.height, math.ceil(max(p[1] for p in scaled)))
        mask = Image.new("L", (right - left, low - top), 0)
        shifted = [(x - left, y - top) for x, y in scaled]
        ImageDraw.Draw(mask).polygon(shifted, fill=round(strength * 255))
        self._image.paste(colour, (left, top), mask)
