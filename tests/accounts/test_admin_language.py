"""The admin speaks to each of its staff as their account says."""

import pytest
from django.test import Client

from tests.factories import make_editor, make_post, sign_in_with_second_factor

pytestmark = pytest.mark.django_db
SWITCH = "/admin/language/"


def client_of(user, **more):
    client = Client(**more)
    sign_in_with_second_factor(client, user)
    return client


@pytest.fixture
def vera():
    return make_editor(name="Vera", language="ru")


@pytest.mark.parametrize(("language", "other"), [("ru", "en"), ("en", "ru")])
def test_the_account_is_stronger_than_what_the_browser_says(language, other):
    client = client_of(make_editor(language=language), headers={"Accept-Language": other})
    client.cookies["language"] = other
    post = make_post()
    for page in (
        "",
        "blog/post/",
        "blog/post/add/?draft=k",
        f"blog/post/{post.pk}/change/",
        "blog/",
    ):
        response = client.get(f"/admin/{page}")
        assert f'<html lang="{language}"' in response.content.decode()
        assert response["Content-Language"] == language


def test_dates_are_written_in_the_language_of_the_account(vera):
    client = client_of(vera)
    page = f"/admin/blog/post/{make_post(published_at='2026-03-05T10:00Z').pk}/change/"
    assert "5 марта 2026" in client.get(page).content.decode()
    client.post(SWITCH, {"language": "en"})
    assert "March 5, 2026" in client.get(page).content.decode()


def test_a_button_in_every_head_changes_it_and_leads_back(vera):
    client = client_of(vera)
    for page in ("/admin/", "/admin/blog/post/?q=дом&p=2", "/admin/blog/post/add/?draft=k"):
        html = client.get(page).content.decode()
        assert f'action="{SWITCH}"' in html
        assert '<button name="language" value="en" lang="en">English</button>' in html
    back = "/admin/blog/post/?q=%D0%B4%D0%BE%D0%BC&p=2"
    response = client.post(SWITCH, {"language": "en", "next": back})
    assert (response.status_code, response["Location"]) == (302, back)
    vera.refresh_from_db()
    assert vera.language == "en"
    assert client.cookies["language"].value == "en"


def test_it_is_the_setting_of_the_account_and_so_of_its_letters_and_other_browsers(vera):
    client_of(vera).post(SWITCH, {"language": "en"})
    vera.refresh_from_db()
    assert '<html lang="en"' in client_of(vera).get("/admin/").content.decode()


@pytest.mark.parametrize("language", ["", "xx", "en-gb", "ru; drop"])
def test_a_language_that_is_none_changes_nothing(vera, language):
    client = client_of(vera)
    assert client.post(SWITCH, {"language": language, "next": "/admin/"}).status_code == 302
    vera.refresh_from_db()
    assert vera.language == "ru" and "language" not in client.cookies


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_it_leads_nowhere_else(vera, back):
    response = client_of(vera).post(SWITCH, {"language": "en", "next": back})
    assert response["Location"] == "/admin/"


def test_a_forged_form_and_a_link_change_nothing(vera):
    client = client_of(vera, enforce_csrf_checks=True)
    assert client.post(SWITCH, {"language": "en"}).status_code == 403
    assert client.get(SWITCH, {"language": "en"}).status_code == 405
    vera.refresh_from_db()
    assert vera.language == "ru"


def test_the_sites_own_pages_stay_in_the_language_of_their_address(vera):
    assert '<html lang="en"' in client_of(vera).get("/en/").content.decode()


def test_who_is_no_staff_is_led_to_a_door_in_their_browsers_language(client):
    assert client.get("/admin/", headers={"Accept-Language": "en"})["Content-Language"] == "en"
