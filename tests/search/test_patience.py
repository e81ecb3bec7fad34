"""A search that takes too long, or whose database goes away, is told so; whoever comes next is served."""

from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection
from django.db.models.expressions import RawSQL

from search import counting, finding, suggesting
from search.asking import read
from search.evaluating import Documents
from search.models import Page
from search.results import Wish

pytestmark = pytest.mark.django_db(transaction=True)

STRANGER = AnonymousUser()


class Slow(Documents):
    """Five seconds a row."""

    def rows(self, user):
        return Page.objects.alias(asleep=RawSQL("pg_sleep(5)::text", [])).filter(asleep="")


@pytest.fixture
def impatient(monkeypatch):
    Page.objects.create(name="mirrors", language="ru", title="Зеркало", body="Зеркало")
    counting.count_all()
    for module in (finding, suggesting):
        monkeypatch.setattr(module, "patience", lambda *_args, own=finding.patience: own(300))


def timeout():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("query", ["зеркало", "", "зеркалл"])
def test_a_search_that_takes_too_long_is_cut_short_and_the_next_one_is_not(impatient, query):
    before = timeout()
    wish = Wish(read(query))
    assert finding.find(wish, STRANGER, [Slow()]) == finding.Results(wish, is_cut_short=True)
    assert timeout() == before
    assert not connection.in_atomic_block
    assert finding.find(wish, STRANGER, [Documents()]).total.number == 1


def test_suggestions_that_take_too_long_are_none(impatient):
    assert suggesting.suggest("зер", STRANGER, [Slow()]) == []
    assert suggesting.suggest("зер", STRANGER, [Documents()])


def test_the_page_says_that_it_was_cut_short(impatient, client, monkeypatch):
    monkeypatch.setattr(finding, "all_sources", lambda: [Slow()])
    response = client.get("/ru/search/", {"q": "зеркало"})
    assert response.status_code == 200 and response.context["found"].is_cut_short
    assert client.get("/ru/search/feed/", {"q": "зеркало"}).status_code == 503


def test_patience_ends_with_the_search_also_inside_a_transaction(impatient):
    before = timeout()
    with finding.transaction.atomic():
        with finding.patience():
            assert timeout() == "300ms"
        assert timeout() == before
    assert timeout() == before


def lost(*_args, **_kwargs):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.parametrize("path", ["/ru/search/", "/ru/search/feed/", "/ru/search/suggestions/"])
def test_when_the_database_goes_away_the_site_says_so(impatient, client, monkeypatch, path):
    with monkeypatch.context() as broken:
        broken.setattr(finding, "understand", lost)
        broken.setattr(suggesting, "endings", lost)
        response = client.get(path, {"q": "зеркало"})
    assert response.status_code == 503
    assert "Retry-After" in response
    connection.close()
    assert client.get(path, {"q": "зеркало"}).status_code == 200


def test_another_failure_of_the_database_is_no_cut(impatient, monkeypatch):
    monkeypatch.setattr(finding, "understand", partial(lost))
    with pytest.raises(OperationalError):
        finding.find(Wish(read("зеркало")), STRANGER)
    connection.close()
