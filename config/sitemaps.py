"""The sitemap: an index of sections, each listing pages with their other languages."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from blog import sitemaps as blog
from blog.sitemaps import PostSitemap, TopicSitemap
from forum import sitemaps as forum
from pages.sitemaps import WrittenPageSitemap

XML = "application/xml; charset=utf-8"


class PageSitemap(Sitemap[str]):
    """Pages that nobody wrote."""

    i18n = alternates = x_default = True

    def items(self) -> list[str]:
        giving = ["donations:donate"] if settings.DONATIONS_ARE_OPEN else []
        return ["home", "blog:index", "forum:index", "protection", *giving]

    def location(self, item: str) -> str:
        return reverse(item)


def sections() -> dict[str, tuple[Sitemap[Any], datetime | None]]:
    """By name, with the hour of the last change where rows have one. Two queries at any size."""
    posts = {f"posts-{file}": (PostSitemap(file), last) for file, last in blog.files().items()}
    talks = {
        f"forum-{file}": (forum.TopicSitemap(file), last) for file, last in forum.files().items()
    }
    return {
        "pages": (PageSitemap(), None),
        "written": (WrittenPageSitemap(), None),
        "topics": (TopicSitemap(), None),
        "sections": (forum.SectionSitemap(), None),
        **posts,
        **talks,
    }


def index(request: HttpRequest) -> HttpResponse:
    """Django's own would read every row of the site, for how many files each section has: one."""
    files = [
        {
            "location": request.build_absolute_uri(reverse("sitemap-section", args=[name])),
            "last_mod": changed,
        }
        for name, (_section, changed) in sections().items()
    ]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": files}, XML)


def section(request: HttpRequest, section: str) -> HttpResponse:
    found: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
        name: sitemap for name, (sitemap, _changed) in sections().items()
    }
    return views.sitemap(request, found, section, content_type=XML)
