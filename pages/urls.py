"""Addresses of pages, right below /ru/ and /en/. They stand after all others."""

from django.contrib.auth.models import AnonymousUser
from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from pages import reading, views


class PageConverter(SlugConverter):
    """Only where a page is, or was: any other address is as unknown as it would be without pages.

    So what Django does about a missing slash or language isn't done for what isn't there. One query.
    """

    def to_python(self, value: str) -> str:
        if not reading.is_address(value, AnonymousUser()):
            raise ValueError
        return value


register_converter(PageConverter, "page")

app_name = "pages"
urlpatterns = [path("<page:slug>/", views.page, name="page")]
