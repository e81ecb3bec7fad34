"""Covers out of doors: hills, roofs, water and the sky over them."""

from __future__ import annotations

import math
from collections.abc import Callable

from blog.demo.pictures.shapes import (
    FOG, INK, MIST, MOSS, NIGHT, OCHRE, PAPER, PINE, RUST, SAND, SLATE,
    Canvas, Colour, Point, box, mix, polar, smooth, turned,
)  # fmt: skip


def mast(c: Canvas) -> None:
    """Night hills, a radio mast on the farthest, a few faint arcs."""
    c.fill(NIGHT)
    for n, share in enumerate((0.06, 0.12, 0.18, 0.26)):
        c.rect(0, 330 + n * 90, 1600, 600, mix(NIGHT, SLATE, share * 2))
    foot, top = (1130, 520), (1130, 170)
    for n, radius in enumerate((90, 170, 260, 360, 470)):
        colour = mix(OCHRE, NIGHT, 0.12 + n * 0.17)
        for start in (-38, 142):
            c.arc(top, radius, start, start + 76, 9 - n, colour)
    for _ in range(46):
        at = (c.random.uniform(20, 1580), c.random.uniform(20, 380))
        if math.dist(at, top) > 120:
            c.disc(at, c.random.choice((1.6, 2.2, 3.2)), FOG)
    _lattice(c, foot, top)
    c.combed(c.ridge([610, 590, 560, 530, 505, 500, 540, 560], SLATE), 70, mix(SLATE, MIST, 0.3))
    c.combed(c.ridge([600, 640, 660, 640, 650, 690, 670, 640], PINE), 90, mix(PINE, MOSS, 0.4))
    _village(c, 170, 655)
    c.combed(c.ridge([760, 740, 700, 730, 790, 800, 760, 770], INK), 110, mix(INK, SLATE, 0.35))


def _lattice(c: Canvas, foot: Point, top: Point) -> None:
    """A narrow steel mast with crossed braces and a lamp."""
    x, low, high = foot[0], foot[1] + 20, top[1]
    for side in (-1, 1):
        c.line([(x + side * 34, low), (x, high)], 6, PAPER)
    for n in range(7):
        a, b = low - (low - high) * n / 8, low - (low - high) * (n + 1) / 8
        wide, slim = 34 * (1 - n / 8), 34 * (1 - (n + 1) / 8)
        c.line([(x - wide, a), (x + slim, b)], 3, PAPER)
        c.line([(x + wide, a), (x - slim, b)], 3, PAPER)
    c.disc(top, 11, OCHRE)


def _village(c: Canvas, x: float, y: float) -> None:
    """A handful of dark houses, two of them awake."""
    for n, (dx, dy, w) in enumerate(((0, 0, 74), (96, 14, 60), (182, 2, 84), (300, -8, 66))):
        c.rect(x + dx, y + dy, w, 90, INK)
        c.poly([(x + dx - 8, y + dy), (x + dx + w / 2, y + dy - 36), (x + dx + w + 8, y + dy)], INK)
        if n in (1, 2):
            c.rect(x + dx + w / 2 - 9, y + dy + 16, 18, 22, OCHRE)


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
    c.poly([(left - 6, top), ((left + right) / 2, top - 46), (right + 8, top)], mix(wall, RUST, 0.4))
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


def camp(c: Canvas) -> None:
    """A lake at sunset: three tents on the bank, a boat and its wake."""
    bands = (mix(OCHRE, PAPER, 0.25), mix(OCHRE, PAPER, 0.5), mix(SAND, PAPER, 0.4))
    for n, colour in enumerate((mix(OCHRE, RUST, 0.25), *bands)):
        c.rect(0, n * 115, 1600, 900, colour)
    c.disc((1080, 420), 130, RUST)
    c.combed(c.ridge([380, 350, 390, 420, 440, 410, 370, 350], MIST), 60, FOG)
    c.combed(c.ridge([470, 460, 430, 445, 478, 470, 440, 430], SLATE), 40, mix(SLATE, MIST, 0.5))
    c.rect(0, 500, 1600, 400, mix(SLATE, MIST, 0.4))
    for n in range(9):
        y, half = 516 + n * 24, 150 - n * 9 + 26 * (n % 2)
        c.cut((1080 - half, y), (1080 + half, y), 11, mix(RUST, OCHRE, n / 10))
    c.cuts((-40, 520, 1600, 260), 80, mix(SLATE, PAPER, 0.45))
    for n in range(4):
        c.cut((560 - n * 16, 590 + n * 13), (180 - n * 70, 600 + n * 24), 6, PAPER)
    c.poly(smooth([(545, 575), (580, 606), (690, 606), (730, 570), (640, 584)], closed=True), INK)
    c.disc((636, 540), 12, INK)
    c.poly([(618, 582), (628, 550), (648, 550), (656, 582)], INK)
    c.line([(600, 548), (690, 612)], 5, INK)
    c.combed(c.ridge([760, 800, 810, 790, 740, 710, 730, 780], PINE), 120, mix(PINE, MOSS, 0.5))
    for x, y, size, colour in ((980, 740, 1, PAPER), (1190, 745, 1.25, OCHRE), (1420, 770, 0.9, PAPER)):
        _tent(c, (x, y), size, colour)


