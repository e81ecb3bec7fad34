"""How every page writes a moment."""

import datetime

from django import template
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
def month_year(date: datetime.date) -> str:
    return written(date, MONTH)
