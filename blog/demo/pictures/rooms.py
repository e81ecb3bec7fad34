"""Covers indoors and on a table: chairs, a court, a lamp, ballots, paper."""

from __future__ import annotations

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
    Point,
    box,
    mix,
    polar,
    turned,
)  # fmt: skip


def chairs(c: Canvas) -> None:
    """A ring of chairs from above, under one lamp, long shadows outwards."""
    c.fill(INK)
    middle = (930, 450)
    for n in range(7):
        c.disc(
            middle, 800 - n * 112, mix(INK, mix(SAND, OCHRE, 0.35), 0.05 + (n / 6) ** 1.5 * 0.75)
        )
    for board in range(-1, 18):
        c.rect(board * 96 + 20, 0, 3, 900, mix(INK, SLATE, 0.35))
    for n in range(14):
        angle = n * 360 / 14 + 8
        near, far = (polar(middle, r, angle) for r in (285, 640))
        side = angle + 90
        shade = [
            polar(near, 44, side),
            polar(far, 104, side),
            polar(far, -104, side),
            polar(near, -44, side),
        ]
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
    frame = ((150, 70, 430, 14), (150, 526, 430, 18), (150, 70, 14, 470), (566, 70, 14, 470),
             (358, 70, 12, 470), (150, 300, 430, 12))  # fmt: skip
    for x, y, w, h in frame:
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


SCENES: dict[str, Callable[[Canvas], None]] = {
    "chairs": chairs, "courtroom": courtroom, "lamp": lamp,
}  # fmt: skip
