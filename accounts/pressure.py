"""When a form is asked for so often that senders must do a little work first.

Only attempts that passed the limits count, so one source in a flood can't bring the whole site
under pressure by itself. Pressure is a matter of the last minute and fades without anybody's doing.
It never refuses: all it does, to a source or to everyone, is to put a challenge into the form.
"""

from django.conf import settings

from core import ratelimit

MINUTE = 60
EVERYONE = "*"  # no source is called so: they are addresses


def note(scope: str, source: str) -> None:
    """Count one attempt of `source` at the form `scope`. Four cache operations, in the cache only."""
    for counted in (source, EVERYONE):
        ratelimit.count(f"pressure:{scope}", counted, seconds=MINUTE)


def is_high(scope: str, source: str) -> bool:
    """Whether the last minute saw PRESSURE attempts of this source, or of everyone together.

    At most two cache operations. With a cache per process each process judges by what it saw.
    """
    return any(
        ratelimit.recent(f"pressure:{scope}", counted, seconds=MINUTE) >= settings.PRESSURE[whose]
        for counted, whose in ((source, "source"), (EVERYONE, "everyone"))
    )
