"""Whoever was signed out before sending a form of the admin loses nothing, without any script."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Session
from blog.models import Post
from tests.factories import make_editor, make_user, sign_in_with_second_factor

pytestmark = pytest.mark.django_db

ADD = "/admin/blog/post/add/"
BODY = '<p>Первая строка</p>\n<p>"Вторая" & <em>третья</em></p>'
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en",
    "Origin": "http://testserver",
}
INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def fields_of(response):
    return {name: unescape(value) for name, value in INPUT.findall(response.content.decode())}


@pytest.fixture
def editor():
    return make_editor(language="en")


@pytest.fixture
def browser(editor):
    """With the form open, and the session over."""
    client = Client(enforce_csrf_checks=True, headers=BROWSER)
    sign_in_with_second_factor(client, editor)
    page = client.get(ADD, follow=True)
    client.form = fields_of(page) | {"title_ru": "Дом", "body_ru": BODY, "_continue": "1"}
    Session.objects.all().delete()
    return client


def sign_in_in_another_tab(client, user):
    sign_in_with_second_factor(client, user)
    del client.cookies[settings.CSRF_COOKIE_NAME]  # as real signing in changes its token
    client.get(ADD, follow=True)


def send(client, fields, path=ADD):
    return client.post(path, fields)


def test_nothing_is_lost_on_the_way_through_the_door(browser, editor):
    held = send(browser, browser.form)
    assert held.status_code == 403 and "Your session has ended" in held.content.decode()
    sign_in_in_another_tab(browser, editor)
    again = send(browser, fields_of(held) | {"_held": "1"})
    assert again.status_code == 403 and "Nothing was saved yet" in again.content.decode()
    saved = send(browser, fields_of(again) | {"_held": "1"})
    assert saved.status_code == 302
    post = Post.objects.get()
    assert (post.title_ru, post.body_ru.count("<p>")) == ("Дом", 2)
    assert "<em>третья</em>" in post.body_ru and '"Вторая" &amp;' in post.body_ru


def test_who_presses_before_signing_in_still_has_the_words(browser):
    held = send(browser, browser.form)
    again = send(browser, fields_of(held) | {"_held": "1"})
    assert fields_of(again)["body_ru"].replace("\r\n", "\n") == BODY
    assert not Post.objects.exists()


def test_who_signed_in_again_before_sending_has_them_too(browser, editor):
    sign_in_in_another_tab(browser, editor)
    held = send(browser, browser.form)
    assert held.status_code == 403 and "Nothing was saved yet" in held.content.decode()
    assert send(browser, fields_of(held) | {"_held": "1"}).status_code == 302
    assert Post.objects.get().body_ru.count("<p>") == 2


def test_who_lost_every_cookie_has_them_too(browser):
    browser.cookies.clear()
    held = send(browser, browser.form)
    assert held.status_code == 403 and "Your session has ended" in held.content.decode()
    assert fields_of(held)["body_ru"].replace("\r\n", "\n") == BODY


def test_the_page_is_for_nobody_elses_eyes(browser):
    held = send(browser, browser.form)
    assert "no-store" in held["Cache-Control"]
    assert fields_of(held)["csrfmiddlewaretoken"] != browser.form["csrfmiddlewaretoken"]
    assert "Content-Security-Policy" in held


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example"]
)
@pytest.mark.parametrize("more", [{}, {"_held": "1"}])
def test_another_site_gets_no_page_made_of_its_words(browser, editor, origin, more):
    sign_in_with_second_factor(browser, editor)
    fields = {"title_ru": "Чужое", **more}
    answer = browser.post(ADD, fields, headers={"Origin": origin})
    assert answer.status_code == 403 and "Чужое" not in answer.content.decode()


def test_scripts_are_answered_as_before(browser):
    answer = browser.post(ADD, browser.form, headers={"Accept": "*/*"})
    assert answer.status_code == 302 and "/admin/login/" in answer["Location"]


def test_who_is_no_editor_is_shown_the_door(browser):
    held = send(browser, browser.form)
    browser.force_login(make_user())
    answer = send(browser, fields_of(held))
    assert answer.status_code == 302 and "/admin/login/" in answer["Location"]
