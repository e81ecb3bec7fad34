"""The page claims what a check saw lately, and nothing else; each check fails when the thing breaks."""

import io
import logging
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.log import AdminEmailHandler
from django.utils.translation import override

from accounts.models import User
from blog.models import Post
from config import launch, protection, protection_checks
from config.models import ProtectionCheck
from config.protection import GROUPS, PROTECTIONS
from config.visiting import Unconfirmed
from search.counting import count_all
from tests.factories import make_author, make_translated_post, make_user

pytestmark = pytest.mark.django_db

CHECKS = {each.key: each.check for each in PROTECTIONS}


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    """A site as it is served: https, a post in both languages, pictures of its own."""
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.MEDIA_ROOT = tmp_path
    make_translated_post()
    count_all()


def row(key, passed=True, age=timedelta()):
    return ProtectionCheck.objects.create(key=key, passed=passed, checked_at=timezone.now() - age)


def sentence(key, language="en"):
    with override(language):
        return str(next(each.sentence for each in PROTECTIONS if each.key == key))


def claimed(client):
    """The sentences the page stands by, and those it takes back."""
    html = client.get("/en/protection/", secure=True).content.decode()
    kept, _heading, missing = html.partition("Not confirmed today")
    return (
        {each.key for each in PROTECTIONS if str(sentence(each.key)) in kept},
        {each.key for each in PROTECTIONS if str(sentence(each.key)) in missing},
    )


def test_every_check_passes_on_a_sound_site_and_leaves_no_file(settings):
    results = {each.key: (each.passed, each.detail) for each in protection.check_all()}
    translated = results.pop("languages")  # of the catalogues, which their own test judges
    assert {key: detail for key, (passed, detail) in results.items() if not passed} == {}
    assert translated[1]
    assert ProtectionCheck.objects.count() == len(PROTECTIONS)
    assert list(settings.MEDIA_ROOT.iterdir()) == []


def test_a_post_with_a_film_takes_no_promise_back():
    body = '<figure class="embed"><a href="https://www.youtube.com/watch?v=abcdef-_123">A film</a></figure>'
    Post.objects.update(body_ru=body, body_en=body)
    for key in CHECKS.keys() - {"languages"}:
        CHECKS[key]()


def test_keys_are_unique_and_fit_their_column():
    keys = [each.key for each in PROTECTIONS]
    assert len(set(keys)) == len(keys)
    assert max(map(len, keys)) <= 40


# The page


def test_the_page_claims_nothing_that_was_never_checked(client):
    assert claimed(client) == (set(), set(CHECKS))


def test_the_page_claims_what_passed_with_its_day(client):
    row("uploads")
    assert claimed(client) == ({"uploads"}, set(CHECKS) - {"uploads"})
    html = client.get("/en/protection/", secure=True).content.decode()
    assert f'{sentence("uploads")} <small><time datetime="{timezone.localdate()}' in html


def test_the_page_claims_neither_what_failed_nor_what_passed_long_ago(client):
    row("uploads", passed=False)
    row("logs", age=timedelta(days=2, minutes=1))
    row("no-cookie", age=timedelta(days=1, hours=23))
    assert claimed(client)[0] == {"no-cookie"}


def test_nothing_is_called_unconfirmed_when_all_is_well(client):
    for key in CHECKS:
        row(key)
    assert claimed(client) == (set(CHECKS), set())


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_speaks_the_readers_language_and_says_what_it_can_not_do(client, language):
    for key in CHECKS:
        row(key)
    html = client.get(f"/{language}/protection/", secure=True).content.decode()
    for group in GROUPS:
        with override(language):
            assert f"<h2>{group.title}</h2>" in html
    assert {"ru": "Чего он не может", "en": "What it can’t do"}[language] in html


def test_the_page_takes_two_queries(client, django_assert_num_queries):
    """What was seen to hold, and what editors add."""
    with django_assert_num_queries(2):
        client.get("/ru/protection/", secure=True)


def test_every_page_leads_to_it(client):
    assert 'href="/ru/protection/"' in client.get("/ru/", secure=True).content.decode()


# The checks


def fails(key):
    with pytest.raises(Unconfirmed) as caught:
        CHECKS[key]()
    return str(caught.value)


def test_a_cookie_is_noticed(monkeypatch):
    from config import views

    def marking(request):
        response = shown(request)
        response.set_cookie("visitor", "1")
        return response

    shown = views.protection
    monkeypatch.setattr(view_of("protection"), "callback", marking)
    assert "sets a cookie" in fails("no-cookie")


def test_a_record_of_a_visit_is_noticed(monkeypatch):
    from config import views

    def counting(request):
        make_author(name_ru="Был здесь")
        return shown(request)

    shown = views.protection
    monkeypatch.setattr(view_of("protection"), "callback", counting)
    assert "INSERT" in fails("no-record")


def view_of(name):
    """The pattern whose view is to be replaced."""
    from django.urls import get_resolver

    nested = get_resolver().url_patterns
    patterns = [each for part in nested for each in getattr(part, "url_patterns", [part])]
    return next(each for each in patterns if getattr(each, "name", None) == name)


HARMFUL = {
    "no-third-party": '<img src="https://counter.example/x.gif">',
    "no-script": '<button onclick="go()">x</button>',
    "own-files": "<script>go()</script>",
}


@pytest.mark.parametrize("key", HARMFUL)
def test_a_harmful_page_is_noticed(monkeypatch, key):
    from django.http import HttpResponse

    from config import views

    def harmful(request):
        return HttpResponse(views.home(request).content + HARMFUL[key].encode())

    monkeypatch.setattr(view_of("protection"), "callback", harmful)
    assert fails(key)


