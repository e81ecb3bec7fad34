"""Covers indoors and on a table: chairs, a court, a lamp, ballots, paper."""

from __future__ import annotations

import math
from collections.abc import Callable

from blog.demo.pictures.shapes import (
    FOG, INK, MIST, MOSS, NIGHT, OCHRE, PAPER, PINE, RUST, SAND, SLATE,
    Canvas, Point, box, mix, polar, smooth, turned,
)  # fmt: skip


def chairs(c: Canvas) -> None:
    """A ring of chairs from above, under one lamp, long shadows outwards."""
    c.fill(INK)
    middle = (930, 450)
    for n in range(7):
        c.disc(middle, 800 - n * 112, mix(INK, mix(SAND, OCHRE, 0.35), 0.05 + (n / 6) ** 1.5 * 0.75))
    for board in range(-1, 18):
        c.rect(board * 96 + 20, 0, 3, 900, mix(INK, SLATE, 0.35))
    for n in range(14):
        angle = n * 360 / 14 + 8
        near, far = (polar(middle, r, angle) for r in (285, 640))
        side = angle + 90
        shade = [polar(near, 44, side), polar(far, 104, side), polar(far, -104, side), polar(near, -44, side)]
        c.veil(shade, INK, 0.55)
    for n in range(14):
        _chair(c, middle, n * 360 / 14 + 8, (RUST if n == 5 else PAPER if n % 3 else MIST))
    c.disc(middle, 52, mix(OCHRE, PAPER, 0.3))
    c.disc(middle, 34, PAPER)


def _chair(c: Canvas, middle: Point, degrees: float, colour: tuple[int, int, int]) -> None:
    """One chair seen from above, facing the middle."""
    seat, back = polar(middle, 285, degrees), polar(middle, 326, degrees)
    c.poly(box(seat, 78, 80, degrees), colour)
    c.poly(box(seat, 60, 60, degrees), mix(colour, INK, 0.12))
    for offset in (-16, 0, 16):
        x, y = polar(seat, offset, degrees + 90)
        c.poly(box((x, y), 60, 3, degrees), mix(colour, INK, 0.3))
    c.poly(box(back, 18, 96, degrees), mix(colour, INK, 0.45))


def courtroom(c: Canvas) -> None:
    """Three tall windows, slanting light on benches, one figure in the back row."""
    c.fill(SLATE)
    c.rect(0, 560, 1600, 340, NIGHT)
    for x in (250, 640, 1030):
        c.rect(x - 12, 68, 194, 414, NIGHT)
        c.rect(x, 80, 170, 390, mix(OCHRE, PAPER, 0.65))
        c.rect(x + 80, 80, 10, 390, NIGHT)
        for bar in (175, 270, 365):
            c.rect(x, bar, 170, 8, NIGHT)
    c.rect(0, 520, 1600, 44, mix(NIGHT, INK, 0.5))
    _bench_of_judges(c)
    for x in (250, 640, 1030):
        beam = [(x + 170, 80), (x + 600, 900), (x + 250, 900), (x, 470), (x + 170, 470)]
        c.veil(beam, mix(OCHRE, PAPER, 0.5), 0.2)
    for n, (y, inset) in enumerate(((606, 190), (676, 110), (762, 20))):
        wood = mix(mix(RUST, INK, 0.45), INK, 0.3 - n * 0.12)
        c.rect(inset, y, 1500 - inset * 1.6, 34 + n * 8, mix(wood, SAND, 0.16))
        c.rect(inset, y + 30 + n * 8, 1500 - inset * 1.6, 60, wood)
    for x in (250, 640, 1030):
        c.veil([(x + 330, 606), (x + 500, 606), (x + 640, 860), (x + 420, 860)], SAND, 0.16)
    _figure(c, (1180, 800))
    c.rect(0, 846, 1600, 54, INK)


def _bench_of_judges(c: Canvas) -> None:
    """A high desk with three chair backs, all empty."""
    for x in (1310, 1400, 1490):
        c.rounded(x, 330, 66, 160, 28, mix(RUST, INK, 0.35))
    c.rect(1270, 440, 330, 130, mix(RUST, INK, 0.6))
    c.rect(1256, 430, 344, 18, mix(SAND, INK, 0.25))


def _figure(c: Canvas, foot: Point) -> None:
    """A person from behind: coat, scarf, bowed head, an open notebook beside."""
    x, y = foot
    c.rounded(x - 92, y - 190, 184, 300, 74, INK)
    c.rounded(x - 52, y - 214, 104, 44, 20, RUST)
    c.oval((x + 6, y - 252), 50, 58, INK)
    c.poly(box((x + 118, y - 78), 92, 66, -16), PAPER)
    for n in range(4):
        c.poly(box((x + 116 + n * 3, y - 96 + n * 13), 66, 3, -16), SLATE)


