"""What the pages of the doors need beyond Django: fields in our words, codes for eyes and hands."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from django import template
from django.forms import BoundField
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from core.html import as_safe

register = template.Library()

GROUP = 4  # characters a person copies at a glance


@register.inclusion_tag("components/_field.html")
def field(bound: BoundField, label: str = "", hint: str | None = None) -> dict[str, Any]:
    """A field of allauth's in our words: another label and help, no placeholder to repeat it."""
    bound.label = label or bound.label
    bound.help_text = bound.help_text if hint is None else hint
    for unwanted in ("placeholder", "style"):  # the CSP allows no style
        bound.field.widget.attrs.pop(unwanted, None)
    return {"field": bound}


@register.filter
def grouped(code: str) -> str:
    """In fours, as one reads it aloud; wherever a code is asked for, spaces don't matter."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


@register.filter
def as_file(codes: list[str]) -> str:
    """The address of a text file that needs neither script nor request. It says nothing but codes."""
    return "data:text/plain;charset=utf-8," + quote("\r\n".join(map(grouped, codes)) + "\r\n")


@register.filter
def drawn(svg: str) -> SafeString:
    """A picture our own code drew, made part of the page: the CSP lets no `data:` picture in."""
    return as_safe(svg[svg.index("<svg") :])


@register.simple_tag(takes_context=True)
def onward(context: Context) -> str:
    """Where the page's `next` leads, if that is on this site; else to the member's own page."""
    request = context["request"]
    wanted = request.GET.get("next", "")
    safe: bool = bool(wanted) and get_adapter(request).is_safe_url(wanted)
    return wanted if safe else reverse("accounts:me")
