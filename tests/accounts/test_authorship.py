"""A member's name on old texts: shown for as many days as they chose, then by nothing of theirs."""

import datetime as dt
import itertools

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from accounts.authorship import shown_author
from accounts.models import User

NOW = dt.datetime(2026, 5, 31, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
MOMENT = dt.timedelta(microseconds=1)


def member(**fields):
    return User(**{"name": "Вера"} | fields)


def written(user, at):
    with override("en"):
        template = Template("{% load accounts %}{% author user written_at %}")
        return template.render(Context({"user": user, "written_at": at})).strip()


@pytest.mark.parametrize("age", [dt.timedelta(0), 30 * DAY, 30_000 * DAY])
def test_an_author_who_asked_for_nothing_is_always_named(age):
    user = member()
    assert shown_author(user, NOW - age, NOW) is user


@pytest.mark.parametrize(
    ("age", "is_named"),
    [
        (-DAY, True),
        (0 * DAY, True),
        (30 * DAY - MOMENT, True),
        (30 * DAY, False),
        (900 * DAY, False),
    ],
)
def test_a_name_goes_when_its_days_are_over(age, is_named):
    user = member(name_hidden_after=30)
    assert shown_author(user, NOW - age, NOW) is (user if is_named else None)


def test_an_account_that_is_gone_has_no_name():
    assert shown_author(None, NOW, NOW) is None


def test_the_clocks_of_two_zones_agree():
    tbilisi = dt.timezone(dt.timedelta(hours=4))
    user = member(name_hidden_after=1)
    at = (NOW - DAY).astimezone(tbilisi)
    assert shown_author(user, at, NOW) is None
    assert shown_author(user, at + MOMENT, NOW) is user


# As a page shows it


def test_a_page_shows_picture_name_and_the_way_to_the_profile():
    shown = written(member(), timezone.now())
    assert 'href="/en/u/%D0%92%D0%B5%D1%80%D0%B0/"' in shown
    assert 'src="/avatars/%D0%92%D0%B5%D1%80%D0%B0.svg"' in shown
    assert "Вера" in shown


@pytest.mark.parametrize("fields", [{"is_hidden": True}, {"is_active": False}])
def test_no_link_leads_to_a_profile_nobody_may_open(fields):
    shown = written(member(**fields), timezone.now())
    assert "Вера" in shown
    assert "href" not in shown


def test_nothing_of_a_member_is_left_once_the_name_is_hidden():
    """Not even what tells two of them apart."""
    long_ago = timezone.now() - 31 * DAY
    hidden = [
        written(member(pk=pk, name=name, is_hidden=is_hidden, name_hidden_after=30), long_ago)
        for pk, (name, is_hidden) in enumerate(itertools.product(("Вера", "Igor"), (True, False)))
    ]
    assert len(set(hidden)) == 1
    assert "A member" in hidden[0]
    assert "href" not in hidden[0]
    assert "/avatars/" not in hidden[0]


def test_a_closed_account_is_a_former_member():
    shown = written(None, timezone.now())
    assert "Former member" in shown
    assert "href" not in shown


@pytest.mark.django_db
def test_naming_an_author_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        written(member(name_hidden_after=3), timezone.now())
