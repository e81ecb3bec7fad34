"""Every letter to donors: in both languages, as text and HTML, discreet, with a link that opens."""

import datetime
import html as escaping
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.test import Client

from core import mail
from donations import letters, live, remote
from tests.donations.factories import (
    make_customer,
    make_donor,
    make_payment,
    make_refund,
    make_subscription,
)
from tests.donations.playing import ANNA

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
KINDS = sorted({*letters.KINDS, "forgotten"})
FOLDER = settings.BASE_DIR / "templates/donations/email"
DAY = datetime.date(2026, 12, 15)
STATES = {  # in which a letter of the kind finds its donation
    "stopped": {"state": "ending"}, "paused": {"state": "paused", "paused_until": DAY},
    "failed": {"state": "past_due"}, "ended": {"state": "ended", "end_reason": "payment", "ended_on": DAY},
    "closed": {"state": "ended", "end_reason": "dispute", "ended_on": DAY},
}  # fmt: skip
PAGE = "https://invoice.stripe.com/i/acct_1/test"
DUE = live.Details(tries_on=datetime.date(2026, 12, 3), page=PAGE)
LINK = re.compile(r"https?://[^\s\"'<>]+")
LOUD = re.compile(
    r"donat|giv|charit|support|gift|\bmonth|пожертв|жертв|донат|поддерж|ежемес|благотвор"
    r"|€|\$|zł|eur|usd|pln|вече|veche|anna|@|[0-9]+[.,][0-9]{2}\b|4242",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def at_stripe(monkeypatch):
    """Stripe knows Anna by the address she is known by here, and what is due of her."""
    monkeypatch.setattr("donations.gateway.address_of", lambda _: ANNA)
    monkeypatch.setattr(live, "due", lambda _: DUE)


def scene(kind, **fields):
    """A donor and the rows a letter of the kind is about."""
    donor = make_donor(ANNA)
    customer = make_customer(donor)
    if kind in ("link", "renewed", "forgotten"):
        return donor, {}
    values = {"customer": customer, "period_ends_on": DAY} | STATES.get(kind, {}) | fields
    rows = {"subscription": make_subscription(donor, **values)}
    if kind in ("receipt", "refunded"):
        rows["payment"] = make_payment(
            donor, kind="monthly", subscription=rows["subscription"], amount=1250
        )
    if kind == "refunded":
        rows = {"payment": rows["payment"], "refund": make_refund(rows["payment"], amount=550)}
    return donor, rows


def sent(kind, language="en", **fields):
    donor, rows = scene(kind, **fields)
    if kind == "forgotten":
        mail.deliver(
            f"donations/email/{kind}",
            to=ANNA,
            language=language,
            context={},
            message_id="<1@example.org>",
        )
    else:
        keys = {name: row.pk for name, row in rows.items()}
        letters.write(kind, donor.pk, language, keys, "<1@example.org>")
    return outbox.outbox[-1]


def plain(html):
    """The words of the HTML, without its frame."""
    body = html[html.index("<body>") :]
    return escaping.unescape(re.sub("<[^>]*>", " ", body))


def words(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").split()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_text_and_light_html_in_the_language(kind, language):
    message = sent(kind, language)
    [page] = message.alternatives
    assert page.mimetype == "text/html"
    assert f'<html lang="{language}">' in page.content
    assert len(page.content) < 6000
    for text in (message.subject, message.body, plain(page.content)):
        without_links = LINK.sub("", text)
        assert bool(re.search("[а-яё]", without_links, re.IGNORECASE)) == (language == "ru"), text
        assert not re.search(r"[{}]|%\(|None|\bpk\b", without_links), text
    assert "\n\n\n" not in message.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same(kind, language):
    message = sent(kind, language)
    text = message.body.replace("\n-- \n", "\n")
    assert words(text) == words(plain(message.alternatives[0].content))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_says_nothing_of_giving_and_is_one_line(kind, language):
    subject = sent(kind, language).subject
    assert not LOUD.search(subject), subject
    assert 5 < len(subject) < 60
    assert "\n" not in subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_letter_holds_an_address_a_name_or_a_card(kind, language):
    message = sent(kind, language)
    for text in (message.body, message.alternatives[0].content, str(message.message()["Subject"])):
        assert ANNA not in text
        assert "anna" not in text.lower()
        assert "4242" not in text
    assert message.to == [ANNA]
    assert {"Auto-Submitted", "Message-ID"} >= set(message.extra_headers)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_link_of_a_letter_opens_a_page_of_the_donor(kind, language):
    message = sent(kind, language)
    found = LINK.findall(message.body)
    assert found == re.findall(
        r'href="([^"]+)"', escaping.unescape(message.alternatives[0].content)
    )
    if kind == "forgotten":
        assert found == []
        return
    own = [each for each in found if each != PAGE]
    assert (PAGE in found) == (kind == "failed")
    opened = [urlsplit(each).path for each in own]
    assert any(re.fullmatch(rf"/{language}/donate/manage/[^/]+/", path) for path in opened)
    for each, path in zip(own, opened, strict=True):
        assert each.startswith(settings.SITE_URL)
        if "/manage/" in path:  # the way to give is not this branch's
            assert Client().get(path).status_code == 200, path


@pytest.mark.parametrize("kind", sorted(letters.KINDS))
def test_each_letter_says_how_to_stop_or_that_there_is_nothing_to_stop(kind):
    body = " ".join(sent(kind).body.split())
    ways = (
        "press “Stop”, then “Yes, stop”",
        "in two clicks",
        "nothing left to stop",
        "is stopped, and Stripe has confirmed",
    )
    assert any(way in body for way in ways), body


def test_every_kind_has_its_templates_and_no_template_is_without_a_kind():
    written = {path.name.partition(".")[0] for path in FOLDER.glob("[a-z]*")}
    assert written - {"alert"} == set(KINDS)  # which goes to the treasurer
    for kind in KINDS:
        for form in ("subject.txt", "txt", "html"):
            assert (FOLDER / f"{kind}.{form}").exists()


# What they tell


def body(kind, language="en", **fields):
    return " ".join(sent(kind, language, **fields).body.replace("\N{NO-BREAK SPACE}", " ").split())


def test_a_receipt_tells_amount_day_and_next_charge():
    assert sent("receipt").subject.startswith("Receipt 2026-")
    text = " ".join(outbox.outbox[-1].body.split())
    assert "€12.50 arrived on 15\N{NO-BREAK SPACE}May 2026." in outbox.outbox[-1].body
    assert "The next charge, €10, will be on 15" in text


def test_a_receipt_that_slipped_in_after_the_stop_says_it_was_the_last():
    assert "It was the last one: it is stopped" in body("receipt", state="ending")


def test_the_receipt_of_a_gift_given_once_says_so():
    donor = make_donor(ANNA)
    make_customer(donor)
    letters.write("receipt", donor.pk, "en", {"payment": make_payment(donor).pk}, "<1@example.org>")
    assert "It was given once, and will not be charged again." in outbox.outbox[-1].body


def test_stopped_says_until_when_it_can_be_resumed():
    text = body("stopped")
    assert "€10 a month is stopped, and Stripe has confirmed it" in text
    assert "resumes it, until 15 December 2026." in text


def test_stopped_at_once_says_that_there_is_no_way_back():
    assert "Coming back would be a new donation." in body("stopped", state="ended", ended_on=DAY)


def test_failed_says_when_stripe_tries_again_and_where_to_change_the_card():
    message = sent("failed")
    assert "Stripe tries again by itself on 3\N{NO-BREAK SPACE}December 2026." in message.body
    assert re.search(r"/manage/[^/]+/\d+/card/", message.body)
    assert PAGE in message.body


def test_failed_without_a_day_or_page_leaves_them_out(monkeypatch):
    monkeypatch.setattr(live, "due", lambda _: live.Details())
    text = body("failed")
    assert "if it can, Stripe tries again by itself" in text
    assert "your bank wants you" not in text


def test_a_page_of_the_sandbox_is_told_with_its_host(monkeypatch):
    monkeypatch.setattr(live, "due", lambda _: live.Details(page="/sandbox/invoice/in_1/"))
    assert f"{settings.SITE_URL}/sandbox/invoice/in_1/" in sent("failed").body


@pytest.mark.parametrize("state", ["active", "ended"])
def test_what_failed_and_is_settled_is_not_written_of(state):
    donor, rows = scene("failed", state=state, ended_on=DAY)
    letters.write(
        "failed", donor.pk, "en", {"subscription": rows["subscription"].pk}, "<1@example.org>"
    )
    assert outbox.outbox == []


@pytest.mark.parametrize(("reason", "said"), [("dispute", "disputed at your bank"), ("treasurer", "We have ended"), ("stripe", "ended at Stripe")])  # fmt: skip
def test_closed_says_why(reason, said):
    assert said in body("closed", end_reason=reason)


def test_refunded_tells_how_much_of_which_payment():
    text = body("refunded")
    assert re.search(r"€5\.50 of the payment 2026-\d{6} goes back to you", text)


def test_paused_tells_until_when_also_in_the_subject():
    assert sent("paused").subject == "Paused until 15 December 2026"
    assert "Nothing is charged until 15" in outbox.outbox[-1].body


@pytest.mark.parametrize(("days", "said"), [(1, "1 день."), (2, "2 дня."), (90, "90 дней.")])
def test_the_link_says_how_long_it_opens(settings, days, said):
    settings.DONATE_LINK_DAYS = days
    assert said in body("link", "ru")


def test_a_link_that_was_changed_by_somebody_else_is_not_called_harmless():
    text = body("renewed")
    assert "nothing has changed" not in text
    assert "earlier links" in text
    assert "If it wasn’t you" in text


# Whom they go to


def test_to_nobody_once_the_donor_wants_to_be_forgotten():
    donor, _rows = scene("link")
    donor.forget_asked_on = DAY
    donor.save()
    letters.write("link", donor.pk, "en", {}, "<1@example.org>")
    letters.write("link", 10**9, "en", {}, "<1@example.org>")
    assert outbox.outbox == []


def test_while_stripe_is_away_the_letter_waits(monkeypatch):
    def away(_):
        raise remote.Unavailable("away")

    donor, rows = scene("failed")
    monkeypatch.setattr(live, "due", away)
    with pytest.raises(remote.Unavailable):
        letters.write(
            "failed", donor.pk, "en", {"subscription": rows["subscription"].pk}, "<1@example.org>"
        )
    assert outbox.outbox == []


@pytest.mark.parametrize("error", [remote.Missing, remote.Refused])
def test_what_stripe_won_t_tell_is_left_out(monkeypatch, error):
    def refused(_):
        raise error("no")

    monkeypatch.setattr(live, "due", refused)
    assert "if it can, Stripe tries again" in body("failed")
