"""Closing an account: at once, in a week, not at all; and that nothing then leads back to the member."""

import datetime
import re
import threading

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import closing, exporting
from accounts.backend import Backend
from accounts.leaving import CloseForm
from accounts.models import Export, Session, User
from accounts.sessions import SessionStore
from accounts.signals import account_closed, data_requested
from accounts.tasks import close_due
from accounts.views import closing as closing_views
from accounts.views import exports, me
from tests.accounts.dump import dump
from tests.factories import make_editor, make_member, make_user, sign_in, sign_in_with_second_factor

pytestmark = pytest.mark.django_db
PASSWORD = "a long and quiet river"
NOW = {"when": "now", "texts": "keep", "is_sure": "on"}
LATER = NOW | {"when": "later"}


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture(autouse=True)
def empty_queue(db):
    """Jobs of tests before: the table isn't one that Django empties."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def user():
    return make_member(name="Nadia", email="nadia@example.net", language="en", password=PASSWORD)


@pytest.fixture
def member(client, user):
    sign_in(client, user)
    return client


@pytest.fixture
def told():
    """What other apps are told."""
    heard = []

    def hear(user, erase_texts, **_more):
        heard.append((user.name, erase_texts))

    account_closed.connect(hear)
    yield heard
    account_closed.disconnect(hear)


def pass_time(days):
    User.objects.exclude(closes_at=None).update(
        closes_at=timezone.now() + closing.GRACE - datetime.timedelta(days=days)
    )


def letters():
    jobs = ProcrastinateJob.objects.filter(task_name="core.send_mail", status="todo")
    return [(job.args["template"].rpartition("/")[2], job.args["to"]) for job in jobs]


# At once


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_member_closes_the_account_at_once(member, user, told, language):
    response = member.post(f"/{language}/me/close/", NOW)
    assert response["Location"] == f"/{language}/me/closed/"
    assert not User.objects.filter(pk=user.pk).exists()
    assert told == [("Nadia", False)]
    assert member.get(response["Location"]).status_code == 200
    assert "/accounts/login/" in member.get(f"/{language}/me/")["Location"]


def test_their_browser_forgets_the_site_too(member, settings):
    response = member.post("/en/me/close/", NOW)
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.cookies[settings.SESSION_COOKIE_NAME].value == ""


def test_texts_go_too_if_they_say_so(member, told):
    member.post("/en/me/close/", NOW | {"texts": "erase"})
    assert told == [("Nadia", True)]


def test_the_last_letter_goes_to_the_address(member):
    member.post("/en/me/close/", NOW)
    assert letters() == [("closed", "nadia@example.net")]


def test_the_name_is_free_again(member):
    member.post("/en/me/close/", NOW)
    make_user(name="Nadia")


def test_the_password_is_asked_for_first_and_the_choice_is_not_forgotten(client, user, told):
    client.force_login(user)
    asked = client.post("/en/me/close/", NOW | {"texts": "erase"})["Location"]
    assert "reauthenticate" in asked
    client.post(asked, {"password": "another"})
    assert User.objects.filter(pk=user.pk).exists()
    assert client.post(asked, {"password": PASSWORD})["Location"] == "/en/me/closed/"
    assert not User.objects.filter(pk=user.pk).exists()
    assert told == [("Nadia", True)]


def test_reading_the_page_closes_nothing(member, user):
    assert member.get("/en/me/close/", NOW).status_code == 200
    assert User.objects.get(pk=user.pk).closes_at is None


@pytest.mark.parametrize("path", ["/en/me/close/", "/ru/me/close/keep/"])
def test_strangers_are_sent_to_sign_in(client, user, path):
    for method in (client.get, client.post):
        assert "/accounts/login/" in method(path, NOW)["Location"]
    assert User.objects.get(pk=user.pk).closes_at is None


def test_a_stranger_who_is_a_member_closes_only_their_own(client, user):
    sign_in(client, make_user())
    client.post("/en/me/close/", NOW | {"user": user.pk, "id": user.pk})
    assert User.objects.get() == user


def test_forged_requests_are_refused(user):
    forged = Client(enforce_csrf_checks=True)
    sign_in(forged, user)
    for path in ("/en/me/close/", "/en/me/close/keep/", "/en/me/export/"):
        assert forged.post(path, NOW).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


# After a week


def test_a_member_closes_the_account_in_a_week(member, user, told):
    assert member.post("/en/me/close/", LATER | {"texts": "erase"})["Location"] == "/en/me/close/"
    user.refresh_from_db()
    assert user.erases_texts
    assert user.closes_at - timezone.now() > datetime.timedelta(days=6, hours=23)
    assert letters() == [("closing_soon", "nadia@example.net")]
    pass_time(days=6)
    close_due(0)
    assert told == []
    pass_time(days=7)
    close_due(0)
    assert told == [("Nadia", True)]
    assert not User.objects.filter(pk=user.pk).exists()
    close_due(0)
    assert told == [("Nadia", True)]


@pytest.mark.parametrize(
    ("language", "says"), [("ru", "Оставить учётную запись"), ("en", "Keep my account")]
)
def test_until_then_every_page_of_theirs_says_so(member, language, says):
    pages = ["", "profile/", "mail/", "privacy/", "sessions/", "export/", "close/"]
    for page in pages:
        assert says not in member.get(f"/{language}/me/{page}").content.decode()
    member.post(f"/{language}/me/close/", LATER)
    for page in pages:
        assert says in member.get(f"/{language}/me/{page}").content.decode(), page


def test_signing_in_leads_to_where_it_is_said(client, user):
    def come_in():
        form = {"login": "Nadia", "password": PASSWORD, "next": "/en/blog/"}
        return client.post("/en/accounts/login/", form)["Location"]

    assert come_in() == "/en/blog/"
    client.post("/en/accounts/logout/")
    closing.ask(user, erase_texts=False)
    assert come_in() == "/en/me/"
    assert b"Keep my account" in client.get("/en/me/").content


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_member_keeps_the_account_after_all(member, user, told, language):
    closing.ask(user, erase_texts=True)
    pass_time(days=7)  # over, but not yet done
    assert member.post(f"/{language}/me/close/keep/")["Location"] == f"/{language}/me/"
    close_due(0)
    user.refresh_from_db()
    assert (user.closes_at, user.erases_texts, told) == (None, False, [])


def test_keeping_what_was_not_about_to_close_changes_nothing(member, user):
    member.post("/en/me/close/keep/")
    assert User.objects.get(pk=user.pk).closes_at is None


def test_keeping_is_no_matter_of_reading(member, user):
    closing.ask(user, erase_texts=True)
    assert member.get("/en/me/close/keep/").status_code == 405
    assert User.objects.get(pk=user.pk).closes_at


def test_asked_again_the_day_stays_and_the_choice_follows(user):
    closing.ask(user, erase_texts=False)
    pass_time(days=3)
    day = User.objects.get(pk=user.pk).closes_at
    closing.ask(user, erase_texts=True)
    user.refresh_from_db()
    assert (user.closes_at, user.erases_texts) == (day, True)
    assert len(letters()) == 1


def test_a_member_who_waits_may_close_it_at_once(member, user):
    closing.ask(user, erase_texts=False)
    member.post("/en/me/close/", NOW)
    assert not User.objects.filter(pk=user.pk).exists()
    assert letters() == [("closed", "nadia@example.net")], "and no letter about next week"


def test_one_that_cannot_be_closed_keeps_no_other(user, told, caplog):
    other = make_user(name="Boris")
    for each in (user, other):
        closing.ask(each, erase_texts=False)
    pass_time(days=7)

    def fail(user, **_more):
        if user.name == "Nadia":
            raise RuntimeError("of Nadia")

    account_closed.connect(fail)
    try:
        close_due(0)
    finally:
        account_closed.disconnect(fail)
    assert list(User.objects.values_list("name", flat=True)) == ["Nadia"]
    assert "RuntimeError" in caplog.text and "Nadia" not in caplog.text


# Who may not


@pytest.mark.parametrize(
    ("language", "says"),
    [("ru", "Кроме вас, ни у кого нет полных прав"), ("en", "You are the only")],
)
def test_the_last_superuser_stays_and_is_told_why(client, language, says):
    last = make_editor()
    make_editor(is_active=False)
    make_user(is_staff=True)
    sign_in(client, last)
    for form in (NOW, LATER):
        response = client.post(f"/{language}/me/close/", form)
        assert says in response.content.decode()
    last.refresh_from_db()
    assert last.closes_at is None


def test_another_superuser_may_go(client):
    first, _second = make_editor(), make_editor()
    sign_in(client, first)
    client.post("/en/me/close/", NOW)
    assert not User.objects.filter(pk=first.pk).exists()


def test_staff_cannot_delete_superusers_and_delete_others_as_if_they_had_gone(user, told):
    boss, other = make_editor(), make_editor()
    client = Client()
    sign_in_with_second_factor(client, boss)
    assert (
        client.post(f"/admin/accounts/user/{other.pk}/delete/", {"post": "yes"}).status_code == 403
    )
    client.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"}, follow=True)
    assert told == [("Nadia", False)]
    chosen = {
        "action": "delete_selected",
        "_selected_action": [make_user(name="Boris").pk],
        "post": "yes",
    }
    client.post("/admin/accounts/user/", chosen, follow=True)  # to where the message is shown
    assert told == [("Nadia", False), ("Boris", False)]
    assert "Nadia" not in dump() and "Boris" not in dump()


# The form


@pytest.mark.parametrize(
    "form",
    [
        {},
        NOW | {"when": "yesterday"},
        NOW | {"texts": ""},
        NOW | {"is_sure": ""},
        {key: value for key, value in NOW.items() if key != "texts"},
        {key: value for key, value in NOW.items() if key != "when"},
    ],
)
def test_without_a_clear_choice_nothing_happens(member, user, form):
    response = member.post("/en/me/close/", form)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert User.objects.get(pk=user.pk).closes_at is None


@given(
    form=st.dictionaries(
        st.sampled_from(["when", "texts", "is_sure", "x"]),
        st.text(max_size=30) | st.sampled_from(["now", "later", "keep", "erase", "on"]),
    )
)
@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_only_the_words_of_the_form_are_understood(form):
    bound = CloseForm(form)
    if bound.is_valid():
        assert form["when"] in ("now", "later") and form["texts"] in ("keep", "erase")
        assert form["is_sure"]


# At once with others


def together(*deeds):
    """Run them in threads of their own that start at once; what they raised."""
    start, failures = threading.Barrier(len(deeds)), []

    def run(deed):
        try:
            start.wait(10)
            deed()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert not any(thread.is_alive() for thread in threads)
    return failures


@pytest.mark.django_db(transaction=True)
def test_two_workers_close_an_account_once(user, told):
    closing.ask(user, erase_texts=True)
    pass_time(days=7)
    assert together(lambda: close_due(0), lambda: close_due(0)) == []
    assert told == [("Nadia", True)]
    assert [letter for letter, _to in letters()] == ["closed"]


@pytest.mark.django_db(transaction=True)
def test_the_last_two_superusers_cannot_both_go():
    editors = [make_editor(), make_editor()]
    failures = together(
        *(lambda each=each: closing.close(each, erase_texts=False) for each in editors)
    )
    assert [type(failure) for failure in failures] == [closing.LastSuperuser]
    assert User.objects.filter(is_superuser=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_an_export_that_is_being_made_and_takes_it_along(user):
    export = exporting.ask(user)
    gathering, go_on = threading.Event(), threading.Event()

    def wait(user, **_more):
        gathering.set()
        go_on.wait(10)
        return []

    def close():
        gathering.wait(10)
        threading.Timer(0.3, go_on.set).start()
        closing.close(user, erase_texts=False)

    data_requested.connect(wait)
    try:
        assert together(lambda: exporting.make(export.pk), close) == []
    finally:
        data_requested.disconnect(wait)
    assert not Export.objects.exists()
    assert list(exporting.folder().iterdir()) == []
    assert [letter for letter, _to in letters()] == ["closed"]


@pytest.mark.django_db(transaction=True)
def test_an_export_whose_account_is_gone_is_not_made(user):
    export = exporting.ask(user)
    closing.close(user, erase_texts=False)
    exporting.make(export.pk)
    assert not exporting.folder().exists()


def found(find, then):
    def find_and_then(*args, **kwargs):
        answer = find(*args, **kwargs)
        then()
        return answer

    return find_and_then


def saved(save, first):
    def save_after(session, *args, **kwargs):
        if session.user_id:
            first()
        return save(session, *args, **kwargs)

    return save_after


@pytest.fixture(params=["who it is was found", "a session is written"])
def closes_when(request, user, monkeypatch):
    """Called, it makes the account close in the middle of the next answer."""

    def close_now():
        if not closes.done:
            closes.done = True
            assert together(lambda: closing.close(user, erase_texts=False)) == []

    def closes():
        if request.param == "a session is written":
            monkeypatch.setattr(Session, "save", saved(Session.save, close_now))
            return
        monkeypatch.setattr(Backend, "authenticate", found(Backend.authenticate, close_now))
        for module in (me, exports, closing_views):
            monkeypatch.setattr(module, "member", found(module.member, close_now))

    closes.done = False
    return closes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/en/accounts/login/", {"login": "Nadia", "password": PASSWORD}),
        ("/en/me/export/", {}),
        ("/en/me/close/", LATER),
        ("/en/me/close/", NOW),
        ("/en/me/close/keep/", {}),
        ("/en/me/profile/", {"name": "Nadezhda", "language": "en"}),
    ],
)
def test_what_a_member_does_while_the_account_closes_ends_well(user, closes_when, path, form):
    """No error of ours, and no row of theirs."""
    client = Client(raise_request_exception=False)
    if "login" not in path:
        sign_in(client, user)
    closes_when()
    response = client.post(path, form)
    assert response.status_code in (200, 302, 400)
    if closes_when.done:
        assert not re.search("Nadia|Nadezhda", dump())
        assert not Session.objects.exclude(user=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_half_way_has_changed_nothing(user, monkeypatch):
    """Its connection ends before the commit: at the last step, when all else is done."""
    export = exporting.ask(user)
    exporting.make(export.pk)
    before = dump()

    def die(*_args, **_kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(closing.jobs, "forget", die)
    with pytest.raises(OperationalError):
        closing.close(user, erase_texts=False)
    connection.close()
    assert dump() == before
    assert exporting.path_of(export).exists()
    monkeypatch.undo()
    closing.close(user, erase_texts=False)
    assert "Nadia" not in dump()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("was_anonymous", [True, False])
def test_a_session_of_a_closed_account_is_not_written(user, was_anonymous):
    """Not even with another key, which Django would try for ever."""
    session = SessionStore()
    if was_anonymous:
        session.create()
    closing.close(user, erase_texts=False)
    session[SESSION_KEY] = str(user.pk)
    with pytest.raises(SessionInterrupted):
        session.save()
    assert not Session.objects.exclude(user=None).exists()
