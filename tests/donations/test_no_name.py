"""A stolen database names no donor: neither do the logs, the queue and what letters say outside."""

import logging

import pytest
from django.core import mail
from django.db import connection

from accounts.models import User
from core.scrubbing import Formatter
from donations import cards, forgetting, letters, managing, reconciling, refunding, stopping
from donations.models import CARD, ONCE, Checkout, Donor, Payment, Subscription
from donations.tasks import ATTEMPTS
from tests.accounts.dump import dump
from tests.donations.playing import ADDRESSES, Play
from tests.factories import make_member

pytestmark = pytest.mark.django_db

ADDRESS, LAST4 = "rare.donor@secret-mail.example", "4242"
TRACES = ("rare.donor", "secret-mail", "anna donor", LAST4 * 4)  # "Anna Donor" pays with 4242…


class Site(Play):
    """With real letters, and every job's arguments noted before it is done."""

    def __init__(self):
        super().__init__()
        self.queued = []

    def _do(self, name, args):
        self.queued.append(str(args))
        if name == "donations.send_letter":
            letters.write(**args)
        else:
            super()._do(name, args)


@pytest.fixture
def site(play, caplog):
    caplog.set_level(logging.DEBUG)
    for noisy in ("hypothesis", "asyncio", "playwright"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return Site()


def live(site):
    """Everything a donor's life has: several gifts, failures, changes, returns."""
    site.give(email=ADDRESS)
    row = site.subscription()
    managing.change_amount(row, 1500)
    managing.pause(row, 1)
    managing.resume(row)
    stopping.stop(row, by=Subscription.End.DONOR)
    managing.resume(row)
    cards.begin(row, language="ru", addresses=ADDRESSES)
    site.pay(Checkout.objects.get(kind=CARD), email=ADDRESS)
    site.give(ONCE, email=ADDRESS, language="en")
    refunding.refund(Payment.objects.get(kind=ONCE), 300, knowing=0)
    site.give(email=ADDRESS, card="fails_later")
    site.stripe.advance(days=60)
    site.hear()
    site.stripe.dispute(Payment.objects.filter(kind="monthly").latest("pk").trace.payment_intent)
    site.hear()
    site.client.post("/ru/donate/manage/", {"email": ADDRESS})
    site.client.post("/en/donate/manage/", {"email": "nobody@secret-mail.example"})
    site.work()
    reconciling.reconcile(30)


def found_in(text):
    return [trace for trace in TRACES if trace in text.lower()]


def test_a_full_dump_holds_no_name_address_or_card(site, caplog):
    live(site)
    whole = dump()
    assert Donor.objects.get().email_hash in whole  # the dump is of these rows
    assert not found_in(whole)
    # Four digits alone stand in ids by chance: no column may be just the card's last four
    cells = [cell for line in whole.splitlines() for cell in line.split("\t")]
    assert LAST4 not in cells
    assert not [cell for cell in cells if "visa" in cell.lower()]


def test_the_queue_holds_no_name_address_or_card(site):
    live(site)
    assert len(site.queued) > 20
    assert not found_in(" ".join(site.queued))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args::text ~* 'secret-mail'")
        assert cursor.fetchone() == (0,)


def test_the_logs_hold_no_name_address_or_card(site, caplog):
    live(site)
    formatter = Formatter("%(levelname)s %(name)s: %(message)s")
    said = [
        formatter.format(record) for record in caplog.records if record.name != "django.db.backends"
    ]
    assert said
    assert not found_in("\n".join(said))


def test_letters_say_nothing_outside_and_reach_the_address(site):
    live(site)
    assert {tuple(each.to) for each in mail.outbox} == {(ADDRESS,)}
    assert len(mail.outbox) >= 10
    for each in mail.outbox:
        outside = f"{each.subject} {each.extra_headers} {each.from_email}".lower()
        assert not [
            word
            for word in (*TRACES, "donat", "пожертв", "жертв", "€", "10")
            if word in each.subject.lower()
        ]
        assert not [trace for trace in TRACES if trace in outside]
        assert "donate/manage/" in each.body


def test_errors_tell_no_address(site, caplog):
    site.give(email=ADDRESS)
    site.stripe.faults.add("500", times=100)
    donor = Donor.objects.get()
    for attempt in (1, ATTEMPTS):
        with pytest.raises(Exception) as failure:  # noqa: PT011  whatever it is, it names nobody
            letters.write("link", donor.pk, "ru", {}, "<1@x>")
        assert not found_in(repr(failure.value) + str(failure.value.__dict__) + str(attempt))
        assert failure.value.__suppress_context__ or failure.value.__context__ is None


def test_a_member_with_the_donor_s_address_is_nobody_to_the_donations(site, client):
    """And the address may have gone to somebody else: an account opens no donations."""
    site.give(email=ADDRESS)
    before = dump_of_donations()
    member = make_member(email=ADDRESS)
    client.force_login(member)
    for page in ("/ru/", "/ru/donate/", "/ru/donate/manage/", "/ru/me/"):
        html = client.get(page).content.decode()
        assert "donate/manage/Wz" not in html
    assert dump_of_donations() == before
    User.objects.all().delete()
    assert dump_of_donations() == before
    site.stripe.advance(days=32)
    site.hear()
    assert Payment.objects.count() == 2


def dump_of_donations():
    return [line for line in dump().splitlines() if "donations_" in line.split(":")[0]]


def test_no_column_of_a_donor_is_finer_than_a_day_and_none_leads_to_a_member():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_name LIKE 'donations\\_%'"
        )
        columns = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND (conrelid::regclass::text LIKE 'donations\\_%'"
            " OR confrelid::regclass::text LIKE 'donations\\_%')"
        )
        keys = cursor.fetchall()
    assert len(columns) > 60
    assert not [column for column in columns if column[2].startswith(("time", "interval"))]
    assert {table.split("_")[0] for pair in keys for table in pair} == {"donations"}


def test_forgetting_leaves_no_trace_of_these_either(site):
    live(site)
    donor = Donor.objects.get()
    mark = donor.email_hash
    forgetting.forget(donor)
    site.work(also_later=True)
    site.hear()
    whole = dump()
    assert mark not in whole
    assert not [trace for trace in TRACES if trace in whole.lower()]
