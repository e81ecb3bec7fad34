"""The demo pages are what an editor could have written."""

import pytest

from core.languages import LANGUAGES
from editing.checking import problems
from editing.kinds import kind_of
from pages import demo
from pages.models import MenuItem, Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def written():
    assert demo.write_demo() == len(demo.PAGES)


def test_twice_is_once():
    assert demo.write_demo() == 0
    assert Page.objects.count() == MenuItem.objects.exclude(page=None).count() == len(demo.PAGES)


def test_they_are_there_in_every_language(client):
    for name in demo.PAGES:
        for code in LANGUAGES:
            assert client.get(f"/{code}/{name}/").status_code == 200


def test_nothing_is_to_be_looked_at_but_the_addresses_of_the_contacts():
    kind = kind_of(Page)
    for page in Page.objects.all():
        for code in LANGUAGES:
            found = problems(kind, kind.values(page), code)
            assert {each.fragment.partition("@")[2] for each in found} <= {"example.org"}
