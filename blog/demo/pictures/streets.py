"""Covers in town: yards, roofs and lit windows."""

from __future__ import annotations

import math
from collections.abc import Callable

from blog.demo.pictures.shapes import (
    FOG,
    INK,
    MIST,
    MOSS,
    NIGHT,
    OCHRE,
    PAPER,
    PINE,
    RUST,
    SAND,
    SLATE,
    Canvas,
    Colour,
    Point,
    box,
    mix,
    polar,
    smooth,
    turned,
)


def yard(c: Canvas) -> None:
    """Dusk over a round yard: houses in an arc, a great tree in the middle."""
    c.fill(mix(SAND, RUST, 0.18))
    for n in range(5):
        c.oval((800, 560), 1050 - n * 150, 520 - n * 84, mix(mix(SAND, RUST, 0.18), PAPER, n / 5))
    for n in range(15):
        _facade(c, n)
    c.oval((800, 900), 980, 300, mix(SAND, SLATE, 0.25))
    for n, share in enumerate((0.35, 0.2, 0.05)):
        c.oval((800, 900), 820 - n * 190, 240 - n * 62, mix(SAND, SLATE, share * 0.6))
    c.oval((860, 806), 330, 40, mix(SLATE, SAND, 0.25))
    _tree(c, (800, 800), 1.0, (INK, PINE, MOSS))


def _facade(c: Canvas, n: int) -> None:
    """The n-th of fifteen houses: tall at the sides, low at the back of the yard."""
    near = abs(n - 7) / 7
    left, right = (800 + math.copysign(abs(k) ** 1.15, k) * 92 for k in (n - 7.5, n - 6.5))
    top = 430 - 330 * near**1.7 - c.random.uniform(0, 40)
    low = 690 + 150 * near**1.6
    wall = mix(SLATE, INK, 0.15 + 0.6 * near + 0.12 * (n % 2))
    c.rect(left, top, right - left + 2, low - top, wall)
    c.poly(
        [(left - 6, top), ((left + right) / 2, top - 46), (right + 8, top)], mix(wall, RUST, 0.4)
    )
    rows = int((low - top) / 86)
    for row in range(rows):
        for column in (0.28, 0.68):
            lit = c.random.random() < 0.24
            x, y = left + (right - left) * column - 11, top + 34 + row * 84
            c.rect(x, y, 24, 38, OCHRE if lit else mix(wall, INK, 0.45))
            if lit:
                c.rect(x + 11, y, 3, 38, wall)


def _tree(c: Canvas, foot: Point, scale: float, colours: tuple[Colour, Colour, Colour]) -> None:
    """A round lime tree with a carved crown."""
    trunk, crown, light = colours
    x, y = foot

    def at(dx: float, dy: float) -> Point:
        return x + dx * scale, y + dy * scale

    bark = [at(-46, 0), at(-20, -60), at(-18, -220), at(18, -220), at(22, -60), at(52, 0)]
    c.poly(smooth(bark, closed=True), trunk)
    for dx, dy, r in ((0, -400, 190), (-150, -330, 130), (150, -330, 132), (-80, -470, 130),
                      (90, -480, 126), (0, -290, 130)):  # fmt: skip
        c.disc(at(dx, dy), r * scale, crown)
    for n in range(150):
        angle, reach = n * 137.5, math.sqrt(n / 150)
        px, py = polar((0, -385), 1, angle)
        start = at((px) * reach * 235, -385 + (py + 385) * reach * 165)
        tip = start[0] + 26 * scale, start[1] + (9 + 12 * (start[0] > x)) * scale
        c.cut(start, tip, 9 * scale, light)
    for dx, dy in ((-90, -270), (80, -280), (-10, -340)):
        c.line([at(0, -190), at(dx, dy)], 11 * scale, trunk)


