"""“Send me my link”: one answer for everybody, whoever they are."""

import time

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from donations import finding, hashing, letters, tasks
from donations.models import today
from tests.donations.factories import make_customer, make_donor
from tests.donations.pages import dump

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "vera@example.org", "nora@example.org"
PATH = "/en/donate/manage/"


@pytest.fixture(autouse=True)
def vera(monkeypatch):
    """At Stripe, her address is the one she is known by."""
    donor = make_donor(KNOWN, language="ru")
    make_customer(donor, stripe_id="cus_1")
    found = {"cus_1": KNOWN}
    monkeypatch.setattr("donations.gateway.address_of", found.__getitem__)
    return donor


def ask(address, client=None, **more):
    return (client or Client(enforce_csrf_checks=True)).post(PATH, {"email": address}, **more)


def jobs(name):
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=name).order_by("id")]


def carry_out():
    """What the worker would do: the letters that follow, by whom they go to."""
    for args in jobs("donations.send_link"):
        tasks.send_link.func(**args)
    for args in jobs("donations.send_letter"):
        letters.write(**args)
    return outbox.outbox


def test_a_donor_gets_the_link_in_the_language_of_the_page(vera):
    assert ask(KNOWN).status_code == 303
    [letter] = carry_out()
    assert letter.to == [KNOWN]
    assert letter.subject == "Your private link"
    assert "/en/donate/manage/" in letter.body


@pytest.mark.parametrize("typed", ["VERA@Example.org", "  vera@example.org  "])
def test_case_and_spaces_don_t_matter(typed):
    ask(typed)
    assert len(carry_out()) == 1


def test_nobody_else_gets_anything():
    ask(UNKNOWN)
    assert carry_out() == []


def seen(address):
    """Everything of an answer and of the page it leads to, and what was done for it."""
    cache.clear()
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        response = ask(address, client)
    page = client.get(response["Location"])
    words = [query["sql"].split(" ")[0:3] for query in queries]
    return (
        response.status_code, sorted(response.items()), response.content, words,
        page.status_code, sorted(page.items()), page.content, sorted(client.cookies),
    )  # fmt: skip


def test_the_answer_is_the_same_to_the_byte_and_takes_the_same_queries():
    known, unknown = seen(KNOWN), seen(UNKNOWN)
    assert known == unknown
    assert known[3] == []  # nobody is looked up while somebody waits: the job does that


def test_the_jobs_of_known_and_unknown_look_the_same():
    ask(KNOWN)
    ask(UNKNOWN)
    known, unknown = jobs("donations.send_link")
    assert known.keys() == unknown.keys()
    assert [len(each) for each in known["hashes"]] == [len(each) for each in unknown["hashes"]]


@pytest.mark.parametrize("address", [KNOWN, UNKNOWN, "VERA@example.org"])
def test_no_page_row_job_or_log_holds_the_address(address, caplog):
    caplog.set_level("DEBUG")
    client = Client()
    page = client.get(ask(address, client)["Location"])
    for text in (str(dump()), page.content.decode(), caplog.text):
        assert address.lower() not in text.lower()
        assert address.split("@")[0].lower() not in text.lower()


def test_a_slip_is_told_in_place():
    response = ask("vera@")
    html = response.content.decode()
    assert response.status_code == 200
    assert 'aria-invalid="true"' in html
    assert "This is no e-mail address" in html
    assert "no-store" in response["Cache-Control"]
    assert jobs("donations.send_link") == []


@pytest.mark.parametrize("typed", ["", "a" * 300 + "@example.org", "a@b@c.org", "x\0@example.org"])
def test_what_is_no_address_promises_nothing(typed):
    assert ask(typed).status_code == 200
    assert jobs("donations.send_link") == []


def test_beyond_so_many_an_hour_a_mailbox_gets_nothing_and_the_answer_stays(vera):
    answers = {ask(KNOWN).status_code for _ in range(finding.PER_ADDRESS + 2)}
    assert answers == {303}
    sent = jobs("donations.send_link")
    assert len(sent) == finding.PER_ADDRESS + 2
    assert [vera.email_hash in each["hashes"] for each in sent] == [True] * 3 + [False] * 2
    assert {len(each["hashes"]) for each in sent} == {1}
    assert len(carry_out()) == finding.PER_ADDRESS


def test_the_hash_of_no_address_is_nobody_s():
    make_donor()
    tasks.send_link.func(hashes=hashing.email_hashes(""), language="en")
    assert jobs("donations.send_letter") == []


def test_one_source_is_told_to_wait(monkeypatch):
    now = time.time()  # within one minute, whenever the test runs
    monkeypatch.setattr("core.ratelimit.time.time", lambda: now)
    answers = [ask(f"somebody-{number}@example.org").status_code for number in range(8)]
    assert answers == [303] * 6 + [429] * 2
    assert len(jobs("donations.send_link")) == 6


def test_after_a_new_key_those_known_by_the_old_one_are_found(vera, settings):
    settings.DONOR_KEY_FALLBACKS = [settings.DONOR_KEY]
    settings.DONOR_KEY = "a new one"
    ask(KNOWN)
    assert len(carry_out()) == 1


def test_who_wants_to_be_forgotten_gets_no_link(vera):
    vera.forget_asked_on = today()
    vera.save()
    ask(KNOWN)
    assert carry_out() == []


def test_an_address_that_changed_at_stripe_gets_nothing(monkeypatch):
    """It may be somebody else's by now."""
    monkeypatch.setattr("donations.gateway.address_of", lambda _: "new@example.org")
    ask(KNOWN)
    assert carry_out() == []


def test_several_customers_of_one_address_get_one_letter(vera, monkeypatch):
    make_customer(vera, stripe_id="cus_2")
    monkeypatch.setattr("donations.gateway.address_of", lambda _: KNOWN)
    ask(KNOWN)
    assert len(carry_out()) == 1


def test_another_site_s_form_is_refused():
    response = ask(KNOWN, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert jobs("donations.send_link") == []


def test_looking_at_the_answer_sends_nothing(client):
    before = dump()
    assert client.get(f"{PATH}?asked").status_code == 200
    assert dump() == before


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_form_page_answers_what_people_ask(client, language):
    html = client.get(f"/{language}/donate/manage/").content.decode()
    asked = {
        "en": "How do I stop a monthly donation?",
        "ru": "Как прекратить ежемесячное пожертвование?",
    }
    assert asked[language] in html.replace("\N{NO-BREAK SPACE}", " ")
    assert not client.cookies
