"""Pictures within texts, each as large as the screen needs and in the format the browser knows."""

import re
from collections.abc import Mapping

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from core.html import as_safe
from library.models import Picture
from library.renditions import WHOLE, Rendition

register = template.Library()

IMAGE = re.compile(r'<img [^>]*?\bsrc="/media/(library/[\w./-]+)"[^>]*>')
SIZES = "(min-width: 44rem) 41rem, 100vw"  # of a text: `--measure`, or the whole screen


@register.filter
def in_sizes(text: SafeString) -> SafeString:
    """A clean text whose pictures of the library bear their renditions. One query, or none without."""
    names = {image[1] for image in IMAGE.finditer(text)}
    if not names:
        return text
    rows = Picture.objects.filter(file__in=names).exclude(cut="")
    sources = {str(row.file.name): sources_of(row) for row in rows}

    def sized(image: re.Match[str]) -> str:
        found = sources.get(image[1])
        return f"<picture>{found}{image[0]}</picture>" if found else image[0]

    return as_safe(IMAGE.sub(sized, text))


def sources_of(row: Picture) -> str:
    """None of a picture that is smaller than the smallest."""
    return "".join(
        f'<source type="image/{kind.lower()}" srcset="{srcset(widths)}" sizes="{SIZES}">'
        for kind, widths in row.file.aspect_ratios[WHOLE].items()
        if widths
    )


def srcset(widths: Mapping[int, Rendition]) -> str:
    return escape(", ".join(f"{each.url} {width}w" for width, each in widths.items()))
