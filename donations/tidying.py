"""What is of no more use goes by itself: unfinished visits, old webhooks, old reports."""

import datetime

from django.db.models import Q

from donations.models import Checkout, Event, Reconciliation, today

UNFINISHED = datetime.timedelta(days=30)  # after which Stripe tells no more of a visit
HEARD = datetime.timedelta(days=30)  # after which Stripe knows an event by its number no more
REPORTED = datetime.timedelta(days=90)


def tidy() -> None:
    """Three statements."""
    over = Q(state__in=(Checkout.State.EXPIRED, Checkout.State.FAILED, Checkout.State.OPEN))
    Checkout.objects.filter(over, created_on__lt=today() - UNFINISHED).delete()
    done = Q(state__in=(Event.State.DONE, Event.State.FLAGGED))
    Event.objects.filter(done, received_on__lt=today() - HEARD).delete()
    Reconciliation.objects.filter(ran_on__lt=today() - REPORTED).delete()
