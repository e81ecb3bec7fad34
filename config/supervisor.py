"""Child processes that live and end together with the one that started them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from config import processes

PATIENCE = 12  # seconds a child has to end by itself; gunicorn and the worker are told less
POLL = 0.2  # seconds
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, a closed terminal, `kill`."""


class ChildDied(Exception):
    """A child ended although nobody asked it to."""


def listen_for_endings() -> None:
    """From now on the first such signal raises Stopped and the next ones are ignored."""
    for number in ENDINGS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # as nohup wants
            signal.signal(number, _end)


def ignore_endings() -> None:
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    ignore_endings()
    raise Stopped


class Children:
    """Named processes, each in a group of its own: Ctrl-C reaches only us, and we end them in order."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one. An ending that comes meanwhile waits, or we would not know the child."""
        held_back = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        try:
            self._running[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=processes.die_with_parent(signal.SIGTERM),
            )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held_back)

    def check(self) -> None:
        """Raise ChildDied if one has."""
        for name, child in self._running.items():
            code = child.poll()
            if code is not None:
                raise ChildDied(f"The {name} process died ({_how(code)}); everything is stopped")

    def watch(self) -> NoReturn:
        """Raises ChildDied, or Stopped by signal."""
        while True:
            self.check()
            time.sleep(POLL)

    def stop(self) -> None:
        """End them in the order they were started, gently first, with whatever they started."""
        for child in self._running.values():
            with suppress(ProcessLookupError):
                child.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.wait(PATIENCE)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self._running.clear()


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def say(line: str) -> None:
    """To a terminal that may be closed already."""
    with suppress(OSError):
        print(line, flush=True)


def complain(line: str) -> None:
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)
