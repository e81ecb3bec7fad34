"""A member's copy of their data: what is in it, who gets it, and that it goes again."""

import datetime
import json
import os
import stat
import threading
from html.parser import HTMLParser
from zipfile import ZipFile

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.admin.models import LogEntry
from django.core import mail as outbox
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import belongings, exporting
from accounts.models import Export
from accounts.signals import data_requested
from accounts.tasks import tidy_exports
from tests.factories import make_editor, make_member, make_user, sign_in

pytestmark = pytest.mark.django_db
HOSTILE = '</dd><script src="//evil.example"></script>&amp;"\'{{ name }}'


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def user():
    return make_user(name="Nadia", language="en")


@pytest.fixture
def member(client, user):
    sign_in(client, user)
    return client


@pytest.fixture
def replies():
    """What the forum would give; a receiver that the test can change."""
    rows = [{"topic": "Tea", "text": HOSTILE, "published_at": "2026-01-02T03:04:05Z"}]

    def give(user, **_more):
        return [("replies", rows)]

    data_requested.connect(give)
    yield rows
    data_requested.disconnect(give)


def made(user):
    export = exporting.ask(user)
    exporting.make(export.pk)
    export.refresh_from_db()
    return export


def opened(export):
    with ZipFile(exporting.path_of(export)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def files():
    return sorted(path.name for path in exporting.folder().glob("*"))


def jobs():
    return ProcrastinateJob.objects.filter(task_name="accounts.make_export")


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.text, self.language = [], [], "", None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        self.links += [attrs[key] for key in ("href", "src") if key in attrs]
        self.language = self.language or attrs.get("lang")

    def handle_data(self, data):
        self.text += data


# What is in it


def test_the_account_is_in_it_with_everything_but_secrets():
    user = make_member(
        name="Nadia", email="nadia@example.net", language="en", time_zone="Asia/Tokyo"
    )
    RecoveryCodes.activate(user)
    Authenticator.objects.create(
        user=user, type="webauthn", data={"name": "My phone", "x": "sealed"}
    )
    user.sessions.create(
        session_key="k" * 40, session_data="sealed", expire_date=timezone.now(),
        device="Firefox on Windows", used_on=datetime.date(2026, 3, 4),
    )  # fmt: skip
    files = opened(made(user))
    account = json.loads(files["account.json"])[0]
    assert account["name"] == "Nadia"
    assert account["joined_on"].startswith(account["joined_month"])
    assert account["time_zone"] == "Asia/Tokyo"
    assert json.loads(files["addresses.json"]) == [
        {"address": "nadia@example.net", "confirmed": True}
    ]
    codes, passkey = json.loads(files["ways_in.json"])
    assert (codes["kind"], codes["codes_left"]) == ("recovery_codes", 10)
    assert (passkey["name"], passkey["used_on"]) == ("My phone", None)
    assert json.loads(files["devices.json"]) == [
        {"device": "Firefox on Windows", "used_on": "2026-03-04"}
    ]
    everything = "".join(files.values())
    assert not any(secret in everything for secret in ("sealed", "k" * 40, user.password or "!"))


def test_what_other_apps_hold_is_in_it(user, replies):
    files = opened(made(user))
    assert json.loads(files["replies.json"]) == replies
    assert "Tea" in Page(files["index.html"]).text


def test_an_editors_deeds_in_the_admin_are_in_it():
    editor = make_editor(language="en")
    LogEntry.objects.create(
        user=editor, object_repr="A post", action_flag=2,
        change_message='[{"changed": {"fields": ["Title"]}}]',
    )  # fmt: skip
    (deed,) = json.loads(opened(made(editor))["admin_actions.json"])
    assert (deed["object"], deed["change"]) == ("A post", "Changed Title.")


def test_another_members_things_are_not_in_it(user):
    make_member(name="Somebody else", email="else@example.net")
    assert "else" not in "".join(opened(made(user)).values()).casefold()


def test_its_pages_are_in_every_language_and_lead_to_each_other():
    files = opened(made(make_user(name="Nadia", language="ru")))
    russian, english = Page(files["index.html"]), Page(files["index.en.html"])
    assert (russian.language, english.language) == ("ru", "en")
    assert "Мои данные" in russian.text and "My data" in english.text
    assert "Моя" not in english.text
    assert "index.en.html" in russian.links and "index.html" in english.links
    assert set(russian.links) <= set(files), "every link leads into the archive"


def test_words_of_members_are_only_words_in_its_pages(user, replies):
    for name in ("index.html", "index.ru.html"):
        page = Page(opened(made(user))[name])
        assert "script" not in page.tags
        assert HOSTILE in page.text


words = st.text(max_size=60) | st.sampled_from([HOSTILE, "\0", "\ud7ff", "\u202e", "</title>"])


@given(
    rows=st.lists(st.dictionaries(words, words | st.integers() | st.none(), max_size=3), max_size=3)
)
@example(rows=[{HOSTILE: HOSTILE}])
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_rows_come_out_as_they_went_in_and_add_no_tag(user, replies, rows):
    replies[:] = rows
    archived = dict(belongings.archived(user))
    assert json.loads(archived["replies.json"]) == rows
    assert set(Page(archived["index.html"].decode()).tags) <= set(
        "html head meta title style body p a h1 h2 dl dt dd".split()
    )


@pytest.mark.parametrize("name", ["../evil", "account", "Replies", ""])
def test_an_app_cannot_give_a_file_a_name_that_harms(user, name):
    def give(user, **_more):
        return [(name, [])]

    data_requested.connect(give)
    try:
        with pytest.raises(ValueError, match="can't be called"):
            exporting.make(exporting.ask(user).pk)
    finally:
        data_requested.disconnect(give)
    assert not any(each.endswith(".zip") for each in files())


# Making it


def test_it_is_made_by_a_job_and_a_letter_says_so(run_jobs):
    user = make_member(email="nadia@example.net", language="en")
    export = exporting.ask(user)
    assert files() == []
    run_jobs()
    export.refresh_from_db()
    assert export.ready_at and files() == [export.file_name]
    (letter,) = outbox.outbox
    assert letter.to == ["nadia@example.net"]
    assert "/en/me/export/" in letter.body
    assert "/en/me/export/" in letter.alternatives[0].content


def test_who_switched_such_letters_off_gets_none(run_jobs):
    exporting.ask(make_member(email="nadia@example.net", mail_off=["account"]))
    run_jobs()
    assert outbox.outbox == []


def test_asking_twice_makes_one(user):
    first = exporting.ask(user)
    assert exporting.ask(user) == first
    assert jobs().count() == 1


def test_asking_when_it_is_ready_leaves_it(user):
    export = made(user)
    assert exporting.ask(user).pk == export.pk
    assert files() == [export.file_name]


def test_asking_when_it_has_expired_makes_another(user, django_capture_on_commit_callbacks):
    old = made(user)
    Export.objects.update(expires_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        new = exporting.ask(user)
    assert new.pk != old.pk
    assert files() == []


def test_only_this_process_user_may_read_the_file(user, var):
    path = exporting.path_of(made(user))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.parent == var / "exports"


def test_it_is_never_where_the_web_server_looks(user, settings):
    assert not exporting.path_of(made(user)).is_relative_to(settings.MEDIA_ROOT)


def test_a_worker_killed_half_way_leaves_no_archive_and_the_next_makes_it(user, monkeypatch):
    export = exporting.ask(user)
    whole = belongings.archived

    def dying(user):
        yield "account.json", os.urandom(100_000)
        raise SystemExit

    monkeypatch.setattr(exporting, "archived", dying)
    with pytest.raises(SystemExit):
        exporting.make(export.pk)
    assert files() == [export.file_name + ".part"]
    export.refresh_from_db()
    assert export.ready_at is None

    monkeypatch.setattr(exporting, "archived", whole)
    exporting.make(export.pk)
    export.refresh_from_db()
    assert files() == [export.file_name]
    assert "account.json" in opened(export)


def test_made_twice_it_is_made_once(user):
    export = made(user)
    before = exporting.path_of(export).stat().st_mtime_ns
    exporting.make(export.pk)
    assert exporting.path_of(export).stat().st_mtime_ns == before


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_and_write_one_letter():
    export = exporting.ask(make_member(email="nadia@example.net"))
    start, failures = threading.Barrier(2), []

    def work():
        try:
            start.wait(10)
            exporting.make(export.pk)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert failures == []
    assert files() == [export.file_name]
    letters = ProcrastinateJob.objects.filter(task_name="core.send_mail", status="todo")
    assert letters.count() == 1


# Going


def test_after_a_day_row_and_file_are_gone(user, django_capture_on_commit_callbacks):
    export = made(user)
    assert export.expires_at - export.ready_at == datetime.timedelta(days=1)
    Export.objects.update(expires_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        tidy_exports(0)
    assert not Export.objects.exists()
    assert files() == []


def test_before_that_they_stay(user):
    export = made(user)
    tidy_exports(0)
    assert files() == [export.file_name]


def test_files_without_a_row_are_deleted(user):
    export = made(user)
    for name in ("0" * 32 + ".zip", "0" * 32 + ".zip.part"):
        (exporting.folder() / name).write_bytes(b"stray")
    tidy_exports(0)
    assert files() == [export.file_name]


def test_one_left_half_made_is_made_again(user):
    exporting.ask(user)
    tidy_exports(0)
    assert jobs().count() == 1, "it has only just been asked for"
    Export.objects.update(asked_at=timezone.now() - datetime.timedelta(minutes=16))
    tidy_exports(0)
    assert jobs().count() == 2


def test_tidying_a_machine_that_never_made_one(var):
    tidy_exports(0)


# The pages


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_member_asks_waits_and_fetches(member, user, language):
    page = f"/{language}/me/export/"
    assert 'method="post"' in member.get(page).content.decode().partition("<h1>")[2]
    assert member.post(page)["Location"] == page
    assert b"/export/1" not in member.get(page).content
    export = Export.objects.get(user=user)
    exporting.make(export.pk)
    fetch = f"{page}{export.pk}/"
    assert fetch in member.get(page).content.decode()
    response = member.get(fetch)
    assert b"".join(response).startswith(b"PK")
    assert response["Content-Disposition"].startswith('attachment; filename="export-')
    assert "no-store" in response["Cache-Control"]
    assert user.name not in response["Content-Disposition"]


def test_asking_wants_the_password_again_and_then_goes_on(client):
    user = make_user(password="a long and quiet river", language="en")
    client.force_login(user)
    response = client.post("/en/me/export/")
    assert "reauthenticate" in response["Location"]
    assert not Export.objects.exists()
    client.post(response["Location"], {"password": "another"})
    assert not Export.objects.exists()
    response = client.post(response["Location"], {"password": "a long and quiet river"})
    assert response["Location"] == "/en/me/export/"
    assert Export.objects.get().user == user


def test_fetching_wants_the_password_again(client):
    user = make_user(password="a long and quiet river")
    export = made(user)
    client.force_login(user)
    response = client.get(f"/en/me/export/{export.pk}/")
    assert response.status_code == 302 and "/accounts/" in response["Location"]


def test_anothers_does_not_exist(member):
    export = made(make_user())
    assert member.get(f"/en/me/export/{export.pk}/").status_code == 404


def test_one_that_is_not_ready_does_not_exist(member, user):
    export = exporting.ask(user)
    assert member.get(f"/en/me/export/{export.pk}/").status_code == 404


def test_one_that_has_expired_does_not_exist_even_before_it_is_deleted(member, user):
    export = made(user)
    Export.objects.update(expires_at=timezone.now())
    assert member.get(f"/en/me/export/{export.pk}/").status_code == 404
    assert exporting.path_of(export).exists()


def test_one_whose_file_is_lost_does_not_exist(member, user):
    export = made(user)
    exporting.path_of(export).unlink()
    assert member.get(f"/en/me/export/{export.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/en/me/export/", "/ru/me/export/1/"])
def test_strangers_are_sent_to_sign_in(client, path):
    assert "/accounts/login/" in client.get(path)["Location"]
    assert "/accounts/login/" in client.post(path)["Location"]
    assert not Export.objects.exists()


def test_reading_the_page_asks_for_nothing(member):
    member.get("/en/me/export/")
    assert not Export.objects.exists()


def test_fetching_is_reading(member, user):
    export = made(user)
    assert member.post(f"/en/me/export/{export.pk}/").status_code == 405
