"""The donations' jobs. Their arguments are ids of our rows, or the keyed hash of an address.

Nothing in the queue leads to a person.
"""

import logging

from django.conf import settings
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from core.mail import Refused, Undelivered
from donations import (
    alerts,
    cards,
    forgetting,
    letters,
    reconciling,
    remote,
    stopping,
    tidying,
    webhooks,
)
from donations.models import Checkout, Donor, Event, Subscription

logger = logging.getLogger(__name__)

ATTEMPTS = 8
# 5 s, 25 s, … about a day in all
RETRY = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=5)
MAIL_RETRY = RetryStrategy(
    max_attempts=ATTEMPTS, exponential_wait=5, retry_exceptions={Undelivered, remote.Unavailable}
)


@app.task(name="donations.process_event", retry=RETRY)
def process_event(event_id: int) -> None:
    event = Event.objects.filter(pk=event_id).first()
    if event and event.state in (Event.State.WAITING, Event.State.FAILED):
        webhooks.process(event)


@app.task(name="donations.finish_stopping", retry=RETRY)
def finish_stopping(subscription_id: int) -> None:
    """Until Stripe confirms it; nothing, when it has. Raises also when Stripe answered and did nothing."""
    subscription = Subscription.objects.filter(pk=subscription_id).first()
    if subscription and stopping.carry_out(subscription).is_stopping:
        raise remote.Refused("a stop was not carried out")


@app.task(name="donations.take_card", retry=RETRY)
def take_card(checkout_id: int) -> None:
    if checkout := Checkout.objects.filter(pk=checkout_id).first():
        cards.take(checkout)


@app.task(name="donations.finish_forgetting", retry=RETRY)
def finish_forgetting(donor_id: int) -> None:
    forgetting.carry_out(donor_id)


@app.task(name="donations.alert_treasurer", retry=RETRY)
def alert_treasurer(kind: str) -> None:
    """At most one letter of a kind an hour."""
    alerts.alert(kind)


@app.periodic(cron="40 3 * * *")
@app.task(name="donations.reconcile", queueing_lock="donations.reconcile", retry=RETRY)
def reconcile(timestamp: int) -> None:
    """Every night, a week back: a night or two may be missed. Clears away what is of no more use.

    Before it, what donors have asked for and Stripe has not confirmed.
    """
    if settings.DONATIONS_ARE_OPEN:
        stopping.ask_again()
        forgetting.ask_again()
        reconciling.reconcile(days=7)
    tidying.tidy()


@app.task(name="donations.send_link", retry=RETRY)
def send_link(*, hashes: list[str], language: str) -> None:
    """The private link for whom it concerns, if anybody. Its letter is a job of its own."""
    for donor in Donor.objects.filter(email_hash__in=hashes, forget_asked_on=None):
        letters.promise("link", donor, language=language)


@app.task(name="donations.send_letter", retry=MAIL_RETRY, pass_context=True)
def send_letter(
    job: JobContext,
    *,
    kind: str,
    donor_id: int,
    language: str,
    rows: dict[str, int],
    message_id: str,
) -> None:
    """When it can't be delivered, the log says so and the job ends well."""
    try:
        letters.write(kind, donor_id, language, rows, message_id)
    except Refused as error:
        logger.error("Letter %s was refused: %s", kind, error)
    except (Undelivered, remote.Unavailable) as error:
        if job.job.attempts < ATTEMPTS:
            raise
        logger.error("Letter %s was given up: %s", kind, error)
