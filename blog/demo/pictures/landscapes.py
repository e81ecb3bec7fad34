"""Covers out of doors: hills, roofs, water and the sky over them."""

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
    mix,
    smooth,
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
    for x, y, size, colour in (
        (980, 740, 1, PAPER),
        (1190, 745, 1.25, OCHRE),
        (1420, 770, 0.9, PAPER),
    ):
        _tent(c, (x, y), size, colour)


def _tent(c: Canvas, foot: Point, size: float, colour: Colour) -> None:
    """A ridge tent seen from its door."""
    x, y = foot
    top = (x, y - 120 * size)
    c.poly([(x - 80 * size, y), top, (x + 96 * size, y - 6)], colour)
    c.poly([top, (x + 96 * size, y - 6), (x + 40 * size, y)], mix(colour, INK, 0.28))
    c.poly([(x - 30 * size, y), top, (x + 4 * size, y)], INK)


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


SCENES: dict[str, Callable[[Canvas], None]] = {
    "mast": mast, "camp": camp, "coins": coins,
}  # fmt: skip