def bars(c: Canvas) -> None:
    """A bar chart that is also a row of town houses at night."""
    c.fill(mix(SLATE, NIGHT, 0.4))
    for _ in range(40):
        c.disc(
            (c.random.uniform(20, 1580), c.random.uniform(20, 420)),
            c.random.choice((1.6, 2.4)),
            FOG,
        )
    c.disc((380, 220), 84, PAPER)
    c.disc((346, 202), 74, mix(SLATE, NIGHT, 0.4))
    c.combed(c.ridge([640, 560, 520, 560, 500, 430, 480, 460], NIGHT), 110, SLATE)
    heights = (190, 270, 240, 330, 300, 410, 380, 520, 580)
    tints = (PAPER, MIST, SAND, RUST, FOG, MOSS, PAPER, SAND, OCHRE)
    for n, (height, tint) in enumerate(zip(heights, tints, strict=True)):
        x, top = 110 + n * 156, 800 - height
        c.rect(x, top, 118, height, tint)
        c.rect(x + 94, top, 24, height, mix(tint, INK, 0.22))
        for row in range(int((height - 60) / 70)):
            for column in (0, 1):
                lit = c.random.random() < 0.42
                pane = OCHRE if lit and tint != OCHRE else mix(tint, INK, 0.75)
                c.rect(x + 18 + column * 38, top + 30 + row * 70, 22, 36, pane)
    c.rect(0, 800, 1600, 100, INK)
    for n in range(9):
        c.cut((90 + n * 156, 836 + 7 * (n % 3)), (220 + n * 156, 836 + 7 * (n % 3)), 6, SLATE)


def parcels(c: Canvas) -> None:
    """Books tied with string, and envelopes flying over roofs like birds."""
    c.fill(mix(MIST, FOG, 0.55))
    c.cuts((-60, 40, 1650, 420), 46, mix(FOG, PAPER, 0.4))
    _roofs(c, 640, SLATE, 150)
    _roofs(c, 735, NIGHT, 190)
    flock = ((700, 330, 0.8, -14), (850, 215, 1.0, -22), (1045, 300, 1.2, -8),
             (1180, 150, 0.9, -26), (1330, 245, 1.45, -16), (960, 430, 0.65, -6),
             (560, 220, 0.55, -18))  # fmt: skip
    for x, y, size, degrees in flock:
        _envelope_bird(c, (x, y), size, degrees)
    _books(c, (330, 800))


def _roofs(c: Canvas, y: float, colour: Colour, step: int) -> None:
    """A row of gabled roofs with chimneys."""
    for n, x in enumerate(range(-60, 1640, step)):
        top = y - c.random.uniform(0, 60)
        shade = mix(colour, INK, 0.25 * (n % 2))
        left, right = [(x, 900), (x, top + 70)], [(x + step, top + 70), (x + step, 900)]
        c.poly([*left, (x + step / 2, top), *right], shade)
        c.rect(x + step * 0.68, top - 6, 18, 60, shade)
        if n % 3 == 1:
            c.rect(x + step / 2 - 9, top + 34, 18, 24, OCHRE)


def _envelope_bird(c: Canvas, at: Point, size: float, degrees: float) -> None:
    """An envelope whose open flap and tail make wings."""
    x, y = at
    w, h = 60 * size, 38 * size

    def placed(*points: Point) -> list[Point]:
        return turned([(x + dx * size, y + dy * size) for dx, dy in points], at, degrees)

    c.poly(placed((-40, -34), (-4, -104), (34, -36)), SAND)
    c.poly(box(at, w * 2, h * 2, degrees), PAPER)
    c.poly(placed((-60, 38), (0, -8), (60, 38)), FOG)
    c.line(placed((-60, -38), (0, 14), (60, -38)), 4 * size, mix(SAND, RUST, 0.35))
    c.poly(placed((38, -30), (52, -30), (52, -12), (38, -12)), RUST)


def _books(c: Canvas, foot: Point) -> None:
    """Five books lying one on another, tied crosswise."""
    x, y = foot
    pile = ((430, 74, RUST, 0), (390, 58, PINE, 14), (410, 84, OCHRE, -8), (350, 52, INK, 10),
            (370, 66, MOSS, -4))  # fmt: skip
    for width, height, colour, shift in pile:
        left = x - width / 2 + shift
        y -= height
        c.rounded(left, y, width, height, 10, colour)
        c.rect(left + 14, y + 11, width - 14, height - 22, PAPER)
        c.rounded(left, y, 40, height, 10, colour)
        for line in range(1, 3):
            c.rect(left + 48, y + 11 + line * (height - 22) / 3, width - 48, 2, SAND)
    for cord in (x - 50, x + 46):
        c.rect(cord, y - 4, 9, foot[1] - y + 4, SAND)
    for side in (-1, 1):
        c.line(
            smooth([(x, y - 6), (x + side * 44, y - 48), (x + side * 84, y - 22), (x, y - 6)]),
            7,
            SAND,
        )
    c.rect(0, foot[1], 1600, 100, INK)


SCENES: dict[str, Callable[[Canvas], None]] = {"yard": yard, "bars": bars, "parcels": parcels}