def lamp(c: Canvas) -> None:
    """A desk at night: lamplight, a written page, an envelope, a crescent."""
    c.fill(NIGHT)
    c.rect(150, 70, 430, 470, INK)
    for x, y in ((200, 130), (285, 240), (470, 110), (520, 300), (240, 400), (420, 440)):
        c.disc((x, y), 3, FOG)
    c.disc((450, 220), 62, PAPER)
    c.disc((424, 206), 56, INK)
    for x, y, w, h in ((150, 70, 430, 14), (150, 526, 430, 18), (150, 70, 14, 470), (566, 70, 14, 470),
                       (358, 70, 12, 470), (150, 300, 430, 12)):  # fmt: skip
        c.rect(x, y, w, h, SLATE)
    c.veil([(985, 300), (1215, 300), (1560, 690), (620, 690)], OCHRE, 0.28)
    c.rect(0, 660, 1600, 240, mix(RUST, INK, 0.5))
    c.oval((1090, 770), 560, 108, mix(RUST, OCHRE, 0.45))
    c.oval((1090, 770), 400, 76, mix(OCHRE, SAND, 0.35))
    _desk_lamp(c)
    page = [(800, 720), (1080, 700), (1130, 850), (806, 872)]
    c.poly([(x + 10, y + 12) for x, y in page], mix(RUST, INK, 0.45))
    c.poly(page, PAPER)
    for n in range(6):
        y = 742 + n * 20
        end = 1050 + n * 8 - (150 if n == 5 else 0)
        c.line([(838, y), (end, y - 15 + (4 if n == 5 else 0))], 4, SLATE)
    c.line([(1105, 838), (1262, 756)], 9, INK)
    c.poly(box((1330, 806), 220, 120, 8), SAND)
    c.line(turned([(1220, 746), (1330, 816), (1440, 746)], (1330, 806), 8), 5, mix(SAND, RUST, 0.5))


def _desk_lamp(c: Canvas) -> None:
    """A metal shade on a bent arm."""
    c.oval((1440, 716), 96, 22, INK)
    c.line([(1440, 708), (1400, 420), (1130, 210)], 15, INK)
    c.disc((1400, 420), 17, OCHRE)
    c.poly([(1060, 190), (1150, 190), (1232, 304), (968, 304)], PINE)
    c.poly([(1060, 190), (1084, 190), (1030, 304), (968, 304)], mix(PINE, MOSS, 0.7))
    c.oval((1100, 304), 132, 20, mix(OCHRE, PAPER, 0.55))


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
    slips = ((1060, 484, 5, PAPER), (900, 360, -28, FOG), (1190, 310, 24, PAPER), (1040, 190, -8, RUST),
             (1330, 140, 38, PAPER), (800, 130, -42, PAPER))  # fmt: skip
    for n, (x, y, degrees, colour) in enumerate(slips):
        _slip(c, (x, y), degrees, colour, 1 if n else 0)
    c.poly([(952, 570), (1176, 570), (1182, 584), (946, 584)], mix(PINE, MOSS, 0.6))


def _tally(c: Canvas, at: Point) -> None:
    """Four strokes and one across."""
    x, y = at
    for n in range(4):
        c.line([(x + n * 28, y), (x + n * 28 + 5, y + 96)], 8, SLATE)
    c.line([(x - 18, y + 76), (x + 106, y + 18)], 8, RUST)


def _slip(c: Canvas, at: Point, degrees: float, colour: tuple[int, int, int], shade: int) -> None:
    """A ballot folded once, falling."""
    x, y = at
    if shade:
        c.poly(turned([(x - 56, y - 72), (x + 4, y - 88), (x + 4, y + 72), (x - 56, y + 88)], at, degrees),
               mix(colour, INK, 0.22))  # fmt: skip
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

    c.poly([(px + 14, py + 30) for px, py in placed((60, 10), (900, -20), (900, 40))], mix(SLATE, INK, 0.3))
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


def _sign(c: Canvas, n: int, at: Point, ink: tuple[int, int, int]) -> None:
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
            c.poly([(x - 90, y + 92), (x, y - 96), (x + 90, y + 92), (x + 48, y + 92), (x, y - 10), (x - 48, y + 92)], ink)
        case _:
            c.rect(x - 17, y - 96, 34, 192, ink)
            c.arc((x, y - 10), 84, 20 if n == 4 else 200, 160 if n == 4 else 340, 34, ink)
    if n in (6, 9):
        c.disc((x + math.copysign(70, n - 5), y - 96), 18, ink)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "chairs": chairs, "courtroom": courtroom, "lamp": lamp,
    "ballots": ballots, "pencil": pencil, "alphabet": alphabet,
}  # fmt: skip
