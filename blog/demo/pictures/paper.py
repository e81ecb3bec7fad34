"""Covers made of paper: ballots, a struck line, unknown letters."""

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
    smooth,
    turned,
)


def ballots(c: Canvas) -> None:
    """Folded ballots falling into a dark box; tally marks on the wall."""
    c.fill(mix(SAND, PAPER, 0.4))
    for row in range(4):
        for group in range(3 if row < 3 else 2):
            _tally(c, (130 + group * 170, 130 + row * 150))
    c.rect(0, 800, 1600, 100, mix(MOSS, INK, 0.35))
    top = [(800, 520), (1300, 520), (1400, 600), (760, 600)]
    c.poly([(760, 600), (1400, 600), (1400, 850), (760, 850)], PINE)
    c.poly(top, mix(PINE, MOSS, 0.6))
    c.poly([(960, 550), (1160, 550), (1176, 570), (952, 570)], INK)
    c.cuts((790, 660, 480, 160), 34, mix(PINE, MOSS, 0.5))
    c.disc((1080, 726), 46, SAND)
    c.line([(1060, 728), (1076, 744), (1104, 706)], 11, RUST)
    slips = ((1060, 484, 5, PAPER), (900, 360, -28, FOG), (1190, 310, 24, PAPER),
             (1040, 190, -8, RUST), (1330, 140, 38, PAPER), (800, 130, -42, PAPER))  # fmt: skip
    for x, y, degrees, colour in slips:
        _slip(c, (x, y), degrees, colour)
    c.poly([(952, 570), (1176, 570), (1182, 584), (946, 584)], mix(PINE, MOSS, 0.6))


def _tally(c: Canvas, at: Point) -> None:
    """Four strokes and one across."""
    x, y = at
    for n in range(4):
        c.line([(x + n * 28, y), (x + n * 28 + 5, y + 96)], 8, SLATE)
    c.line([(x - 18, y + 76), (x + 106, y + 18)], 8, RUST)


def _slip(c: Canvas, at: Point, degrees: float, colour: Colour) -> None:
    """A ballot folded once, falling."""
    x, y = at
    right = [(x + 4, y - 88), (x + 68, y - 70), (x + 68, y + 90), (x + 4, y + 72)]
    left = [(x - 56, y - 72), (x + 4, y - 88), (x + 4, y + 72), (x - 56, y + 88)]
    c.poly(turned(right, at, degrees), colour)
    c.poly(turned(left, at, degrees), mix(colour, INK, 0.16))
    for n in range(3):
        mark = [(x + 20, y - 44 + n * 36), (x + 56, y - 34 + n * 36)]
        c.line(turned(mark, at, degrees), 5, mix(colour, INK, 0.6))


def pencil(c: Canvas) -> None:
    """A pencil strikes out one of several even lines."""
    c.fill(mix(SLATE, MIST, 0.25))
    sheet = turned([(170, 40), (1180, 40), (1180, 1000), (170, 1000)], (700, 450), -4)
    c.poly([(x + 18, y + 20) for x, y in sheet], mix(SLATE, INK, 0.35))
    c.poly(sheet, PAPER)
    for n, length in enumerate((720, 760, 690, 740, 560, 750, 700)):
        y = 190 + n * 92
        c.line(turned([(270, y), (270 + length, y)], (700, 450), -4), 18, MIST if n != 3 else SAND)
    strike = turned([(240, 478), (420, 454), (620, 478), (860, 450), (1000, 462)], (700, 450), -4)
    c.line(smooth(strike), 12, RUST)
    _big_pencil(c, strike[-1])
    c.poly(box((1360, 700), 210, 104, -24), RUST)
    c.poly(box((1316, 720), 110, 104, -24), FOG)
    for x, y in ((1180, 760), (1224, 800), (1150, 812), (1266, 838), (1204, 848)):
        c.poly(box((x, y), 20, 6, x % 90), mix(RUST, FOG, 0.4))


def _big_pencil(c: Canvas, tip: Point) -> None:
    """A pencil pointing at the end of the stroke, from the upper right."""
    x, y = tip

    def placed(*points: Point) -> list[Point]:
        return turned([(x + dx, y + dy) for dx, dy in points], tip, -38)

    c.poly(
        [(px + 14, py + 30) for px, py in placed((60, 10), (900, -20), (900, 40))],
        mix(SLATE, INK, 0.3),
    )
    c.poly(placed((0, 0), (110, -42), (110, 42)), SAND)
    c.poly(placed((0, 0), (40, -15), (40, 15)), INK)
    c.poly(placed((110, -42), (900, -42), (900, 42), (110, 42)), OCHRE)
    c.poly(placed((110, 14), (900, 14), (900, 42), (110, 42)), mix(OCHRE, INK, 0.3))
    c.poly(placed((110, -42), (900, -42), (900, -18), (110, -18)), mix(OCHRE, PAPER, 0.4))


def alphabet(c: Canvas) -> None:
    """Paper tiles with cut-outs, like letters of an unknown alphabet."""
    c.fill(mix(MOSS, FOG, 0.35))
    tints = (PAPER, RUST, SAND, NIGHT, OCHRE, FOG, PINE, PAPER, SLATE, SAND)
    for n, tint in enumerate(tints):
        x, y = 190 + (n % 5) * 305, 265 + (n // 5) * 370
        degrees = (-7, 4, -3, 6, -5, 5, -4, 8, -6, 3)[n]
        c.poly(box((x + 14, y + 18), 268, 318, degrees), mix(MOSS, INK, 0.4))
        c.poly(box((x, y), 268, 318, degrees), tint)
        _sign(c, n, (x, y), INK if sum(tint) > 360 else PAPER)


def _sign(c: Canvas, n: int, at: Point, ink: Colour) -> None:
    """One of ten invented letters."""
    x, y = at
    match n:
        case 0 | 7:
            c.arc(at, 84, 180, 360, 34, ink)
            for dx in (-84, 50):
                c.rect(x + dx, y, 34, 92 if n == 0 else 60, ink)
        case 1 | 8:
            c.arc(at, 86, 0, 360, 34, ink)
            c.disc(at, 20 if n == 1 else 34, ink)
        case 2 | 5:
            for dy in (-84, -16, 52):
                c.rect(x - 84, y + dy, 168 if dy != -16 or n == 2 else 90, 32, ink)
        case 3 | 9:
            left = [(x - 48, y + 92), (x - 90, y + 92), (x, y - 96)]
            right = [(x + 90, y + 92), (x + 48, y + 92), (x, y - 10)]
            c.poly([*left, *right], ink)
        case _:
            c.rect(x - 17, y - 96, 34, 192, ink)
            c.arc((x, y - 10), 84, 20 if n == 4 else 200, 160 if n == 4 else 340, 34, ink)
    if n in (6, 9):
        c.disc((x + math.copysign(70, n - 5), y - 96), 18, ink)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "ballots": ballots,
    "pencil": pencil,
    "alphabet": alphabet,
}
