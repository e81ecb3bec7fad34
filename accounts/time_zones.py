"""Time zones to choose from: the common ones by continent, each with what its clocks show now."""

import datetime
import zoneinfo
from itertools import groupby

from babel import Locale
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.languages import current_language

COMMON = """
    Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos Africa/Nairobi
    America/Argentina/Buenos_Aires America/Chicago America/Denver America/Halifax
    America/Los_Angeles America/Mexico_City America/New_York America/Santiago America/Sao_Paulo
    America/Toronto America/Vancouver
    Asia/Almaty Asia/Ashgabat Asia/Baku Asia/Bangkok Asia/Bishkek Asia/Dubai Asia/Dushanbe
    Asia/Irkutsk Asia/Jerusalem Asia/Kamchatka Asia/Karachi Asia/Kolkata Asia/Krasnoyarsk
    Asia/Magadan Asia/Novosibirsk Asia/Omsk Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Tashkent
    Asia/Tbilisi Asia/Tokyo Asia/Ulaanbaatar Asia/Vladivostok Asia/Yakutsk Asia/Yekaterinburg
    Asia/Yerevan
    Australia/Brisbane Australia/Perth Australia/Sydney Pacific/Auckland
    Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Brussels Europe/Bucharest
    Europe/Chisinau Europe/Dublin Europe/Helsinki Europe/Istanbul Europe/Kaliningrad Europe/Kyiv
    Europe/Lisbon Europe/London Europe/Madrid Europe/Minsk Europe/Moscow Europe/Oslo Europe/Paris
    Europe/Podgorica Europe/Prague Europe/Riga Europe/Rome Europe/Samara Europe/Sofia
    Europe/Stockholm Europe/Tallinn Europe/Vienna Europe/Vilnius Europe/Warsaw
""".split()
CONTINENTS: dict[str, str | Promise] = {
    "Europe": _("Europe"),
    "Asia": _("Asia"),
    "America": _("America"),
    "Africa": _("Africa"),
    "Australia": _("Australia and Oceania"),
    "Pacific": _("Australia and Oceania"),
}
# Names by which Babel's data still knows a city.
FORMER = {
    "Europe/Kyiv": "Europe/Kiev",
    "Asia/Kolkata": "Asia/Calcutta",
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
}

Choice = tuple[str, str]


def choices(present: str = "") -> list[tuple[str, list[Choice]]]:
    """Groups for a select, in the language in force. `present` is offered even when it is rare."""
    zones = sorted({*COMMON, *([present] if is_known(present) else [])}, key=_order)
    return [
        (continent, [(zone, label(zone)) for zone in group])
        for continent, group in groupby(zones, key=_continent)
    ]


def site_city() -> str:
    return city(settings.TIME_ZONE)


def is_known(zone: str) -> bool:
    return zone in zoneinfo.available_timezones()


def label(zone: str) -> str:
    """Such as “Warsaw, 14:05”: the clock tells a zone from its neighbours better than its offset."""
    return f"{city(zone)}, {timezone.now().astimezone(zoneinfo.ZoneInfo(zone)):%H:%M}"


def city(zone: str) -> str:
    """In the language in force, from CLDR; as the zone has it where CLDR has nothing."""
    known = Locale.parse(current_language()).time_zones.get(FORMER.get(zone, zone), {})
    return str(known.get("city") or zone.rpartition("/")[2].replace("_", " "))


def _continent(zone: str) -> str:
    return str(CONTINENTS.get(zone.partition("/")[0], _("Elsewhere")))


def _order(zone: str) -> tuple[int, str, datetime.timedelta | None, str]:
    """Continents as listed above, and in them from west to east."""
    names = [str(name) for name in CONTINENTS.values()]
    continent = _continent(zone)
    place = names.index(continent) if continent in names else len(names)
    offset = timezone.now().astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
    return place, continent, offset, city(zone)
