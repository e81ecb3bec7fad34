"""Card testing: whoever tries out stolen cards begins many visits to the payment page, one by one.

Floors of the amounts make it dear, the pace of one source makes it slow. Under attack everyone who
gives gets the challenge of `accounts`, nobody is turned away for what others do, and the treasurer
hears of it. A source is the pseudonym of the day that `core.middleware.Source` has made.
"""

from django.conf import settings
from procrastinate.contrib.django import app

from core import ratelimit

SCOPE = "donate"
EVERYONE = "*"  # no source is called so: they are addresses
HOUR, TEN_MINUTES = 3600, 600


class TooQuick(Exception):
    """This source has begun as many visits as it may. `seconds` until it is heard again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def note(source: str, share: int = 1) -> None:
    """Count one visit begun by `source`, which stands for `share` people. Raises TooQuick.

    What is refused does not count for everyone, so no source brings an attack about by itself. Four
    cache operations; a job when the pace of everyone has just become an attack.
    """
    limit = settings.DONATE_PACE["source"] * share
    if not ratelimit.allow(SCOPE, source, limit=limit, seconds=HOUR):
        raise TooQuick(ratelimit.until_next_window(HOUR))
    if ratelimit.count(SCOPE, EVERYONE, seconds=TEN_MINUTES) == settings.DONATE_PACE["everyone"]:
        app.configure_task("donations.alert_treasurer").defer(kind="card_testing")


def note_card(donor: str) -> None:
    """Count one visit to leave another card; stolen ones are tried out there, too. Raises TooQuick."""
    if not ratelimit.allow("donor-card", donor, limit=settings.DONATE_PACE["source"], seconds=HOUR):
        raise TooQuick(ratelimit.until_next_window(HOUR))


def is_attack() -> bool:
    """Whether the last ten minutes saw more visits begun than people give. One cache operation."""
    begun = ratelimit.recent(SCOPE, EVERYONE, seconds=TEN_MINUTES)
    return begun >= float(settings.DONATE_PACE["everyone"])
