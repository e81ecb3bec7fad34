"""A post as readers will have it, before they do."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import override

from blog.models import Post, Topic
from blog.views import article_page
from core import html
from editing.kinds import Values, kind_of
from editing.states import has_come

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NO_ADDRESS = "preview"  # of a text that has none yet
NOBODYS = 0  # no row has this number


def shown(request: HttpRequest, post: Post, language: str, values: Values) -> HttpResponse:
    """The readers' own page, as if the language had just come out; nothing is stored.

    `values` are those of a draft, in the place of the post's own. The page bears the address it
    will have: what somebody shares from it is that one.
    """
    if post._state.adding:  # it was never saved: what asks for its relations finds none
        post.pk, post.updated_at = NOBODYS, timezone.now()
    kind_of(post).put(post, values)
    body, moment, slug = (f"{name}_{language}" for name in ("body", "published_at", "slug"))
    setattr(post, body, html.clean(getattr(post, body) or ""))
    setattr(post, slug, getattr(post, slug) or NO_ADDRESS)
    if not has_come(getattr(post, moment)):
        setattr(post, moment, timezone.now())
    topics = Topic.objects.filter(pk__in=values["topics"]) if "topics" in values else None
    with override(language):
        asked = copy.copy(request)
        asked.path = asked.path_info = post.get_absolute_url()
        alternates = {code: post.address_in(code) for code in post.languages}
        return article_page(
            asked, post, alternates, post.topics.all() if topics is None else topics
        )
