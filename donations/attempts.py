"""The key by which Stripe knows a repetition: made from our row and the number of the attempt.

An attempt is one wish of one person. What is repeated within it, by the SDK or by a job, has the same
key and is done once; a new wish, also the same one again, has the next number and is done again.
"""

from django.db import transaction

from donations.models import Subscription


@transaction.atomic
def next_key(subscription: Subscription, verb: str) -> str:
    """Count one attempt and commit it, so that a crash can't give its key to another wish."""
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    row.attempts += 1
    row.save(update_fields=["attempts"])
    subscription.attempts = row.attempts
    return key(row, verb)


def key(subscription: Subscription, verb: str) -> str:
    """Of the attempt that was counted last."""
    return f"{subscription.reference[:32]}-{verb}-{subscription.attempts}"
