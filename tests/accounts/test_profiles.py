"""A member's public page: to whom it shows itself, under which address, and what it doesn't say."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def address(name, language="en"):
    return f"/{language}/u/{quote(name)}/"


def without_what_differs(response):
    """The page but for the address it repeats."""
    return re.sub(r'(href|value)="[^"]*/u/[^"]*"', "", response.content.decode())


def test_anybody_reads_a_profile(client):
    make_user(name="Вера", joined_at=dt.datetime(2026, 5, 17, 9, 41, tzinfo=dt.UTC))
    page = client.get(address("Вера"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "<h1>Вера</h1>" in text
    assert "Member since May 2026" in text
    assert f'src="/avatars/{quote("Вера")}.svg"' in text
    assert "Nothing written here yet." in text


def test_in_russian_too(client):
    make_user(name="Вера", joined_at=dt.datetime(2026, 5, 17, 9, 41, tzinfo=dt.UTC))
    text = client.get(address("Вера", "ru")).content.decode()
    assert "С нами с\xa0мая 2026\N{NO-BREAK SPACE}года" in text
    assert "Member since" not in text


def test_it_tells_the_month_and_nothing_finer(client):
    user = make_user(name="Вера", joined_at=dt.datetime(2026, 5, 2, 9, 41, tzinfo=dt.UTC))
    before = client.get(address("Вера")).content
    user.joined_at = dt.datetime(2026, 5, 30, 17, 3, tzinfo=dt.UTC)
    user.save(update_fields=["joined_at"])
    assert client.get(address("Вера")).content == before


def test_the_month_is_that_of_the_sites_clock(client):
    make_user(name="Вера", joined_at=dt.datetime(2026, 5, 31, 22, 30, tzinfo=dt.UTC))
    assert "Member since June 2026" in client.get(address("Вера")).content.decode()


def test_search_engines_are_asked_to_leave_it(client):
    make_user(name="Вера")
    text = client.get(address("Вера")).content.decode()
    assert '<meta name="robots" content="noindex">' in text
    assert 'rel="canonical"' not in text


def test_a_stranger_gets_no_cookie_and_a_proxy_may_keep_the_page(client):
    make_user(name="Вера")
    page = client.get(address("Вера"))
    assert not page.cookies
    assert page["Cache-Control"].startswith("public")


def test_it_costs_one_query_and_one_for_the_posts(client, django_assert_num_queries):
    make_user(name="Вера")
    with django_assert_num_queries(2):
        client.get(address("Вера"))


@pytest.mark.parametrize("typed", ["вера", "ВЕРА", "Bepа", "В.е.р.а", "Вера "])
def test_another_spelling_leads_to_the_one_address(client, typed):
    make_user(name="Вера")
    page = client.get(address(typed))
    assert page.status_code == 302
    assert page["Location"] == address("Вера")


@pytest.mark.parametrize("name", ["O'Brien", "J. R. Roe", "Анна-Мария", "kot_m", "Zoë 7"])
def test_every_form_of_name_has_an_address_that_works(client, name):
    with override("en"):
        assert client.get(make_user(name=name).get_absolute_url()).status_code == 200


def test_the_language_switch_leads_to_the_same_profile(client):
    make_user(name="Анна Мария")
    assert (
        f'href="{address("Анна Мария", "ru")}"'
        in client.get(address("Анна Мария")).content.decode()
    )


# Who is not to be seen

UNSEEN = {"hidden": {"is_hidden": True}, "blocked": {"is_active": False}}


@pytest.mark.parametrize("fields", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize("typed", ["Вера", "ВЕРА"])
def test_who_is_not_to_be_seen_answers_as_who_never_was(
    client, fields, typed, django_assert_num_queries
):
    nobody = client.get(address(typed))
    make_user(name="Вера", **fields)
    with django_assert_num_queries(2):  # the account, then an old address of this shape
        somebody = client.get(address(typed))
    assert nobody.status_code == somebody.status_code == 404
    assert nobody.content == somebody.content
    assert nobody.headers == somebody.headers
    with django_assert_num_queries(2):
        client.get(address("Никогда"))


@pytest.mark.parametrize("fields", UNSEEN.values(), ids=UNSEEN)
def test_another_member_and_staff_see_no_more(client, fields):
    make_user(name="Вера", **fields)
    for visitor in (make_user(), make_user(is_staff=True)):
        client.force_login(visitor)
        assert client.get(address("Вера")).status_code == 404


def test_a_hidden_profile_is_there_for_its_owner_with_a_note(client):
    user = make_user(name="Вера", is_hidden=True)
    client.force_login(user)
    page = client.get(address("Вера"))
    assert page.status_code == 200
    assert "hidden from others" in page.content.decode()
    assert not page["Cache-Control"].startswith("public")


def test_an_open_profile_has_no_such_note(client):
    user = make_user(name="Вера")
    client.force_login(user)
    assert "hidden from others" not in client.get(address("Вера")).content.decode()


@pytest.mark.parametrize(
    "name", ["<script>", "\x00", "%00", "a" * 3000, "💥", "..", "anna@example.org"]
)
def test_what_is_no_name_is_not_found(client, name):
    assert client.get(address(name)).status_code == 404


def test_what_a_profile_says_of_itself_is_what_the_database_lets_see():
    for is_active in (True, False):
        for is_hidden in (True, False):
            make_user(is_active=is_active, is_hidden=is_hidden)
    seen = set(User.objects.visible_to(AnonymousUser()))
    assert seen == {user for user in User.objects.all() if user.is_public}
    assert len(seen) == 1
