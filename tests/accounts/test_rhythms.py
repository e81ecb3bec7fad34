"""How often letters come: at once, in a digest, or never; of kinds that can be collected."""

import json

import pytest
from django.test import Client

from accounts import mailing
from accounts.belongings import archived
from accounts.mailing import KINDS, Rhythm
from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
DIGESTIBLE = [key for key, kind in KINDS.items() if kind.rhythm]


@pytest.fixture
def user():
    return make_user(name="Nadia", language="en")


@pytest.fixture
def member(client, user):
    client.force_login(user)
    return client


def save(client, **choices):
    response = client.post("/en/me/mail/", {"wanted": ["security", "account"]} | choices)
    assert response.status_code == 302
    return User.objects.get(name="Nadia")


def test_kinds_come_as_they_do_by_default(user):
    assert mailing.rhythm_of(user, "replies") == Rhythm.AT_ONCE
    assert mailing.rhythm_of(user, "followed") == Rhythm.DAILY
    assert mailing.rhythm_of(user, "security") == Rhythm.AT_ONCE


@pytest.mark.parametrize("rhythm", Rhythm)
@pytest.mark.parametrize("kind", DIGESTIBLE)
def test_what_is_chosen_holds_and_is_shown_again(member, kind, rhythm):
    user = save(member, **{kind: rhythm.value})
    assert mailing.rhythm_of(user, kind) == rhythm
    others = [key for key in KINDS if key != kind]
    assert all(mailing.rhythm_of(user, key) == mailing.rhythm_of(User(), key) for key in others)
    form = member.get("/en/me/mail/").context["form"]
    assert form[kind].initial == rhythm


def test_never_is_what_unsubscribing_says(member, user):
    mailing.switch_off(user, "replies", "mentions")
    assert member.get("/en/me/mail/").context["form"]["replies"].initial == Rhythm.NEVER
    assert set(save(member).mail_off) == {"replies", "mentions"}
    assert save(member, replies="now", mentions="weekly").mail_off == []


def test_a_made_up_rhythm_is_refused(member, user):
    response = member.post("/en/me/mail/", {"replies": "hourly"})
    assert response.status_code == 200
    user.mail_rhythms = {"replies": "hourly"}
    assert mailing.rhythm_of(user, "replies") == Rhythm.AT_ONCE


def test_one_address_ends_all_kinds_of_a_letter(user):
    client = Client(enforce_csrf_checks=True)
    path = "/" + mailing.unsubscribe_address(user, "replies", "mentions").split("/", 3)[3]
    page = client.get(path).content.decode()
    assert str(KINDS["replies"].label) in page
    assert str(KINDS["mentions"].label) in page
    client.post(path, {"List-Unsubscribe": "One-Click"})
    user.refresh_from_db()
    assert user.mail_off == ["replies", "mentions"]


def test_addresses_of_one_kind_still_work(user):
    """Letters that were sent before lie in mailboxes for years."""
    assert mailing.whose(mailing.unsubscribe_address(user, "security").split("/")[-2]) == (
        user,
        ["security"],
    )


def test_the_export_tells_how_often(user):
    user.mail_rhythms = {"followed": "weekly"}
    user.save()
    [account] = json.loads(dict(archived(user))["account.json"])
    assert "Topics and sections I follow: Once a week" in account["letters_how_often"]
