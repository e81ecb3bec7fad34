"""The search's own pace: however many search at once, most of each web process stays for other pages."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WINDOW = 1.0  # seconds that are looked back
SHARE = 0.6  # of them that may go into searches


class Busy(Exception):
    """Too many search at once; in a second there will be time again."""


class Pace:
    """Adds up how long searches took lately in this process. Costs some microseconds a search."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.turns: deque[tuple[float, float]] = deque()  # when they began and ended
        self.lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """For one search. Raises Busy when searches had more than their share of the last second."""
        began = self.clock()
        with self.lock:
            while self.turns and self.turns[0][1] <= began - WINDOW:
                self.turns.popleft()
            spent = sum(end - max(start, began - WINDOW) for start, end in self.turns)
        if spent > SHARE * WINDOW:
            raise Busy
        try:
            yield
        finally:
            with self.lock:
                self.turns.append((began, self.clock()))


pace = Pace()
