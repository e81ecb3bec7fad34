"""The sitemap: an index of sections, each listing pages with their other languages."""

from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from blog.sitemaps import PostSitemap, TopicSitemap, years
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


def sections() -> dict[str, type[Sitemap[Any]] | Sitemap[Any]]:
    """One section a year, or for so many topics, keeps each file bounded, whatever the site grows to."""
    posts = {f"posts-{year}": PostSitemap(year) for year in years()}
    talks = {f"forum-{chunk}": forum.TopicSitemap(chunk) for chunk in forum.chunks()}
    return {
        "pages": PageSitemap(),
        "written": WrittenPageSitemap(),
        "topics": TopicSitemap(),
        "sections": forum.SectionSitemap(),
        **posts,
        **talks,
    }


def index(request: HttpRequest) -> HttpResponse:
    return views.index(request, sections(), sitemap_url_name="sitemap-section", content_type=XML)


def section(request: HttpRequest, section: str) -> HttpResponse:
    return views.sitemap(request, sections(), section, content_type=XML)
