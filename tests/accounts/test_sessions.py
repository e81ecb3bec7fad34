"""The session engine: a stolen table opens nothing and names nobody."""

import datetime
import json

import pytest
from django.conf import settings
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import sessions
from accounts.models import Session
from accounts.sessions import SessionStore, stored
from core.sealing import seal
from tests.accounts import members
from tests.accounts.members import PASSWORD, sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = members.QUICK_HASHERS


@pytest.fixture
def user():
    return make_user(name="Nadia", password=PASSWORD, language="en")


@pytest.fixture
def member(user):
    client = sign_in(user)
    client.get("/en/me/")
    return client


def is_in(client):
    return client.get("/en/me/").status_code == 200


def with_key(key):
    client = Client()
    client.cookies[site_settings.SESSION_COOKIE_NAME] = key
    return client


def test_the_row_holds_a_hash_of_the_cookies_key(member, user):
    key = member.cookies[settings.SESSION_COOKIE_NAME].value
    assert not Session.objects.filter(session_key=key).exists()
    assert user.sessions.get().session_key == stored(key)
    assert is_in(with_key(key))


def test_a_stolen_row_opens_no_session(member, user):
    row = user.sessions.get()
    assert not is_in(with_key(row.session_key))
    assert not is_in(with_key(row.session_data))


def test_the_data_can_not_be_read_without_the_sites_key(member, user, settings):
    row = user.sessions.get()
    assert "_auth_user_id" in SessionStore().decode(row.session_data)
    assert "auth" not in row.session_data
    settings.SECRET_KEY = "another " * 10
    assert SessionStore().decode(row.session_data) == {}


ODD = ["", "x", "e30=", seal("no json"), seal("[1]"), seal("null")]


@pytest.mark.parametrize("data", ODD, ids=range(len(ODD)))
def test_tampered_data_is_a_session_signed_out(member, user, data):
    user.sessions.update(session_data=data)
    assert not is_in(member)


def test_data_written_into_the_table_unsealed_signs_in_nobody(member, user):
    forged = json.dumps(SessionStore().decode(user.sessions.get().session_data))
    user.sessions.update(session_data=forged)
    assert not is_in(member)


def test_the_row_knows_whose_it_is_and_a_coarse_kind_of_device(member, user):
    row = user.sessions.get()
    assert (row.user, row.device, row.used_on) == (user, "Firefox, Windows", sessions.today())


def test_a_session_of_nobody_has_no_user():
    client = Client()
    client.post("/en/accounts/login/code/", {"email": "nobody@example.org"})
    assert set(Session.objects.values_list("user", flat=True)) <= {None}


def test_use_is_noted_once_a_day(member, user, monkeypatch):
    writes = []
    monkeypatch.setattr(SessionStore, "save", lambda self, **_: writes.append(1))
    member.get("/en/me/")
    member.get("/en/me/")
    assert writes == []
    tomorrow = sessions.today() + datetime.timedelta(days=1)
    monkeypatch.setattr(sessions, "today", lambda: tomorrow)
    member.get("/en/me/")
    assert writes == [1]


def test_the_next_day_replaces_the_last(member, user, monkeypatch):
    tomorrow = sessions.today() + datetime.timedelta(days=1)
    monkeypatch.setattr(sessions, "today", lambda: tomorrow)
    member.get("/en/me/")
    assert user.sessions.get().used_on == tomorrow


def test_signing_in_gives_another_key():
    """Who planted a cookie before doesn't share the session after."""
    user = make_user(name="Nadia", password=PASSWORD)
    planted = SessionStore()
    planted["planted"] = 1
    planted.save()
    before = planted.session_key
    client = with_key(before)
    client.post("/en/accounts/login/", {"login": "Nadia", "password": PASSWORD})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=stored(before)).exists()
    assert user.sessions.count() == 1


def test_a_key_the_site_did_not_give_is_not_taken_up(user):
    client = with_key("a" * 32)
    client.post("/en/accounts/login/", {"login": "Nadia", "password": PASSWORD})
    assert client.session.session_key != "a" * 32
    assert is_in(client)


def test_an_expired_session_is_none(member, user):
    user.sessions.update(expire_date=timezone.now())
    assert not is_in(member)


def test_signing_out_deletes_the_row(member, user):
    key = member.session.session_key
    member.post("/en/accounts/logout/")
    assert not user.sessions.exists()
    assert not is_in(with_key(key))


def test_ending_anothers_session_by_its_key_does_nothing(member, user):
    sessions.end(make_user(), user.sessions.get().session_key)
    assert is_in(member)
    sessions.end(user, user.sessions.get().session_key)
    assert not is_in(member)


def test_sessions_go_with_their_member(member, user):
    user.delete()
    assert not Session.objects.exists()
    assert not is_in(member)


def test_a_reader_without_a_session_gets_none_and_asks_for_none(client):
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/en/donate/", headers={"User-Agent": members.FIREFOX})
    assert not [query for query in asked if "accounts_" in query["sql"]]
    assert not response.cookies


def test_expired_rows_are_cleared_and_others_stay(member, user):
    Session.objects.create(session_key="x", session_data="", expire_date=timezone.now())
    SessionStore.clear_expired()
    assert list(Session.objects.all()) == [user.sessions.get()]
