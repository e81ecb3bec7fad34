"""Figures of single things: cards, a notebook, a tree, scales, a shelf."""

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
)  # fmt: skip


def cards(c: Canvas) -> None:
    """Four raised hands, each with a card of its own colour and notch."""
    c.fill(mix(SAND, PAPER, 0.45))
    c.cuts((-50, 20, 1250, 740), 70, mix(SAND, PAPER, 0.8))
    people = (
        (190, 20, MOSS, mix(SAND, RUST, 0.25), SLATE),
        (465, -46, OCHRE, mix(RUST, INK, 0.35), NIGHT),
        (740, 30, SLATE, mix(SAND, RUST, 0.4), PINE),
        (1010, -18, RUST, mix(SAND, RUST, 0.15), MIST),
    )
    for n, (x, rise, card, skin, sleeve) in enumerate(people):
        _hand(c, (x, 430 + rise), n, (card, skin, sleeve))


def _hand(c: Canvas, at: Point, notches: int, colours: tuple[Colour, Colour, Colour]) -> None:
    """A forearm, a fist, and a card with `notches` cut into its upper edge."""
    card, skin, sleeve = colours
    x, y = at
    lean = (-5, 4, -3, 6)[notches]

    def placed(*points: Point) -> list[Point]:
        return turned([(x + dx, y + dy) for dx, dy in points], (x, y + 200), lean)

    c.poly(placed((-42, 90), (42, 90), (58, 520), (-64, 520)), skin)
    c.poly(placed((-66, 230), (66, 230), (96, 560), (-100, 560)), sleeve)
    c.poly(placed((-70, 220), (70, 220), (72, 252), (-72, 252)), mix(sleeve, INK, 0.35))
    c.poly(placed((-92, -270), (92, -270), (92, 20), (-92, 20)), card)
    for n in range(notches):
        left = -70 + n * 46
        c.poly(placed((left, -272), (left + 32, -272), (left + 16, -244)), mix(SAND, PAPER, 0.45))
    c.poly(placed((-74, -236), (74, -236), (74, -228), (-74, -228)), mix(card, PAPER, 0.45))
    fist = smooth(
        placed(
            (-58, 10), (-30, -22), (40, -24), (64, 8), (58, 84), (34, 118), (-34, 118), (-58, 84)
        ),
        closed=True,
    )
    c.poly(fist, skin)
    for n in range(4):
        finger = placed((-40 + n * 27, -16), (-40 + n * 27, 44))
        c.line(finger, 23, skin)
        c.line(placed((-27 + n * 27, -8), (-27 + n * 27, 40)), 4, mix(skin, INK, 0.35))
    c.line(placed((-50, 66), (6, 48)), 26, mix(skin, INK, 0.1))


def notebook(c: Canvas) -> None:
    """An open notebook: lines and times on the left, a plan of the room on the right."""
    c.fill(mix(RUST, INK, 0.42))
    c.cuts((-50, 10, 1250, 780), 110, mix(RUST, INK, 0.3))
    c.rounded(120, 110, 960, 600, 18, INK)
    c.rounded(136, 96, 464, 600, 10, PAPER)
    c.rounded(600, 96, 464, 600, 10, mix(PAPER, SAND, 0.35))
    c.rect(592, 96, 16, 600, mix(SAND, INK, 0.25))
    for n in range(11):
        y = 150 + n * 46
        c.line([(170, y), (214, y)], 8, RUST)
        c.line([(240, y), (240 + c.random.uniform(200, 320), y)], 7, SLATE)
    c.rect(650, 150, 366, 8, NIGHT)
    for x in (700, 800, 900):
        c.rect(x, 176, 66, 34, NIGHT)
    c.rect(680, 236, 306, 12, NIGHT)
    c.rect(652, 300, 64, 110, MIST)
    for row in range(4):
        for seat in range(5):
            taken = (row, seat) in ((3, 4), (3, 3), (1, 0))
            c.rounded(746 + seat * 54, 330 + row * 76, 38, 38, 8, RUST if taken else FOG)
    c.arc((981, 577), 40, 0, 360, 6, RUST)
    pen = [(540, 770), (1120, 560)]
    c.line([(x + 8, y + 16) for x, y in pen], 26, mix(RUST, INK, 0.75))
    c.line(pen, 26, OCHRE)
    c.poly([(506, 784), (536, 757), (546, 783)], SAND)
    c.line([pen[0], (552, 766)], 26, SAND)
    c.line([(1092, 570), (1120, 560)], 26, RUST)


def lime_tree(c: Canvas) -> None:
    """A round lime tree, a half-circle of stools, one folding chair."""
    c.fill(mix(FOG, PAPER, 0.4))
    c.disc((880, 230), 96, mix(OCHRE, PAPER, 0.35))
    c.oval((600, 800), 900, 220, mix(MOSS, SAND, 0.45))
    c.oval((620, 690), 420, 48, mix(MOSS, PINE, 0.6))
    bark = [(540, 690), (572, 620), (574, 420), (626, 420), (630, 620), (668, 690)]
    c.poly(smooth(bark, closed=True), INK)
    _crown(c)
    for n, colour in enumerate((RUST, SLATE, OCHRE, NIGHT, MIST, RUST, PINE, OCHRE)):
        turn = math.pi * (n + 0.2) / 7.6
        foot = (600 - 430 * math.cos(turn), 668 + 76 * math.sin(turn))
        if n == 5:
            _folding_chair(c, foot)
        else:
            _stool(c, foot, 0.85 + 0.1 * (n % 3), colour)


