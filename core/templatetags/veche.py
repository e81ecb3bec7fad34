"""How every page writes a moment, and titles in which no short word hangs at a line's end."""

import datetime
import re

from django import template
from django.template.defaultfilters import stringfilter
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.languages import current_language

register = template.Library()

# Django's own English format is the American one, and its Russian one lets a line end before «г.»
DAY = {"ru": "j\N{NO-BREAK SPACE}E Y\N{NO-BREAK SPACE}г.", "en": "j\N{NO-BREAK SPACE}F Y"}
MONTH = {"ru": "F Y", "en": "F Y"}
MOMENT = {"ru": "j E Y г., H:i T", "en": "j F Y, H:i T"}

# Words that lean on the next one; particles and the dash, which lean on the one before.
FORWARD = re.compile(
    r"(?<![\w-])(в|во|к|ко|с|со|о|об|у|и|а|я|на|за|из|от|до|по|не|ни|но|для|без|под|при|над"
    r"|a|an|the|of|to|in|on|at|by|I) (?=\S)",
    re.IGNORECASE,
)
BACKWARD = re.compile(r"(?<=\S) (?=(?:же|ж|ли|ль|бы|б)\b|—)", re.IGNORECASE)
NBSP = "\N{NO-BREAK SPACE}"


def written(moment: datetime.date, formats: dict[str, str]) -> str:
    return date_format(moment, formats.get(current_language(), "j F Y"))


@register.simple_tag
def time(moment: datetime.datetime) -> SafeString:
    """The day for people, the exact moment for machines and for who rests the pointer on it."""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        written(local, MOMENT),
        written(local, DAY),
    )


@register.filter
def day(date: datetime.date) -> str:
    return written(date, DAY)


@register.filter
def month_year(date: datetime.date) -> str:
    return written(date, MONTH)


@register.filter(expects_localtime=True)
def moment(date: datetime.datetime) -> str:
    return written(date, MOMENT)


@register.filter(is_safe=True)
@stringfilter
def typo(text: str) -> str:
    """Ties short words to their neighbours with non-breaking spaces. For plain text, not HTML."""
    return BACKWARD.sub(NBSP, FORWARD.sub(rf"\1{NBSP}", text))
