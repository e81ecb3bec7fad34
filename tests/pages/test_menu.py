"""The menu: as it was, as editors have it, and what it costs."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from pages import menu
from pages.models import MenuItem, Section
from tests.factories import make_page

pytestmark = pytest.mark.django_db
HEADER = {
    "ru": """<nav aria-label="Главное">
<a href="/ru/blog/">Блог</a>
<a href="/ru/forum/">Форум</a>
<a href="/ru/donate/">Поддержать</a>
<a rel="search" href="/ru/search/">Поиск</a>
</nav>""",
    "en": """<nav aria-label="Main">
<a href="/en/blog/">Blog</a>
<a href="/en/forum/">Forum</a>
<a href="/en/donate/">Donate</a>
<a rel="search" href="/en/search/">Search</a>
</nav>""",
}
FOOTER = """<ul>
<li><a href="/en/protection/">How this site protects you</a></li>
<li><a href="/en/exit-help/">About the exit</a></li>
<li><a href="/en/mirrors/">Mirrors</a></li>
<li><a href="/en/blog/feed/">Atom feed</a></li>
</ul>"""


def page(client, path="/en/mirrors/"):
    cache.clear()
    return client.get(path).content.decode()


def add(**fields):
    return MenuItem.objects.create(**{"place": "footer"} | fields)


@pytest.mark.parametrize("rows", ["those of the migration", "none"])
def test_before_anybody_changes_it_the_menu_is_what_it_was(client, rows):
    if rows == "none":
        MenuItem.objects.all().delete()
    else:
        assert MenuItem.objects.count() == len(Section)
    for code, header in HEADER.items():
        assert header in page(client, f"/{code}/mirrors/")
    assert FOOTER in page(client)


def test_where_the_reader_is_is_marked(client):
    add(place="header", address="/en/", label_en="Start")
    assert '<a href="/en/blog/" aria-current="true">' in page(client, "/en/blog/")
    assert '<a href="/en/">Start</a>' in page(client, "/en/blog/")
    assert '<a href="/en/" aria-current="true">Start</a>' in page(client, "/en/")


def test_a_page_stands_there_under_its_title_or_another_name(client):
    item = add(page=make_page())
    assert '<li><a href="/en/who-we-are/">Who we are</a></li>' in page(client)
    MenuItem.objects.filter(pk=item.pk).update(label_en="We")
    assert '<li><a href="/en/who-we-are/">We</a></li>' in page(client)
    assert '<li><a href="/ru/kto-my/">Кто мы</a></li>' in page(client, "/ru/mirrors/")


def test_a_page_that_readers_lack_in_a_language_is_not_in_its_menu(client):
    add(page=make_page(published_at_en=None))
    assert "who-we-are" not in page(client) and "kto-my" not in page(client)
    assert "/ru/kto-my/" in page(client, "/ru/mirrors/")


def test_an_address_stands_where_it_has_a_name(client):
    add(address="https://example.org/", label_en="Friends")
    assert '<li><a href="https://example.org/" rel="noopener noreferrer">Friends</a></li>' in page(client)  # fmt: skip
    assert "example.org" not in page(client, "/ru/mirrors/")


def test_lines_stand_in_their_order(client):
    add(address="/b/", label_en="Second", position=6)
    add(address="/a/", label_en="First", position=5)
    html = page(client)
    assert html.index("First") < html.index("Second") < html.index("How this site protects you")


def test_the_last_line_of_a_place_brings_back_what_was_there(client):
    MenuItem.objects.filter(place="header").exclude(section="blog").delete()
    assert "/en/forum/" not in page(client)
    MenuItem.objects.filter(place="header").delete()
    assert HEADER["en"] in page(client)


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"section": "blog", "address": "/"}, {"address": "javascript:alert(1)"},
        {"address": "//example.org"}, {"address": "/\\example.org"}, {"address": "example"},
    ],
)  # fmt: skip
def test_a_line_leads_to_one_thing_and_to_no_trap(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        add(**fields)


def test_it_costs_a_query_now_and_then(client, django_assert_num_queries):
    cache.clear()
    with django_assert_num_queries(1):
        menu.lines("header")
    with django_assert_num_queries(0):
        menu.lines("footer")


def test_who_changes_it_forgets_what_was_known(django_capture_on_commit_callbacks):
    menu.lines("header")
    with django_capture_on_commit_callbacks(execute=True):
        add(place="header", address="/en/", label_ru="Start", label_en="Start")
        menu.forget()
    assert [line.name for line in menu.lines("header")][-1] == "Start"


def test_a_page_that_says_the_site_is_broken_asks_for_no_menu(client, monkeypatch):
    add(place="header", address="/en/", label_en="Start")
    monkeypatch.setattr("config.views.Topic.objects", None)
    client.raise_request_exception = False
    cache.clear()
    response = client.get("/en/")
    assert response.status_code == 500
    assert HEADER["en"] in response.content.decode()