def _tent(c: Canvas, foot: Point, size: float, colour: Colour) -> None:
    """A ridge tent seen from its door."""
    x, y = foot
    top = (x, y - 120 * size)
    c.poly([(x - 80 * size, y), top, (x + 96 * size, y - 6)], colour)
    c.poly([top, (x + 96 * size, y - 6), (x + 40 * size, y)], mix(colour, INK, 0.28))
    c.poly([(x - 30 * size, y), top, (x + 4 * size, y)], INK)


def bars(c: Canvas) -> None:
    """A bar chart that is also a row of town houses at night."""
    c.fill(mix(SLATE, NIGHT, 0.4))
    for _ in range(40):
        c.disc((c.random.uniform(20, 1580), c.random.uniform(20, 420)), c.random.choice((1.6, 2.4)), FOG)
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


def coins(c: Canvas) -> None:
    """Coins stacked on a sill, hills and a low sun outside."""
    c.fill(mix(FOG, PAPER, 0.5))
    c.disc((1120, 380), 110, OCHRE)
    c.combed(c.ridge([430, 400, 440, 420, 360, 380, 450, 470], MIST), 80, FOG)
    c.combed(c.ridge([560, 520, 480, 510, 560, 530, 470, 450], MOSS), 100, mix(MOSS, SAND, 0.5))
    c.combed(c.ridge([600, 630, 640, 590, 560, 590, 620, 600], PINE), 80, mix(PINE, MOSS, 0.6))
    for x, wide in ((0, 70), (770, 44), (1530, 70)):
        c.rect(x, 0, wide, 720, SLATE)
        c.rect(x + wide - 12, 0, 12, 720, NIGHT)
    c.rect(0, 0, 1600, 56, SLATE)
    c.rect(0, 690, 1600, 210, SAND)
    c.rect(0, 690, 1600, 16, PAPER)
    c.rect(0, 846, 1600, 54, mix(SAND, INK, 0.3))
    for n, count in enumerate((3, 5, 8, 6, 11)):
        x = 190 + n * 150
        c.veil([(x - 62, 790), (x + 62, 806), (x - 120, 846), (x - 190, 830)], INK, 0.18)
        _stack(c, (x, 790), count)
    c.oval((1110, 800), 62, 18, mix(OCHRE, INK, 0.4))
    c.oval((1110, 794), 62, 18, OCHRE)


def _stack(c: Canvas, foot: Point, count: int) -> None:
    """Coins one on another, a little out of line."""
    for n in range(count):
        x, y = foot[0] + c.random.uniform(-5, 5), foot[1] - n * 24
        metal = (OCHRE, SAND, OCHRE, mix(OCHRE, RUST, 0.3))[n % 4]
        edge = mix(metal, INK, 0.4)
        c.oval((x, y), 62, 18, edge)
        c.rect(x - 62, y - 18, 124, 18, edge)
        c.oval((x, y - 18), 62, 18, metal)
        c.oval((x, y - 18), 44, 11, mix(metal, INK, 0.14))


def parcels(c: Canvas) -> None:
    """Books tied with string, and envelopes flying over roofs like birds."""
    c.fill(mix(MIST, FOG, 0.55))
    c.cuts((-60, 40, 1650, 420), 46, mix(FOG, PAPER, 0.4))
    _roofs(c, 640, SLATE, 150)
    _roofs(c, 735, NIGHT, 190)
    flock = ((700, 330, 0.8, -14), (850, 215, 1.0, -22), (1045, 300, 1.2, -8), (1180, 150, 0.9, -26),
             (1330, 245, 1.45, -16), (960, 430, 0.65, -6), (560, 220, 0.55, -18))  # fmt: skip
    for x, y, size, degrees in flock:
        _envelope_bird(c, (x, y), size, degrees)
    _books(c, (330, 800))


def _roofs(c: Canvas, y: float, colour: Colour, step: int) -> None:
    """A row of gabled roofs with chimneys."""
    for n, x in enumerate(range(-60, 1640, step)):
        top = y - c.random.uniform(0, 60)
        c.poly([(x, 900), (x, top + 70), (x + step / 2, top), (x + step, top + 70), (x + step, 900)],
               mix(colour, INK, 0.25 * (n % 2)))  # fmt: skip
        c.rect(x + step * 0.68, top - 6, 18, 60, mix(colour, INK, 0.25 * (n % 2)))
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
        c.line(smooth([(x, y - 6), (x + side * 44, y - 48), (x + side * 84, y - 22), (x, y - 6)]), 7, SAND)
    c.rect(0, foot[1], 1600, 100, INK)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "mast": mast, "yard": yard, "camp": camp, "bars": bars, "coins": coins, "parcels": parcels,
}  # fmt: skip
