"""What the site knows of giving: Stripe's ids, keyed hashes, amounts, states and days. No person.

Three kinds of rows. Those that lead to a person (Donor, Customer, Checkout, PaymentTrace) are deleted
when the donor asks for it. Those that count (Subscription, Payment, Refund, Dispute) stay, and then
lead to nobody: of the Stripe id only a keyed hash is left. The rest is the treasurer's.
No row of a donor holds a time finer than a day, and none leads to a member.
"""

from donations.models.campaigns import Campaign, CampaignRate, Use
from donations.models.fields import CARD, MONTHLY, ONCE, today
from donations.models.payments import Dispute, Payment, PaymentQuerySet, Refund
from donations.models.people import Checkout, Customer, Donor, PaymentTrace
from donations.models.subscriptions import Subscription, SubscriptionQuerySet
from donations.models.treasury import Difference, Event, EventQuerySet, Reconciliation

__all__ = [
    "CARD",
    "MONTHLY",
    "ONCE",
    "Campaign",
    "CampaignRate",
    "Checkout",
    "Customer",
    "Difference",
    "Dispute",
    "Donor",
    "Event",
    "EventQuerySet",
    "Payment",
    "PaymentQuerySet",
    "PaymentTrace",
    "Reconciliation",
    "Refund",
    "Subscription",
    "SubscriptionQuerySet",
    "Use",
    "today",
]
