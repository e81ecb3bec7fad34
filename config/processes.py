"""How our processes hold together: a child must not outlive its parent."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends the child this signal when its parent dies, even of kill -9.

    Also unblocks signals the parent holds back while it starts a child. Asking the kernel works on
    Linux only; elsewhere a killed parent leaves its children to their own devices.
    """
    prctl = ctypes.CDLL(None).prctl if sys.platform.startswith("linux") else None  # before the fork
    parent = os.getpid()

    def ask() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if prctl:
            prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
            if os.getppid() != parent:  # it died before we asked
                os.kill(os.getpid(), number)

    return ask


def follow_parent(number: signal.Signals) -> None:
    """The same for ourselves: from now on our parent's death is this signal to us."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
