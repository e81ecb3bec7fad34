"""Addresses that stand in running text as they are: people paste them, and want them to lead there."""

import re
from collections.abc import Iterator

MOST = 200  # in one passage; more are shown as they stand

ADDRESS = re.compile(r"(?i)(?<![\w@/.:-])https?://[\w\[][^\s<>\"'`\\^{}|«»„“”]*+")
ENDING = ".,;:!?…*_~'’"  # of the sentence around it, not of the address


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where each begins and ends. Linear."""
    for number, found in enumerate(ADDRESS.finditer(text)):
        if number == MOST:
            return
        yield found.start(), found.start() + len(without_ending(found[0]))


def without_ending(address: str) -> str:
    """Without what ends the sentence, or a bracket that was opened before the address."""
    bare = address.rstrip(ENDING)
    unopened = max(0, bare.count(")") - bare.count("("))
    closed = len(bare) - len(bare.rstrip(")"))
    return bare[: len(bare) - min(unopened, closed)].rstrip(ENDING)
