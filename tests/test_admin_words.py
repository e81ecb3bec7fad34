"""Every list and form of the admin speaks the editor's language, and that one alone."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from config import messages
from tests.test_routes import ADMIN

pytestmark = pytest.mark.django_db
PAGES = [route for route in ADMIN if re.fullmatch(r"admin/(\w+/)?(\w+/(add/)?)?", route)]
NAMES = {name for _code, name in settings.LANGUAGES} | {*settings.SITE_NAME.values()}
DJANGOS = {"Search"}  # the picture in every list’s search, which Django says in English alone
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Words(HTMLParser):
    """What a page says in its own language: texts, and attributes that are read or shown."""

    def __init__(self, html, language):
        super().__init__()
        self.language, self.said = language, set()
        self.open = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        is_other = given.get("lang", self.language) != self.language
        is_other |= tag in ("script", "style") or any(other for _tag, other in self.open)
        if tag not in VOID:
            self.open.append((tag, is_other))
        if not is_other:
            for name in ("aria-label", "title", "placeholder", "alt"):
                self.add(given.get(name))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(other for _tag, other in self.open):
            self.add(data)

    def add(self, text):
        if text and text.strip():
            self.said.add(" ".join(text.split()))


def said(client, user, language):
    """Pages by what they say; those that nobody may open are left out."""
    user.language = language
    user.save(update_fields=["language"])
    for route in PAGES:
        response = client.get(f"/{route}")
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            yield route, Words(response.content.decode(), language).said


def test_a_russian_page_has_no_english_words_of_ours(admin_client, admin_user):
    path = messages.LOCALE / "ru" / "LC_MESSAGES" / "django.po"
    english = {
        form[:1].upper() + form[1:]
        for message in messages.read(path)
        for form in (message.id if isinstance(message.id, tuple) else (message.id,))
        if message.id and form not in message.string
    }
    pages = dict(said(admin_client, admin_user, "ru"))
    found = {(page, text) for page, words in pages.items() for text in words - DJANGOS if text[:1].upper() + text[1:] in english}  # fmt: skip
    assert len(pages) > 40 and found == set()


def test_an_english_page_has_no_russian_words(admin_client, admin_user):
    pages = dict(said(admin_client, admin_user, "en"))
    named, russian = re.compile("|".join(NAMES)), re.compile("[а-яё]", re.IGNORECASE)
    found = {(page, text) for page, words in pages.items() for text in words if russian.search(named.sub("", text))}  # fmt: skip
    assert len(pages) > 40 and found == set()


def test_posts_of_the_forum_are_not_called_as_those_of_the_blog():
    with override("ru"):
        named = [str(apps.get_model(app, "post")._meta.verbose_name) for app in ("blog", "forum")]
        section = apps.get_model("forum", "section")
        assert named == ["пост", "запись"]
        assert str(section._meta.get_field("name_ru").verbose_name).startswith("название")
