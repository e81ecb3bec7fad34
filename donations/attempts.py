"""The key by which Stripe knows a repetition: made from our row and the number of the attempt.

Within one attempt the SDK repeats with the same key, and it is done once. A new attempt, of a person or
of a job, has the next number: Stripe answers an old key with what it remembers, be it a failure.
"""

from django.db import transaction

from donations.models import Subscription


@transaction.atomic
def next_key(subscription: Subscription, verb: str) -> str:
    """Count one attempt and commit it, so that a crash can't give its key to another."""
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    row.attempts += 1
    row.save(update_fields=["attempts"])
    return f"{row.reference[:32]}-{verb}-{row.attempts}"
