"""A new key: donors are known by it afterwards, and nobody is lost on the way."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from donations import gateway, hashing, remote, rotating
from donations.models import Checkout, Donor
from donations.rotating import Report
from tests.donations.factories import (
    make_customer,
    make_donor,
    make_payment,
    make_subscription,
    number,
)

pytestmark = pytest.mark.django_db
ANNA, BORIS = "anna@example.org", "boris@example.org"


@pytest.fixture
def stripe(monkeypatch, settings):
    """Addresses by customer and by payment."""
    addresses = {}

    def find(stripe_id):
        found = addresses.get(stripe_id, "")
        if isinstance(found, Exception):
            raise found
        return found

    def payment(stripe_id):
        return remote.Payment(stripe_id, "succeeded", 1000, "eur", "", 1, find(stripe_id))

    monkeypatch.setattr(gateway, "address_of", find)
    monkeypatch.setattr(gateway, "payment", payment)
    return addresses


@pytest.fixture
def replace_key(settings):
    def replace():
        settings.DONOR_KEY_FALLBACKS = [settings.DONOR_KEY]
        settings.DONOR_KEY = "a new key, as long as the one before it was"

    return replace


def make(address, stripe, **fields):
    donor = make_donor(address, **fields)
    stripe[make_customer(donor).stripe_id] = address
    return donor


def hash_of(donor):
    return Donor.objects.get(pk=donor.pk).email_hash


def run(*arguments):
    said = io.StringIO()
    call_command("rotate_donor_key", *arguments, stdout=said)
    return said.getvalue()


def test_donors_are_known_by_the_new_key(stripe, replace_key, settings):
    donors = {address: make(address, stripe) for address in (ANNA, BORIS)}
    replace_key()
    said = run()
    settings.DONOR_KEY_FALLBACKS = []
    for address, donor in donors.items():
        assert hash_of(donor) == hashing.email_hash(address)
    assert "2 moved" in said
    assert not [word for word in (ANNA, BORIS, "@") if word in said]


def test_a_second_run_finds_them_moved(stripe, replace_key):
    make(ANNA, stripe)
    replace_key()
    run()
    assert "0 moved to the present key, 1 had it already" in run()


def test_who_gave_once_is_found_by_the_latest_payment(stripe, replace_key):
    donor = make_donor(ANNA)
    make_payment(donor)
    stripe[make_payment(donor).trace.payment_intent] = ANNA
    replace_key()
    run()
    assert hash_of(donor) == hashing.email_hash(ANNA)


def test_two_rows_of_one_address_become_one(stripe, replace_key, settings):
    old = make(ANNA, stripe, language="ru", created_on=datetime.date(2025, 1, 1))
    payment = make_payment(old)
    subscription = make_subscription(old)
    visit = Checkout.objects.create(
        key=number("key"), kind="once", currency="eur", language="ru", donor=old
    )
    replace_key()
    new = make(ANNA, stripe, language="en", created_on=datetime.date(2026, 1, 1))
    assert "1 merged" in run()
    new.refresh_from_db()
    assert Donor.objects.get() == new
    assert (new.language, new.created_on) == ("en", datetime.date(2025, 1, 1))
    assert new.customers.count() == 2
    for row in (payment.trace, subscription, visit):
        row.refresh_from_db()
        assert row.donor == new


def test_the_newest_language_wins_whichever_row_stays(stripe, replace_key):
    make(ANNA, stripe, language="ru", created_on=datetime.date(2026, 2, 1))
    replace_key()
    make(ANNA, stripe, language="en", created_on=datetime.date(2026, 1, 1))
    run()
    assert Donor.objects.get().language == "ru"


def test_who_has_no_address_any_more_stays_as_they_are(stripe, replace_key):
    donor = make_donor(ANNA)
    before = hash_of(donor)
    replace_key()
    assert "1 unreachable" in run()
    assert hash_of(donor) == before


def test_an_address_that_changed_at_stripe_is_not_taken_for_theirs(stripe, replace_key):
    donor = make_donor(ANNA)
    stripe[make_customer(donor).stripe_id] = BORIS
    boris = make(BORIS, stripe)
    replace_key()
    assert "1 unreachable" in run()
    assert hash_of(boris) == hashing.email_hash(BORIS)
    assert Donor.objects.count() == 2


def test_when_the_old_key_is_lost_stripe_can_be_trusted(stripe, settings):
    donor = make(ANNA, stripe)
    settings.DONOR_KEY = "a new key, and the old one went down with the disk"
    assert "1 unreachable" in run()
    assert "1 moved" in run("--trust-stripe")
    assert hash_of(donor) == hashing.email_hash(ANNA)


@pytest.mark.parametrize("error", [remote.Missing(""), remote.Refused("")])
def test_one_that_stripe_does_not_know_stops_nobody_else(stripe, replace_key, error):
    stripe[make_customer(make_donor(BORIS)).stripe_id] = error
    donor = make(ANNA, stripe)
    replace_key()
    assert "1 moved" in run()
    assert hash_of(donor) == hashing.email_hash(ANNA)


def test_when_stripe_is_silent_it_says_where_to_go_on(stripe, replace_key, monkeypatch):
    monkeypatch.setattr(rotating, "BATCH", 2)
    donors = [make(f"{number('x')}@example.org", stripe) for _each in range(5)]
    silent = donors[3].customers.get().stripe_id
    address, stripe[silent] = stripe[silent], remote.Unavailable("Timeout")
    replace_key()
    with pytest.raises(CommandError, match=f"(?s)3 moved.*--after {donors[2].pk}") as told:
        run()
    assert "@" not in str(told.value)
    stripe[silent] = address
    assert "2 donors: 2 moved" in run("--after", str(donors[2].pk))


def test_who_is_being_forgotten_is_left_to_that(stripe, replace_key):
    donor = make(ANNA, stripe, forget_asked_on=datetime.date(2026, 1, 1))
    before = hash_of(donor)
    replace_key()
    assert "0 donors" in run()
    assert hash_of(donor) == before


def test_nobody_is_merged_into_a_row_that_is_being_forgotten(stripe, replace_key):
    donor = make(ANNA, stripe)
    replace_key()
    make(ANNA, stripe, forget_asked_on=datetime.date(2026, 1, 1))
    report = Report()
    rotating.rotate(report)
    assert (report.merged, report.unreachable) == (0, 1)
    assert Donor.objects.filter(pk=donor.pk).exists()


def test_when_they_give_once_more_meanwhile_the_rows_become_one(stripe, replace_key):
    """The row by the new key comes between looking for it and writing it."""
    donor = make(ANNA, stripe)
    customer = donor.customers.get()
    replace_key()
    hashed = hashing.email_hash(ANNA)
    empty = Donor.objects.none()
    find, looked = Donor.objects.filter, []

    def late(**asked):
        if asked == {"email_hash": hashed} and not looked:
            looked.append(True)
            Donor.objects.create(email_hash=hashed, language="en")
            return empty
        return find(**asked)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Donor.objects, "filter", late)
        assert "1 merged" in run()
    assert looked
    assert Donor.objects.get().customers.get() == customer


def test_a_donation_is_found_by_the_new_key_alone(play, settings):
    """All the way, with the sandbox: who gives again is who gave before."""
    play.give()
    settings.DONOR_KEY_FALLBACKS = [settings.DONOR_KEY]
    settings.DONOR_KEY = "a new key, as long as the one before it was"
    assert "1 moved" in run()
    settings.DONOR_KEY_FALLBACKS = []
    play.give()
    assert Donor.objects.count() == 1