def test_a_loosened_policy_is_noticed(settings):
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**directives, "script-src": ["'self'", "'unsafe-inline'"]}
    }
    assert "unsafe-inline" in fails("own-files")
    assert fails("no-third-party")


def test_a_talkative_referrer_is_noticed(settings):
    settings.SECURE_REFERRER_POLICY = "unsafe-url"
    assert fails("referrer")


def test_a_heavy_page_is_noticed(monkeypatch):
    monkeypatch.setattr(protection_checks, "FLIGHT", 5_000)
    assert "bytes" in fails("first-visit")


def test_a_gap_in_the_catalogue_is_noticed(monkeypatch):
    monkeypatch.setattr("config.messages.faults", lambda path: ["missing: x"])
    assert fails("languages") == "1 messages are not translated"


def test_missing_encryption_is_noticed(settings):
    settings.SECURE_HSTS_SECONDS = 0
    assert fails("encrypted") == "no HSTS"
    settings.SECURE_SSL_REDIRECT = False
    assert fails("encrypted") == "no redirect"


def test_an_address_in_the_database_is_noticed_and_not_repeated():
    make_author(name="", name_ru="", name_en="from 203.0.113.77")
    assert fails("no-address") == "IP address in blog_author.name_en"


def test_a_handler_with_another_formatter_is_noticed(settings):
    handlers = {**settings.LOGGING["handlers"], "file": {"class": "logging.FileHandler"}}
    settings.LOGGING = {**settings.LOGGING, "handlers": handlers}
    assert "file" in fails("logs")


def test_mail_to_the_admins_is_noticed():
    handler = AdminEmailHandler()
    logging.getLogger("django").addHandler(handler)
    try:
        assert "mailed" in fails("logs")
    finally:
        logging.getLogger("django").removeHandler(handler)


def test_an_upload_out_of_its_sandbox_is_noticed(monkeypatch):
    from django.http import HttpResponse

    monkeypatch.setattr(view_of("media"), "callback", lambda request, path: HttpResponse())
    assert fails("uploads") == "no sandbox"


def test_an_older_hash_is_noticed():
    User.objects.filter(pk=make_user(password="correct horse battery").pk).update(
        password="pbkdf2_sha256$1$x$y"
    )
    assert fails("passwords")


@pytest.mark.parametrize("backend", ["signed_cookies", "cache", "file"])
def test_an_open_session_store_is_noticed(settings, backend):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{backend}"
    assert fails("sessions") == "not the store that seals"


def test_a_store_that_stopped_sealing_is_noticed(monkeypatch):
    monkeypatch.setattr("accounts.sessions.seal", str)
    assert fails("sessions") == "sessions are not encrypted"


def test_a_cookie_without_its_flags_is_noticed(settings):
    settings.SESSION_COOKIE_SECURE = False
    assert fails("cookies") == "not secure"


def test_a_check_that_breaks_has_confirmed_nothing_and_tells_no_data(monkeypatch, caplog):
    def breaking():
        raise ValueError("anna@example.org")

    passed, detail = protection.outcome(PROTECTIONS[0]._replace(check=breaking))
    assert (passed, detail) == (False, "ValueError")


# When they run


def test_the_command_says_what_it_saw_and_fails_only_when_asked_to(settings):
    settings.SESSION_COOKIE_SECURE = False
    said = io.StringIO()
    call_command("check_protections", stdout=said)
    assert re.search(r"^NOT cookies +not secure$", said.getvalue(), re.MULTILINE)
    assert re.search(r"^ok +no-cookie +\d+ pages$", said.getvalue(), re.MULTILINE)
    with pytest.raises(SystemExit):
        call_command("check_protections", "--strict", stdout=said)


def test_a_new_site_is_checked_once(monkeypatch):
    launch._check_protections()
    assert ProtectionCheck.objects.count() == len(PROTECTIONS)
    monkeypatch.setattr(protection, "check_all", lambda: pytest.fail("again"))
    launch._check_protections()


def test_the_worker_checks_every_night():
    from procrastinate.contrib.django import app

    from config.tasks import check_protections

    app.perform_import_paths()
    periodic = app.periodic_registry.periodic_tasks.values()
    assert [each.cron for each in periodic if each.task.name == "config.check_protections"] == [
        "17 3 * * *"
    ]
    check_protections(timestamp=0)
    assert ProtectionCheck.objects.count() == len(PROTECTIONS)


def test_a_private_page_that_leads_nowhere_is_noticed(monkeypatch):
    monkeypatch.setattr("donations.models.Subscription.can_stop", False)
    assert fails("stop") == "the private page does not lead to the stop"


def test_a_private_page_that_tells_where_it_is_is_noticed(monkeypatch):
    monkeypatch.setattr("donations.views.private._discreet", lambda response: response)
    assert fails("stop") == "the link would be told"


def test_the_checks_about_giving_leave_nothing_behind():
    from donations.models import Donor, Payment, Subscription

    assert [CHECKS[key]() for key in ("stop", "payments")] == ["two clicks", "refused"]
    for model in (Donor, Payment, Subscription):
        assert not model.objects.exists()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("ADD COLUMN seen_at timestamptz", "finer than a day: donations_donor.seen_at"),
        ("ADD COLUMN member bigint REFERENCES accounts_user (id)", "tied to other tables"),
    ],
)
def test_a_column_that_would_tell_who_gave_is_noticed(change, complaint):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE donations_donor {change}")
    assert complaint in fails("no-donor")


def test_an_address_among_the_donations_is_noticed():
    from tests.donations.factories import make_donor

    make_donor(email_hash="anna@example.org")
    assert fails("no-donor") == "e-mail in donations_donor.email_hash"


def test_payments_that_can_be_changed_are_noticed():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE donations_payment DISABLE TRIGGER payment_is_kept")
    assert fails("payments") == "a payment could be changed"
