"""What was written comes back whatever breaks: the database, the form's token, the site itself."""

import psycopg
import pytest
from django.db import OperationalError
from django.test import Client

from forum import posting
from tests.factories import make_user
from tests.forum.factories import make_topic

pytestmark = pytest.mark.django_db


def away(*_args, **_kwargs):
    error = OperationalError("server closed the connection")
    error.__cause__ = psycopg.OperationalError("server closed the connection")
    raise error


@pytest.mark.parametrize(
    ("status", "breaks"),
    [(503, away), (500, lambda *_args, **_more: 1 / 0)],
    ids=["away", "broken"],
)
def test_a_reply_comes_back_when_the_site_breaks_under_it(client, monkeypatch, status, breaks):
    topic = make_topic()
    client.force_login(make_user())
    client.raise_request_exception = False
    monkeypatch.setattr(posting, "reply", breaks)
    response = client.post(f"{topic.get_absolute_url()}reply/", {"text": "Час <b>работы</b>"})
    assert response.status_code == status
    assert "Час &lt;b&gt;работы&lt;/b&gt;</textarea>" in response.content.decode()
    assert response["Cache-Control"] in ("no-store", "private, no-cache")


def test_a_reply_comes_back_when_its_form_was_opened_under_another_token():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    address = f"{make_topic().get_absolute_url()}reply/"
    response = client.post(address, {"text": "Час работы"})
    assert response.status_code == 403
    assert "Час работы</textarea>" in response.content.decode()


def test_other_error_pages_hold_no_field(client):
    assert "<textarea" not in client.get("/ru/nowhere/").content.decode()
