"""A bar that shows how far an import is, on a terminal only."""

from __future__ import annotations

import time
from typing import TextIO

WIDTH = 30  # characters
PAUSE = 0.1  # seconds between two drawings


class Bar:
    def __init__(self, out: TextIO, total: int) -> None:
        """`total` in threads. Draws nothing unless `out` is a terminal."""
        self.out = out
        self.total = max(total, 1)
        self.is_shown = out.isatty()
        self.drawn_at = 0.0

    def move(self, done: int) -> None:
        now = time.monotonic()
        if not self.is_shown or now - self.drawn_at < PAUSE:
            return
        self.drawn_at = now
        share = done / self.total
        filled = round(share * WIDTH)
        self.out.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {share:4.0%}  {done}")
        self.out.flush()

    def clear(self) -> None:
        if self.is_shown:
            self.out.write("\r\x1b[K")
            self.out.flush()
