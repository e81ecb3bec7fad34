"""Figures that show where and how much: maps, a plan, a chart."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

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
    smooth,
)  # fmt: skip

# Shares of spending in 2025, in per cent: the table of post 08 in the same order.
SPENDING_2025 = (27.5, 22.7, 15.1, 13.2, 9.1, 8.3, 4.0)

RIVER: tuple[Point, ...] = (
    (-60, 210), (150, 250), (330, 190), (520, 150), (720, 210), (830, 370),
    (800, 540), (640, 620), (520, 700), (560, 860),
)  # fmt: skip


COASTS: tuple[tuple[Point, ...], ...] = (
    ((-40, 250), (150, 210), (260, 300), (430, 230), (560, 330), (720, 250),
     (860, 180), (940, 60), (960, -60), (-60, -60)),
    ((-60, 640), (130, 560), (330, 640), (520, 560), (700, 610), (850, 480),
     (1010, 450), (1130, 340), (1280, 300), (1280, 880), (-60, 880)),
    ((950, 190), (1060, 150), (1120, 220), (1040, 290), (960, 260)),
)  # fmt: skip
STOPS: tuple[Point, ...] = (
    (90, 130), (230, 90), (330, 180), (480, 120), (600, 210), (740, 110), (850, 90),
    (1040, 220), (1120, 420), (990, 540), (870, 640), (760, 700), (600, 650), (440, 700),
    (300, 710), (170, 640), (70, 730),
)  # fmt: skip


def river_map(c: Canvas) -> None:
    """A town in the bend of a river, two bridges, one house marked."""
    c.fill(mix(SAND, PAPER, 0.5))
    course = smooth(RIVER)
    for row in range(12):
        for column in range(17):
            _block(c, (40 + column * 72 + row * 6, 34 + row * 70 - column * 3), course)
    c.line(course, 92, SLATE)
    c.line(course, 76, mix(SLATE, MIST, 0.55))
    for shift in (-20, 4, 26):
        for n in range(6 + abs(shift), len(course) - 6, 23):
            (x, y), (to_x, to_y) = course[n], course[n + 5]
            c.cut((x + shift, y + shift / 2), (to_x + shift, to_y + shift / 2), 5, FOG)
    _bridge(c, course[len(course) * 31 // 100], 70)
    _bridge(c, course[len(course) * 70 // 100], 30)
    c.arc((700, 480), 44, 0, 360, 11, RUST)
    c.disc((700, 480), 15, RUST)
    for n, length in enumerate((46, 26, 34, 26)):
        tip = polar((1110, 700), length * 1.5, -90 + n * 90)
        sides = [polar((1110, 700), 11, -135 + n * 90), polar((1110, 700), 11, -45 + n * 90)]
        c.poly([sides[0], tip, sides[1]], RUST if n == 0 else NIGHT)


def _block(c: Canvas, at: Point, course: list[Point]) -> None:
    """A block of houses, or trees now and then, where the river leaves room."""
    distance = min(math.dist(at, point) for point in course[::3])
    draw = c.random.random()
    if distance < 82 or math.dist(at, (700, 480)) < 74 or math.dist(at, (1110, 700)) < 92:
        return
    if draw < 0.2 or distance > 420:
        for _ in range(5):
            spot = (at[0] + c.random.uniform(-24, 24), at[1] + c.random.uniform(-22, 22))
            c.disc(spot, c.random.uniform(6, 12), mix(MOSS, SAND, c.random.uniform(0.1, 0.5)))
        return
    tint = mix(SAND, RUST, c.random.choice((0.18, 0.3, 0.42)))
    c.poly(box(at, c.random.uniform(44, 58), c.random.uniform(38, 54), -4), tint)
    if draw > 0.6:
        c.poly(box(at, 20, 18, -4), mix(SAND, PAPER, 0.5))


def _bridge(c: Canvas, at: Point, degrees: float) -> None:
    """A bridge across the stream at a point of its course."""
    c.poly(box(at, 150, 30, degrees), NIGHT)
    c.poly(box(at, 160, 16, degrees), PAPER)


def yard_plan(c: Canvas) -> None:
    """The yard from above: a horseshoe house, an arc of sheds, stools round a tree."""
    c.fill(PAPER)
    middle = (600, 400)
    for n in range(30):
        c.rect(n * 42, 0, 2, 800, FOG)
        c.rect(0, n * 42, 1200, 2, FOG)
    c.disc(middle, 350, mix(SAND, PAPER, 0.35))
    c.arc(middle, 360, 130, 410, 92, RUST)
    for wall in range(150, 410, 20):
        c.line([polar(middle, 272, wall), polar(middle, 356, wall)], 4, mix(RUST, INK, 0.4))
    c.arc(middle, 314, 130, 410, 5, mix(RUST, INK, 0.4))
    for n in range(6):
        c.poly(box(polar(middle, 330, 61 + n * 11.6), 52, 56, 61 + n * 11.6), MOSS)
    for n in range(22):
        angle = n * 360 / 22
        red = n == 9
        c.poly(box(polar(middle, 170, angle), 28, 28, angle), RUST if red else NIGHT)
        c.poly(box(polar(middle, 170, angle), 16, 16, angle), SAND if not red else PAPER)
    for n in range(9):
        c.disc(polar(middle, 42, n * 40), 40, PINE)
    c.disc(middle, 58, PINE)
    for n in range(40):
        start = polar(middle, 14 + 56 * math.sqrt(n / 40), n * 137.5)
        c.cut(start, (start[0] + 16, start[1] + 7), 5, mix(PINE, MOSS, 0.8))
    c.disc(middle, 9, INK)


def route(c: Canvas) -> None:
    """Seventeen stops of one book along invented coasts."""
    c.fill(mix(SLATE, MIST, 0.45))
    c.cuts((-60, 10, 1250, 780), 90, mix(SLATE, MIST, 0.75))
    for land in COASTS:
        outline = smooth(land, closed=True)
        c.poly(outline, PAPER)
        c.line([*outline, outline[0]], 5, SAND)
    for (x, y), (to_x, to_y) in pairwise(STOPS):
        for n in range(2, 19, 4):
            a, b = n / 20, (n + 1.8) / 20
            dash = [(x + (to_x - x) * part, y + (to_y - y) * part) for part in (a, b)]
            c.line(dash, 6, RUST)
    for stop in STOPS:
        last = stop in (STOPS[0], STOPS[-1])
        c.disc(stop, 19 if last else 13, NIGHT)
        c.disc(stop, 12 if last else 7, OCHRE if last else PAPER)


def spending(c: Canvas) -> None:
    """Shares of spending as bars, to scale: the widest is 27.5 per cent."""
    c.fill(mix(SAND, PAPER, 0.7))
    for n in range(6):
        c.rect(110 + n * 180, 50, 3, 700, mix(SAND, INK, 0.12))
    tints = (RUST, mix(RUST, OCHRE, 0.5), OCHRE, MOSS, PINE, SLATE, NIGHT)
    for n, (share, tint) in enumerate(zip(SPENDING_2025, tints, strict=True)):
        y, width = 82 + n * 94, share * 36
        c.rect(110, y, width, 62, tint)
        c.rect(110, y + 50, width, 12, mix(tint, INK, 0.3))
        c.cuts((124, y + 12, max(0, width - 110), 28), int(width / 50), mix(tint, PAPER, 0.25))
    c.rect(104, 50, 9, 700, INK)


SCENES: dict[str, Callable[[Canvas], None]] = {
    "river-map": river_map, "yard-plan": yard_plan, "route": route, "spending": spending,
}  # fmt: skip
