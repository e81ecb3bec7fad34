"""What staff may see of giving, and what nobody sees."""

import json

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donations import webhooks
from donations.models import (
    Checkout,
    Customer,
    Difference,
    Donor,
    Event,
    PaymentTrace,
    Reconciliation,
)
from tests.donations.admin.staff import client_of
from tests.donations.factories import (
    make_campaign,
    make_customer,
    make_dispute,
    make_donor,
    make_payment,
    make_refund,
    make_subscription,
    number,
)

pytestmark = pytest.mark.django_db
READ = ("payment", "refund", "dispute", "checkout", "subscription", "event", "reconciliation")
WRITTEN = ("campaign", "use")


def make_row():
    """One row of everything."""
    donor = make_donor(f"{number('anna')}@example.org")
    campaign = make_campaign()
    customer = make_customer(donor)
    subscription = make_subscription(donor, customer=customer, campaign=campaign)
    payment = make_payment(donor, campaign=campaign, subscription=subscription)
    make_refund(payment, amount=100)
    make_dispute(payment, amount=100)
    Checkout.objects.create(
        key=number("key"), kind="once", amount=500, currency="eur", language="ru", donor=donor,
        campaign=campaign, stripe_id=number("cs"),
    )  # fmt: skip
    Event.objects.create(stripe_id=number("evt"), type="invoice.paid", object_id=number("in"))
    report = Reconciliation.objects.create(days=7)
    Difference.objects.create(reconciliation=report, kind="refund", stripe_id=number("re"))
    return payment


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("model", [*READ, "campaign"])
def test_a_list_costs_the_same_for_two_rows_and_for_twenty(admin_client, model):
    path = f"/admin/donations/{model}/"
    for _row in range(2):
        make_row()
    few = queries(admin_client, path)
    for _row in range(18):
        make_row()
    assert queries(admin_client, path) == few


@pytest.mark.parametrize("model", READ)
def test_staff_without_the_right_see_nothing(model):
    make_row()
    client = client_of()
    assert client.get(f"/admin/donations/{model}/").status_code == 403
    assert "donations" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("model", READ)
def test_who_may_see_a_list_sees_it_and_types_nothing_over(model):
    make_row()
    client = client_of(f"view_{model}", f"change_{model}", f"add_{model}", f"delete_{model}")
    assert client.get(f"/admin/donations/{model}/").status_code == 200
    row = admin.site._registry[
        next(m for m in admin.site._registry if m._meta.label_lower == f"donations.{model}")
    ].model.objects.get()
    page = f"/admin/donations/{model}/{row.pk}"
    shown = client.get(f"{page}/change/")
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()
    assert client.post(f"{page}/change/", {}).status_code == 403
    assert client.get(f"{page}/delete/").status_code == 403
    assert client.get(f"/admin/donations/{model}/add/").status_code == 403


def test_donors_have_no_place_in_the_admin():
    registered = set(admin.site._registry)
    assert not registered & {Donor, Customer, PaymentTrace}


@pytest.mark.parametrize("model", READ)
def test_no_page_leads_to_a_donor(model):
    """But for who may refund: the payment's own page has what finds it at Stripe."""
    payment = make_row()
    donor = Donor.objects.get()
    rights = [f"view_{each}" for each in READ]
    client = client_of(*rights)
    row = {m._meta.model_name: m for m in admin.site._registry}[model].objects.get()
    pages = [f"/admin/donations/{model}/", f"/admin/donations/{model}/{row.pk}/change/"]
    text = "".join(client.get(page).content.decode() for page in pages)
    hidden = [
        donor.email_hash, donor.customers.get().stripe_id, payment.trace.payment_intent,
        payment.subscription.stripe_id, Checkout.objects.get().stripe_id, payment.reference,
    ]  # fmt: skip
    assert not [each for each in hidden if each in text]


def test_who_may_refund_sees_where_the_payment_is_at_stripe():
    payment = make_row()
    page = f"/admin/donations/payment/{payment.pk}/change/"
    assert payment.trace.payment_intent in client_of(
        "view_payment", "refund_payment"
    ).get(page).content.decode()  # fmt: skip


def results(client, path):
    return list(client.get(path).context["cl"].result_list)


@pytest.mark.parametrize("typed", ["{number}", " {pk} ", "00{pk}"])
def test_a_payment_is_found_by_its_number(admin_client, typed):
    payment, _other = make_payment(), make_payment()
    query = typed.format(number=payment.number, pk=payment.pk)
    assert results(admin_client, f"/admin/donations/payment/?q={query}") == [payment]


@pytest.mark.parametrize("typed", ["anna", "pi_1", "9" * 30, "1; 2"])
def test_by_anything_else_none_is(admin_client, typed):
    make_payment()
    assert results(admin_client, f"/admin/donations/payment/?q={typed}") == []


def test_filters_leave_what_was_asked_for(admin_client):
    wanted = make_payment(kind="monthly", currency="pln", campaign=make_campaign())
    make_payment()
    query = f"kind__exact=monthly&currency=pln&campaign__id__exact={wanted.campaign_id}&paid_on__year=2026&paid_on__month=5"
    assert results(admin_client, f"/admin/donations/payment/?{query}") == [wanted]


def replay(client, *events):
    data = {"action": "look_again", "_selected_action": [event.pk for event in events], "index": 0}
    return client.post("/admin/donations/event/", data, follow=True)


def failed_event():
    return Event.objects.create(
        stripe_id=number("evt"),
        type="invoice.paid",
        object_id="in_1",
        state="failed",
        note="NotYet",
    )


def jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs")
        return [(name, json.loads(args)) for name, args in cursor.fetchall()]


def test_a_webhook_is_looked_into_again_and_that_is_logged():
    event = failed_event()
    replay(client_of("view_event", "change_event"), event)
    event.refresh_from_db()
    assert (event.state, event.note) == ("waiting", "")
    assert jobs() == [("donations.process_event", {"event_id": event.pk})]
    assert LogEntry.objects.get().object_id == str(event.pk)


def test_who_may_only_see_webhooks_replays_none():
    event = failed_event()
    client = client_of("view_event")
    assert "look_again" not in client.get("/admin/donations/event/").content.decode()
    replay(client, event)
    event.refresh_from_db()
    assert (event.state, jobs()) == ("failed", [])


def test_getting_the_list_replays_nothing(admin_client):
    event = failed_event()
    admin_client.get(f"/admin/donations/event/?action=look_again&_selected_action={event.pk}")
    event.refresh_from_db()
    assert (event.state, jobs()) == ("failed", [])


def test_replaying_does_it_anew_whatever_came_of_it(play):
    play.give()
    event = Event.objects.filter(type="invoice.paid").get()
    assert event.state == "done"
    webhooks.replay(event)
    play.hear()
    event.refresh_from_db()
    assert event.state == "done"


def test_a_report_shows_its_differences(admin_client):
    make_row()
    report = Reconciliation.objects.get()
    page = admin_client.get(f"/admin/donations/reconciliation/{report.pk}/change/").content.decode()
    assert Difference.objects.get().stripe_id in page
