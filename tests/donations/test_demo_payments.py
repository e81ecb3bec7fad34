"""The demo has enough to look at, and is of nobody."""

import pytest

from donations import demo_payments, treasury
from donations.models import Customer, Dispute, Donor, Payment, PaymentTrace, Refund, Subscription
from tests.donations.factories import make_campaign, make_payment

pytestmark = pytest.mark.django_db


def test_two_years_are_written_quickly(django_assert_max_num_queries):
    campaign = make_campaign()
    with django_assert_max_num_queries(14):  # with savepoint and batches
        count = demo_payments.write_demo()
    assert count == Payment.objects.count() > 1000
    assert all(month.total > 0 for month in treasury.money()["eur"])
    assert Refund.objects.exists() and Dispute.objects.filter(state="open").count() == 1
    assert campaign.payments.exists()


def test_numbers_of_receipts_run_with_the_days():
    demo_payments.write_demo()
    days = list(Payment.objects.order_by("pk").values_list("paid_on", flat=True))
    assert days == sorted(days)


def test_it_is_of_nobody():
    demo_payments.write_demo()
    assert not any(model.objects.exists() for model in (Donor, Customer, PaymentTrace))
    assert not Subscription.objects.exclude(stripe_id=None).exists()


def test_nothing_is_charged_after_it_ended():
    demo_payments.write_demo()
    for row in Subscription.objects.exclude(ended_on=None).prefetch_related("payments"):
        assert all(payment.paid_on < row.ended_on for payment in row.payments.all())
    running = Subscription.objects.running().count()
    ending = Subscription.objects.filter(state="ending").count()
    assert treasury.flow()[-1].running == running + ending > 50


def test_beside_real_payments_nothing_is_added():
    make_payment()
    assert demo_payments.write_demo() == 0
    assert Payment.objects.count() == 1


def test_where_real_money_is_to_come_nothing_is_added(settings):
    settings.STRIPE_SECRET_KEY = "sk_live_x"
    assert demo_payments.write_demo() == 0
    assert not Payment.objects.exists()
