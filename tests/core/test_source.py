"""No address gets past the outermost middleware: only a day's pseudonym and a kind of browser."""

import ipaddress
import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from core import source
from core.middleware import ADDRESSES, Source
from core.source import device, pseudonym

PRIVATE = ipaddress.ip_network("fd00::/8")
READER, PROXY = "198.51.100.7", "203.0.113.9"


def seen_behind(**meta):
    """What the rest of the site sees of a request."""
    request = RequestFactory().get("/", **meta)
    Source(lambda request: HttpResponse())(request)
    return request.META


def test_no_address_survives_anywhere_in_what_the_site_sees():
    claimed = dict.fromkeys(ADDRESSES, READER)
    seen = seen_behind(REMOTE_ADDR=READER, HTTP_USER_AGENT=f"Probe from {READER}", **claimed)
    assert READER not in repr({key: value for key, value in seen.items() if "wsgi" not in key})
    assert ipaddress.ip_address(seen["REMOTE_ADDR"]) in PRIVATE


@pytest.mark.parametrize("header", ADDRESSES)
def test_each_header_that_may_name_the_reader_is_taken_away(header):
    assert header not in seen_behind(**{header: READER})


def test_the_same_source_is_the_same_all_day_and_another_is_another():
    assert pseudonym(READER) == pseudonym(READER)
    assert pseudonym(READER) != pseudonym("198.51.100.8")


def test_tomorrow_it_is_another(monkeypatch):
    today = pseudonym(READER)
    tomorrow = time.gmtime(time.time() + 24 * 3600)
    monkeypatch.setattr(source.time, "gmtime", lambda: tomorrow)
    assert pseudonym(READER) != today


def test_without_our_key_it_can_not_be_made(settings):
    before = pseudonym(READER)
    settings.HASH_KEY = "another"
    assert pseudonym(READER) != before


def test_one_network_of_ipv6_is_one_source():
    assert pseudonym("2001:db8:1:2::1") == pseudonym("2001:db8:1:2:ffff::abcd")
    assert pseudonym("2001:db8:1:2::1") != pseudonym("2001:db8:1:3::1")


def test_an_ipv4_address_in_the_dress_of_ipv6_is_the_same_source():
    assert pseudonym(f"::ffff:{READER}") == pseudonym(READER)


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        (READER, READER),
        (f"10.0.0.1, {READER}", READER),  # the first is what the reader claims
        (f"{READER} , ", PROXY),
        ("", PROXY),
    ],
)
def test_behind_our_proxy_the_last_hop_counts(settings, forwarded, expected):
    settings.BEHIND_PROXY = True
    seen = seen_behind(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded)
    assert seen["REMOTE_ADDR"] == pseudonym(expected)


def test_without_a_proxy_a_claimed_address_counts_for_nothing(settings):
    settings.BEHIND_PROXY = False
    seen = seen_behind(REMOTE_ADDR=READER, HTTP_X_FORWARDED_FOR="10.0.0.1")
    assert seen["REMOTE_ADDR"] == pseudonym(READER)


@given(st.text())
def test_whatever_stands_for_an_address_becomes_a_pseudonym(text):
    assert ipaddress.ip_address(pseudonym(text)) in PRIVATE


@given(st.text())
def test_a_browser_is_one_of_few_kinds_whatever_it_says(text):
    names = {*source.BROWSERS.values(), *source.SYSTEMS.values(), ""}
    assert set(device(text).split(", ")) <= names


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        (
            "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/141.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge, Linux"),
        ("curl/8.0", ""),
    ],
)
def test_known_browsers_by_name_without_version_or_model(agent, kind):
    assert device(agent) == kind
