"""Somebody wants their private link: found by the keyed hash of an address, in a job, told to nobody."""

from procrastinate.contrib.django import app

from core import ratelimit
from donations import hashing

PER_ADDRESS = 3  # letters an hour: nobody's mailbox is flooded
HOUR = 3600  # seconds


def ask(address: str, language: str) -> None:
    """Promise a letter to whoever has this address, if it is a donor's.

    The same work for every address, and the same job: of one that was asked for too often it goes by
    the hash of no address, which nobody has. One query, two cache operations.
    """
    hashes, nobody = hashing.email_hashes(address), hashing.email_hashes("")
    may = ratelimit.allow("donor-link", hashes[0], limit=PER_ADDRESS, seconds=HOUR)
    app.configure_task("donations.send_link").defer(
        hashes=[*hashes] if may else [*nobody], language=language
    )
