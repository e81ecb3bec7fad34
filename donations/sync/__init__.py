"""From Stripe into our rows: each function fetches one object as it is now and writes what follows.

However often and in whatever order they run, the rows end the same: what is fetched is the present, one
object is written by one at a time, and the letter about a change leaves with the change.
"""

from donations.remote import day
from donations.sync.payments import invoice
from donations.sync.present import NotYet, alone
from donations.sync.returns import charge, dispute, refund, warning
from donations.sync.subscriptions import state_of, subscription
from donations.sync.visits import session

__all__ = [
    "NotYet",
    "alone",
    "charge",
    "day",
    "dispute",
    "invoice",
    "refund",
    "session",
    "state_of",
    "subscription",
    "warning",
]
