"""The menu, for the frame of every page."""

from typing import Any

from django import template

from pages import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def menu_lines(context: dict[str, Any], place: str) -> list[menu.Line]:
    """A page that says the site is broken asks the database for nothing."""
    is_broken = (context.get("status") or 0) >= 500
    return menu.built_in(place) if is_broken else menu.lines(place)


@register.simple_tag(takes_context=True)
def is_current(context: dict[str, Any], line: menu.Line) -> bool:
    return line.is_current(context["request"].path)