def _crown(c: Canvas) -> None:
    """The leaves, spread as seeds in a sunflower, and three branches."""
    balls = ((0, 0, 190), (-170, 40, 140), (175, 46, 138),
             (-100, -110, 130), (105, -112, 128), (0, -150, 120))  # fmt: skip
    for dx, dy, r in balls:
        c.disc((600 + dx, 300 + dy), r, PINE)
    for n in range(190):
        across, down = polar((0, 0), math.sqrt(n / 190), n * 137.5)
        x, y = 600 + across * 245, 282 + down * 210
        tip = (x + 30, y + (6 if x < 600 else 16))
        c.cut((x, y), tip, 10, MOSS if n % 4 else OCHRE)
    for dx, dy in ((-110, 110), (110, 100), (-10, 60)):
        c.line([(600, 500), (600 + dx, 250 + dy)], 14, INK)


def _stool(c: Canvas, foot: Point, size: float, colour: Colour) -> None:
    """A three-legged stool from the side."""
    x, y = foot
    for dx in (-24, 0, 26):
        c.line(
            [(x + dx * 0.6 * size, y - 50 * size), (x + dx * size, y)],
            8 * size,
            mix(colour, INK, 0.45),
        )
    c.oval((x, y - 50 * size), 40 * size, 12 * size, mix(colour, INK, 0.3))
    c.oval((x, y - 57 * size), 40 * size, 12 * size, colour)


def _folding_chair(c: Canvas, foot: Point) -> None:
    """Crossed legs, a striped back."""
    x, y = foot
    c.line([(x - 34, y), (x + 40, y - 120)], 8, INK)
    c.line([(x + 34, y), (x - 26, y - 56)], 8, INK)
    c.line([(x - 34, y - 56), (x + 22, y - 56)], 12, PAPER)
    c.line([(x + 24, y - 92), (x + 44, y - 126)], 16, RUST)


def scales(c: Canvas) -> None:
    """Scales with a book in one pan and weights in the other."""
    c.fill(mix(PINE, SLATE, 0.35))
    c.disc((600, 380), 320, mix(PINE, MIST, 0.42))
    c.rect(0, 690, 1200, 110, INK)
    c.poly([(480, 690), (560, 640), (640, 640), (720, 690)], OCHRE)
    c.rect(586, 190, 28, 460, OCHRE)
    c.rect(602, 190, 12, 460, mix(OCHRE, INK, 0.3))
    c.line([(270, 236), (600, 200), (930, 228)], 18, OCHRE)
    c.disc((600, 200), 32, SAND)
    c.disc((600, 200), 13, RUST)
    for x, top in ((270, 236), (930, 228)):
        for dx in (-130, 130):
            c.line([(x, top), (x + dx, 536)], 4, SAND)
        c.poly(
            smooth([(x - 150, 534), (x - 90, 580), (x, 594), (x + 90, 580), (x + 150, 534)]), OCHRE
        )
        c.rect(x - 156, 526, 312, 13, SAND)
    c.rounded(180, 452, 184, 74, 8, RUST)
    c.rect(200, 464, 164, 50, PAPER)
    for n in range(3):
        c.rect(206, 475 + n * 13, 158, 3, SAND)
    c.poly(box((286, 438), 150, 22, -4), PAPER)
    for x, w, h in ((840, 66, 104), (922, 50, 78), (984, 40, 56)):
        c.rounded(x, 526 - h, w, h, 8, NIGHT)
        c.rect(x + 8, 526 - h, 8, h, SLATE)
        c.disc((x + w / 2, 526 - h - 8), w / 4, NIGHT)


def shelf(c: Canvas) -> None:
    """A shelf of books with one place empty."""
    c.fill(mix(SLATE, MIST, 0.25))
    c.cuts((-50, 10, 1250, 560), 70, mix(SLATE, MIST, 0.5))
    tints = (RUST, PINE, SAND, NIGHT, OCHRE, FOG, RUST, MOSS, INK, PAPER, RUST, OCHRE)
    x = 76.0
    for n, tint in enumerate(tints):
        width, height = c.random.uniform(48, 92), c.random.uniform(330, 470)
        if n == 8:
            x += 104
        if n == 7:
            c.poly(
                turned([(x, 640), (x + 58, 640), (x + 58, 250), (x, 250)], (x + 58, 640), 7), tint
            )
            x += 70
            continue
        c.rect(x, 640 - height, width, height, tint)
        c.rect(x + width - 9, 640 - height, 9, height, mix(tint, INK, 0.25))
        band = OCHRE if tint in (NIGHT, INK, PINE) else mix(tint, INK, 0.55)
        for at in (0.14, 0.19, 0.8)[: 2 + n % 2]:
            c.rect(x, 640 - height + height * at, width - 9, 8, band)
        if n % 3 == 0:
            c.rounded(
                x + width * 0.22, 640 - height * 0.62, width * 0.42, 76, 6, mix(tint, PAPER, 0.7)
            )
        x += width + 3
    c.rect(40, 640, 1120, 40, mix(RUST, INK, 0.4))
    c.rect(40, 640, 1120, 10, mix(RUST, SAND, 0.35))
    c.rect(40, 680, 1120, 16, mix(SAND, INK, 0.3))


SCENES: dict[str, Callable[[Canvas], None]] = {
    "cards": cards, "notebook": notebook, "lime-tree": lime_tree, "scales": scales, "shelf": shelf,
}  # fmt: skip
