"""Addresses of the forum this site replaces: `/forum/<category>/<slug>` to where it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.languages import LANGUAGES
from forum.importing.texts import normal_path
from forum.models import OldAddress, Section, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@require_safe
def old_address(request: HttpRequest, path: str) -> HttpResponse:
    """With or without its trailing slash, whatever it asks for behind a `?`. Two queries."""
    found = OldAddress.objects.filter(path=normal_path(request.path_info))
    old = found.select_related("topic__section", "section").first()
    target = led_to(old, request.user) if old else None
    if target is None:
        raise Http404
    with override(language_of(target)):
        return redirect(target, permanent=True)


def led_to(old: OldAddress, user: User | AnonymousUser) -> Section | Topic | None:
    """The section or the topic, or what that was merged into, if the reader may see it."""
    if old.section:
        return Section.objects.visible_to(user).filter(pk=old.section.pk).first()
    topic = old.topic
    while topic and topic.merged_into:
        topic = topic.merged_into
    topics = Topic.objects.visible_to(user).select_related("section")
    return topics.filter(pk=topic.pk).first() if topic else None


def language_of(target: Section | Topic) -> str:
    """Of what is to be read there: a section is in the first language it has a name in."""
    if isinstance(target, Topic):
        return target.language if target.language in LANGUAGES else settings.LANGUAGE_CODE
    named = [code for code in LANGUAGES if getattr(target, f"name_{code}")]
    return next(iter(named), settings.LANGUAGE_CODE)
