"""A monthly donation, and the letters about what became of it."""

from donations import gateway, hashing, letters, remote
from donations.models import (
    Checkout,
    Customer,
    Subscription,
)
from donations.remote import day
from donations.sync.donors import donor_of, language_of
from donations.sync.present import alone

State, End = Subscription.State, Subscription.End
STATES = {  # of a monthly donation that is neither ending nor paused, by Stripe's status
    "incomplete": State.PENDING,
    "incomplete_expired": State.ENDED,
    "active": State.ACTIVE,
    "trialing": State.ACTIVE,
    "past_due": State.PAST_DUE,
    "unpaid": State.UNPAID,
    "paused": State.PAUSED,
    "canceled": State.ENDED,
}
REASONS = {"payment_failed": End.PAYMENT, "payment_disputed": End.DISPUTE}


def subscription(subscription_id: str) -> Subscription:
    """A monthly donation as Stripe has it now; letters about what changed."""
    with alone(subscription_id):
        found = gateway.subscription(subscription_id)
        rows = Subscription.objects.select_for_update(of=("self",)).select_related("donor")
        row = rows.known_as(subscription_id).first()
        if row is None:
            row = _begun(found)
        else:
            before = (State(row.state), row.amount)
            _fill(row, found)
            row.save(update_fields=FILLED)
            _tell(row, *before)
    return row


FILLED = [
    "amount", "currency", "state", "stripe_status", "period_ends_on", "paused_until", "ended_on",
    "end_reason", "stop_asked_by",
]  # fmt: skip


def _begun(found: remote.Subscription) -> Subscription:
    checkout = Checkout.objects.filter(key=found.key).first() if found.key else None
    donor = donor_of(found.customer, gateway.address_of(found.customer), language_of(checkout))
    row = Subscription(
        reference=hashing.reference(found.id),
        stripe_id=found.id,
        donor=donor,
        customer=Customer.objects.filter(stripe_id=found.customer).first(),
        campaign=checkout.campaign if checkout else None,
        started_on=day(found.started),
    )
    _fill(row, found)
    row.save()
    return row


def _fill(row: Subscription, found: remote.Subscription) -> None:
    row.amount, row.currency = found.amount, found.currency
    row.stripe_status = found.status
    row.state = state_of(found)
    is_over = row.state == State.ENDED
    row.period_ends_on = None if is_over else day(found.period_end)
    row.paused_until = day(found.resumes) if found.resumes and row.state == State.PAUSED else None
    row.ended_on = day(found.ended or found.period_end) if is_over else None
    row.end_reason = _end_reason(found) if is_over else ""
    # The wish is fulfilled; one to end at once, of a dispute, not before it has ended
    if is_over or (row.state == State.ENDING and row.stop_asked_by != End.DISPUTE):
        row.stop_asked_by = ""


def state_of(found: remote.Subscription) -> Subscription.State:
    state = STATES.get(found.status, State.UNKNOWN)
    if state == State.ACTIVE and found.is_ending:
        return State.ENDING
    if state == State.ACTIVE and found.is_paused:
        return State.PAUSED
    return state


def _end_reason(found: remote.Subscription) -> Subscription.End:
    """What Stripe says; of what was asked for, the word we gave along."""
    if found.status == "incomplete_expired":
        return End.EXPIRED
    if found.cancel_reason in REASONS:
        return REASONS[found.cancel_reason]
    return End(found.cancel_comment) if found.cancel_comment in End.values else End.STRIPE


def _tell(row: Subscription, before: Subscription.State, amount: int) -> None:
    """One letter about what changed, if anything a donor wants to know has."""
    kind = ""
    if row.state != before:
        kind = _news(row, before)
    elif row.amount != amount:
        kind = "amount"
    if kind:
        letters.promise(kind, row.donor, subscription=row)


def _news(row: Subscription, before: Subscription.State) -> str:
    match row.state, before:
        case State.ENDED, State.ENDING | State.PENDING:
            return ""  # as they were told, or before it ever began
        case State.ENDED, _:
            kinds = {End.DONOR: "stopped", End.PAYMENT: "ended"}
            return kinds.get(End(row.end_reason), "closed")
        case State.ENDING, _:
            return "stopped"
        case State.PAUSED, _:
            return "paused"
        case State.ACTIVE, State.ENDING | State.PAUSED:
            return "resumed"
    return ""
