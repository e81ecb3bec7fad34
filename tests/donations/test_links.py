"""The private link: signed, ended by age or by the donor, and kept secret on every page it opens."""

import time
from datetime import timedelta

import pytest
from django.core import signing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import weblog
from core.scrubbing import scrub
from donations import links
from donations.models import Donor, today
from tests.donations.factories import make_donor, make_payment, make_subscription
from tests.donations.pages import address, every_address

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


@pytest.fixture
def donor():
    return make_donor("anna@example.org")


def aged(monkeypatch, seconds):
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + seconds)


def test_a_link_opens_and_names_nobody(donor):
    token = links.token(donor)
    assert links.opened(token) == donor
    assert "anna" not in token
    assert donor.email_hash not in token


@pytest.mark.parametrize(("seconds", "is_open"), [(89 * DAY, True), (91 * DAY, False)])
def test_it_opens_for_as_many_days_as_set(donor, monkeypatch, seconds, is_open):
    token = links.token(donor)
    aged(monkeypatch, seconds)
    assert is_opened(token) == is_open


def test_the_one_that_stripe_sees_opens_for_two_hours(donor, monkeypatch):
    token = links.token(donor, links.SHORT)
    aged(monkeypatch, links.SHORT - 60)
    assert is_opened(token)
    aged(monkeypatch, links.SHORT + 60)
    assert not is_opened(token)


def test_from_a_short_one_comes_no_long_one(donor, monkeypatch):
    token = links.successor(links.token(donor, links.SHORT), donor)
    aged(monkeypatch, links.SHORT + 60)
    assert not is_opened(token)


def is_opened(token):
    try:
        return bool(links.opened(token))
    except links.Closed:
        return False


def test_a_revoked_one_is_old_and_the_next_opens(donor):
    before = links.token(donor)
    links.revoke(donor)
    with pytest.raises(links.Closed) as closed:
        links.opened(before)
    assert closed.value.is_old
    assert links.opened(links.token(donor)) == donor


def test_who_wants_to_be_forgotten_has_no_link_any_more(donor):
    token = links.token(donor)
    Donor.objects.update(forget_asked_on=today())
    assert not is_opened(token)


def test_a_donor_who_is_gone_has_none_and_nobody_inherits_it(donor):
    token = links.token(donor)
    donor.delete()
    make_donor()
    assert not is_opened(token)


OTHER_SALT = signing.TimestampSigner(salt="accounts.unsubscribe").sign_object([1, 1, 10**9])
ODD = [signing.TimestampSigner(salt=links.SALT).sign_object(each) for each in ([], [1], "x", None, [1, 1, "x"])]  # fmt: skip


NONE_OF_OURS = ["x", "a:b:c", "é:é:é", "\0", "." * 4000, OTHER_SALT, *ODD]


@pytest.mark.parametrize("token", NONE_OF_OURS, ids=range(len(NONE_OF_OURS)))
def test_what_is_no_link_of_ours_opens_nothing(token):
    with pytest.raises(links.Closed) as closed:
        links.opened(token)
    assert not closed.value.is_old


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)  # fmt: skip
@given(st.data())
def test_a_link_with_one_letter_changed_opens_nothing(donor, data):
    token = links.token(donor)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(codec="utf-8"))
    forged = token[:place] + letter + token[place + 1 :]
    assert is_opened(forged) == (forged == token)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)  # fmt: skip
@given(st.text(max_size=200))
def test_no_text_at_all_opens_anything_or_breaks(donor, text):
    assert not is_opened(text)


# On the pages


@pytest.fixture
def addresses(donor):
    return every_address(donor, make_subscription(donor), make_payment(donor))


def test_no_page_is_kept_found_or_told_of(client, addresses):
    assert len(addresses) == 12
    for each in addresses:
        response = client.get(each)
        assert response["Referrer-Policy"] == "no-referrer", each
        assert "no-store" in response["Cache-Control"], each
        assert response["X-Robots-Tag"] == "noindex", each
        assert not response.cookies, each
        if response["Content-Type"].startswith("text/html"):
            html = response.content.decode()
            assert '<meta name="robots" content="noindex">' in html, each
            assert "canonical" not in html, each
            assert 'rel="alternate" hreflang' not in html, each


def test_no_link_to_another_host_holds_the_token(client, donor, settings):
    settings.SITE_LINKS = {"Elsewhere": "https://elsewhere.example/"}
    token = links.token(donor)
    html = client.get(address("own", donor, token=token)).content.decode()
    assert "https://elsewhere.example/" in html
    for part in html.split('href="')[1:]:
        href = part.split('"')[0]
        assert href.startswith("/") or token not in href


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_closed_link_gets_one_page_whatever_it_was(client, donor, language):
    old = links.token(donor)
    links.revoke(donor)
    was = client.get(address("own", donor, token=old, language=language))
    never = client.get(address("own", donor, token="made-up", language=language))
    assert (was.status_code, never.status_code) == (410, 404)
    assert was.content.decode().replace(old, "made-up") == never.content.decode()
    assert f'action="/{language}/donate/manage/"' in was.content.decode()
    for response in (was, never):
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("which", ["stop", "receipt"])
def test_an_address_with_a_link_is_not_kept_where_there_is_nothing(client, donor, which):
    response = client.get(address(which, donor, 10**9))
    assert response.status_code == 404
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_an_old_link_does_nothing_either(client, donor):
    row = make_subscription(donor)
    stop = address("stop", donor, row.pk)
    links.revoke(donor)
    assert client.post(stop).status_code == 410
    row.refresh_from_db()
    assert row.stop_asked_by == ""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)  # fmt: skip
@given(
    pk=st.integers(1, 10**9), version=st.integers(1, 999), secret=st.text("abcXYZ019_-", min_size=8)
)
def test_no_log_holds_a_token_however_it_looks(settings, pk, version, secret):
    """Also one without a figure, which looks like a word."""
    settings.SECRET_KEY = secret
    token = links.token(Donor(pk=pk, links_version=version))
    for path in (f"/ru/donate/manage/{token}/", f"/en/donate/manage/{token}/5/stop/"):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path}
        signature = token.rpartition(":")[2]
        for line in (
            weblog.line(environ, "200 OK", 1, timedelta()),
            scrub(f"GET {path}"),
        ):
            assert token not in line
            assert signature not in line
