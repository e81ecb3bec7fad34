"""Which columns somebody sees is theirs, and kept."""

import pytest

from editing.models import Columns
from tests.editing.people import client_of, make_publisher, make_writer
from tests.factories import make_post

pytestmark = pytest.mark.django_db

LIST, COLUMNS = "/admin/blog/post/", "/admin/blog/post/columns/"
USUAL = ["title", "ru", "en", "topic", "author", "changed"]


def shown(client):
    cells = client.get(LIST).context["cl"].list_display
    return [cell.__name__ for cell in cells if callable(cell)]


def test_a_choice_is_remembered_for_the_person_alone():
    make_post()
    anna, boris = client_of(make_publisher()), client_of(make_publisher())
    assert shown(anna) == USUAL
    response = anna.post(COLUMNS, {"column": ["came_out", "ru"], "query": "state=draft&p=2"})
    assert response.headers["Location"] == f"{LIST}?state=draft&p=2"
    assert shown(anna) == ["title", "ru", "came_out"] and shown(boris) == USUAL
    anna.post(COLUMNS, {"column": ["en"]})
    assert shown(anna) == ["title", "en"] and Columns.objects.count() == 1


def test_none_leaves_the_title_and_what_is_no_column_is_not_kept():
    make_post()
    client = client_of(make_publisher())
    client.post(COLUMNS, {"column": ["password", "<b>", "\0", "x" * 900], "query": "\0&" * 999})
    assert shown(client) == ["title"] and Columns.objects.get().names == []


def test_a_choice_leads_to_no_other_place():
    client = client_of(make_publisher())
    for query in ("//evil.example/", "\r\nSet-Cookie: a=b", "https://evil.example/?a"):
        address = client.post(COLUMNS, {"query": query}).headers["Location"]
        assert address.startswith(f"{LIST}?") and "\n" not in address


def test_reading_changes_nothing_and_strangers_have_no_choice(client):
    assert client_of(make_writer()).get(COLUMNS).status_code == 405
    assert client.post(COLUMNS, {"column": ["ru"]}).status_code == 302
    assert not Columns.objects.exists()
