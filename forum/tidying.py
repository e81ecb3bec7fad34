"""What the forum throws away every night: what nobody comes back to, and what says nothing more."""

from __future__ import annotations

from forum import drafting, noticing, picturing, unread


def tidy() -> None:
    drafting.tidy()
    unread.tidy()
    picturing.tidy()
    noticing.tidy()
