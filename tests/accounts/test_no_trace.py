"""A member who leaves leaves nothing: the whole database is dumped and searched for them."""

import datetime
import re
import threading

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from accounts import closing, exporting, mailing, traces
from accounts.models import Session, User
from blog.models import Topic
from core import jobs, mail
from core.sealing import unseal
from tests.accounts.dump import dump
from tests.factories import make_editor, make_topic, make_user, sign_in_with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Zvenislava Quux"
LOCAL_PART = "zq.unmistakable"
ADDRESS = f"{LOCAL_PART}@nowhere-else.example"
PASSWORD = "a long and quiet river"
NUMBER = 730_041_977  # the account's id, which no other row has
HANDLE = "cGFzc2tleS1oYW5kbGU"  # of the passkey
CLOSE = {"when": "now", "texts": "erase", "is_sure": "on"}


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture(autouse=True)
def empty_queue(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def work():
    """The worker as `make run` starts it: what succeeded is deleted."""

    def run():
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            working.run_worker(
                wait=False,
                install_signal_handlers=False,
                listen_notify=False,
                delete_jobs="successful",
            )

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()


def traces_left():
    """Lines of the dump, and files, that lead back to the member."""
    words = "|".join(map(re.escape, (NAME, ADDRESS, LOCAL_PART, HANDLE)))
    found = re.compile(rf"{words}|\b{NUMBER}\b", re.IGNORECASE)
    lines = [line for line in dump().splitlines() if found.search(line)]
    return lines + [str(path) for path in exporting.folder().glob("*")]


def make_leaver():
    """An editor who has used everything there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('accounts_user_id_seq', %s, false)", [NUMBER])
    leaver = make_editor(name=NAME, password=PASSWORD, language="en")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('accounts_user_id_seq', 1000, false)")
    assert leaver.pk == NUMBER
    EmailAddress.objects.create(user=leaver, email=ADDRESS, verified=True, primary=True)
    Authenticator.objects.create(
        user=leaver, type="webauthn", data={"name": f"{NAME}'s key", "credential": {"id": HANDLE}}
    )
    RecoveryCodes.activate(leaver)
    leaver.groups.add(Group.objects.create(name="Editors"))
    leaver.user_permissions.add(Permission.objects.first())
    return leaver


def live(leaver):
    """Sign in, ask for codes, write, be written to; some of it left half-way."""
    browser = Client()
    sign_in_with_second_factor(browser, leaver)
    browser.post("/admin/blog/topic/add/", {"title_ru": "Чай", "slug_ru": "chai"})
    second_factor, code, reset = Client(), Client(), Client()
    second_factor.post("/en/accounts/login/", {"login": NAME, "password": PASSWORD})
    code.post("/en/accounts/login/code/", {"login": ADDRESS, "email": ADDRESS})
    reset.post("/en/accounts/password/reset/", {"email": ADDRESS})
    work()
    exporting.ask(leaver)
    work()
    return browser


def be_written_about(leaver):
    boss = make_editor(name="Boss")
    browser = Client()
    sign_in_with_second_factor(browser, boss)
    browser.post(f"/admin/accounts/user/{leaver.pk}/password/", {"usable_password": "false"})
    LogEntry.objects.create(
        user=boss, action_flag=CHANGE, object_id=str(leaver.pk), object_repr=NAME,
        content_type=ContentType.objects.get_for_model(User),
    )  # fmt: skip
    told = f'[{{"added": {{"name": "reply", "object": "By {NAME}"}}}}]'
    LogEntry.objects.create(
        user=boss, action_flag=CHANGE, object_id="1", object_repr=f"Reply to {NAME}",
        change_message=told, content_type=ContentType.objects.get_for_model(Topic),
    )  # fmt: skip
    LogEntry.objects.create(
        user=boss, action_flag=CHANGE, object_repr=ADDRESS, change_message=f"Wrote to {ADDRESS}"
    )
    EmailAddress.objects.create(user=make_user(name="Thief"), email=ADDRESS, primary=True)


def wait_in_the_queue(leaver):
    mailing.notify(leaver, "accounts/email/password_changed", "security")
    letter = {"to": "other@example.net", "language": "en"}
    mail.send("accounts/email/password_changed", **letter, context={"by": NAME})
    mail.send("accounts/email/password_changed", **letter, context={"by": "Boss"})
    for args in ({"user_id": NUMBER}, {"to": ADDRESS.upper()}, {"deep": [{"user": NUMBER}]}):
        app.configure_task("core.send_mail", allow_unknown=True).defer(**args)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE args ? 'user_id'")


@pytest.fixture
def leaver():
    leaver = make_leaver()
    leaver.browser = live(leaver)
    be_written_about(leaver)
    wait_in_the_queue(leaver)
    outbox.outbox.clear()
    return leaver


def leave(browser):
    assert browser.post("/en/me/close/", CLOSE)["Location"] == "/en/me/closed/"


def test_before_that_traces_are_everywhere(leaver):
    """Or the search below would prove nothing."""
    tables = {line.partition(":")[0].removeprefix("public.") for line in traces_left()}
    assert tables > {
        "accounts_user", "accounts_session", "accounts_export", "account_emailaddress",
        "mfa_authenticator", "accounts_user_groups", "accounts_user_user_permissions",
        "django_admin_log", "procrastinate_jobs",
    }  # fmt: skip
    assert Session.objects.filter(user=None).count() >= 3, "half-way in"


def test_nothing_leads_back_to_a_member_who_left(leaver):
    leave(leaver.browser)
    work()
    assert traces_left() == []
    assert [letter.to for letter in outbox.outbox if ADDRESS in letter.to] == [[ADDRESS]]


def test_what_others_have_stays(leaver):
    topic = make_topic()
    half_way = Client()
    make_editor(name="Second", password=PASSWORD)
    half_way.post("/en/accounts/login/", {"login": "Second", "password": PASSWORD})
    sessions = Session.objects.count()
    leave(leaver.browser)
    assert Topic.objects.filter(pk=topic.pk).exists()
    assert set(User.objects.values_list("name", flat=True)) == {
        "Boss",
        "Second",
        "Thief",
        "Former member",
    }
    assert half_way.session.session_key and half_way.session.items()
    assert Session.objects.count() < sessions
    work()
    letters = [letter for letter in outbox.outbox if letter.to == ["other@example.net"]]
    assert len(letters) == 1


def test_what_an_editor_did_to_posts_stays_in_the_history_without_the_name(leaver):
    topic = Topic.objects.get(slug_ru="chai")
    leave(leaver.browser)
    entry = LogEntry.objects.get(object_id=str(topic.pk), object_repr__contains="Чай")
    assert entry.user.name == "Former member"
    assert (
        not entry.user.is_active and entry.user.is_hidden and not entry.user.has_usable_password()
    )
    about = LogEntry.objects.get(object_repr="Reply to …")
    assert about.user.name == "Boss"
    assert "By …" in about.get_change_message()


def test_all_who_left_are_one_in_the_history(leaver):
    leave(leaver.browser)
    other = make_editor()
    LogEntry.objects.create(user=other, action_flag=CHANGE, object_repr="A post")
    closing.close(other, erase_texts=False)
    assert LogEntry.objects.get(object_repr="A post").user.name == "Former member"


def test_a_letter_on_its_way_is_forgotten_and_its_job_ends_well(leaver):
    """The worker that has it must find its row; and what it might try again is no letter any more."""
    mailing.notify(leaver, "accounts/email/password_changed", "security")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE args->>'to' = %s", [ADDRESS]
        )
    leave(leaver.browser)
    assert not any("procrastinate" in line and "closed" not in line for line in traces_left())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'doing'")
    work()
    assert traces_left() == []
    assert [letter.subject for letter in outbox.outbox if ADDRESS in letter.to] == [
        "Your account is closed"
    ]


def test_without_an_address_there_is_no_letter(leaver):
    EmailAddress.objects.all().delete()
    leave(leaver.browser)
    assert "accounts/email/closed" not in dump()


@pytest.mark.parametrize(
    ("module", "forgotten", "where"),
    [
        (traces, "forget_addresses", "account_emailaddress"),
        (traces, "forget_half_way_sessions", "user"),
        (traces, "forget_admin_history", "django_admin_log"),
        (jobs, "forget", "procrastinate_jobs"),
        (exporting, "_unlink", ".zip"),
    ],
)
def test_the_search_finds_what_was_left_out(leaver, monkeypatch, module, forgotten, where):
    """Each step is needed: without it, this test's own search says so."""
    monkeypatch.setattr(module, forgotten, lambda *_args, **_kwargs: None)
    leave(leaver.browser)
    assert any(where in line for line in traces_left())


def test_a_name_like_a_common_word_takes_nothing_of_others_along():
    """Letters, half-way sessions and history name “mfa”, “password” and “Title” without meaning anybody."""
    boss = make_editor(name="Boss", password=PASSWORD)
    half_way = Client()
    half_way.post("/en/accounts/login/", {"login": "Boss", "password": PASSWORD})
    message = '[{"changed": {"name": "post", "object": "Untitled", "fields": ["Title"]}}]'
    LogEntry.objects.create(
        user=boss, action_flag=CHANGE, object_repr="Subtitle", change_message=message
    )
    mail.send("accounts/email/password_changed", to="o@example.net", language="en", context={})
    for name in ("mfa", "password", "Title", "en"):
        closing.close(make_user(name=name), erase_texts=False)
    assert half_way.session.items()
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.get_change_message()) == (
        "Subtitle",
        "Changed Title for post “Untitled”.",
    )
    work()
    assert len(outbox.outbox) == 1


def test_the_dump_opens_what_is_sealed(leaver):
    raw = "".join(Session.objects.values_list("session_data", flat=True))
    assert ADDRESS not in raw and unseal(Session.objects.first().session_data)
    assert any(ADDRESS in line and not line.startswith("public.") for line in dump().splitlines())


def test_after_a_week_it_is_the_same(leaver):
    closing.ask(leaver, erase_texts=True)
    User.objects.filter(pk=NUMBER).update(closes_at=datetime.datetime.now(tz=datetime.UTC))
    closing.close_due()
    work()
    assert traces_left() == []
