"""Comparing our rows with Stripe's objects: what webhooks missed is mended, every difference told."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from procrastinate.contrib.django import app

from donations import differences, gateway, remote, sync, webhooks
from donations.models import Difference, Event, Reconciliation, Subscription

LONGEST = 366  # days to look back at objects
EVENTS_KEPT = 30  # days; Stripe tells of no older ones
DAY = 24 * 3600  # seconds
TYPES_AT_ONCE = 20  # Stripe's limit


class Check(NamedTuple):
    """One kind of objects: where they are, in what one differs from our row ("" for nothing), the cure."""

    kind: str
    listed: Iterable[Any]
    fetch: Callable[[str], Any]
    difference: Callable[[Any], str]
    mend: Callable[[str], object]


def reconcile(days: int) -> Reconciliation:
    """Compare everything of the last `days`, and what runs of any age; the report.

    Safe to repeat: a second run finds nothing that the first could mend. Some calls for each hundred
    objects, two more for each difference. Raises Unavailable; what was mended until then stays mended.
    """
    report = Reconciliation.objects.create(days=min(days, LONGEST))
    since = gateway.now() - report.days * DAY
    for check in _checks(report, since):
        for found in check.listed:
            report.looked_at += 1
            if detail := check.difference(found):
                _mend(report, check, found.id, detail)
    _hear(report, max(since, gateway.now() - EVENTS_KEPT * DAY))
    _finish_waiting()
    report.is_finished = True
    report.save(update_fields=["looked_at", "is_finished"])
    if report.differences.exists():
        app.configure_task("donations.alert_treasurer").defer(kind="differences")
    return report


def _checks(report: Reconciliation, since: int) -> list[Check]:
    """In this order: a refund needs its payment, a payment its donation."""
    return [
        Check("visit", gateway.sessions(since), gateway.session, differences.visit, sync.session),
        Check(
            "monthly donation",
            _subscriptions(report, since),
            gateway.subscription,
            differences.subscription,
            sync.subscription,
        ),
        Check("charge", gateway.invoices(since), gateway.invoice, differences.charge, sync.invoice),
        Check("refund", gateway.refunds(since), gateway.refund, differences.refund, sync.refund),
        Check(
            "dispute", gateway.disputes(since), gateway.dispute, differences.dispute, sync.dispute
        ),
        Check(
            "warning", gateway.warnings(since), gateway.warning, differences.warning, sync.warning
        ),
    ]


def _subscriptions(report: Reconciliation, since: int) -> Iterator[remote.Subscription]:
    """Begun lately; running at Stripe; running as far as we know. Each once.

    What Stripe doesn't know at all, of another account or mode, is told and left.
    """
    seen = set()
    for found in (*gateway.subscriptions(since), *gateway.running_subscriptions()):
        if found.id not in seen:
            seen.add(found.id)
            yield found
    ours = Subscription.objects.exclude(state=Subscription.State.ENDED).exclude(stripe_id=None)
    for stripe_id in ours.values_list("stripe_id", flat=True):
        if stripe_id and stripe_id not in seen:
            try:
                yield gateway.subscription(stripe_id)
            except remote.Missing:
                report.differences.create(
                    kind="monthly donation", stripe_id=stripe_id, detail="unknown to Stripe"
                )


def _mend(report: Reconciliation, check: Check, stripe_id: str, detail: str) -> None:
    row = Difference.objects.create(
        reconciliation=report, kind=check.kind, stripe_id=stripe_id, detail=detail
    )
    try:
        check.mend(stripe_id)
        row.is_repaired = not check.difference(check.fetch(stripe_id))
    except (remote.Missing, remote.Refused, sync.NotYet):
        return
    row.save(update_fields=["is_repaired"])


def _hear(report: Reconciliation, since: int) -> None:
    """Events that never came: noted and looked into now, so that their coming late changes nothing."""
    types = list(webhooks.SYNCED)
    for start in range(0, len(types), TYPES_AT_ONCE):
        for event in gateway.events(since, types[start : start + TYPES_AT_ONCE]):
            report.looked_at += 1
            if webhooks.note(event):
                Difference.objects.create(
                    reconciliation=report, kind="event", stripe_id=event.id, detail=event.type
                )


def _finish_waiting() -> None:
    """Whatever still waits, of today's findings and of jobs that died."""
    for event in Event.objects.waiting().order_by("pk").iterator():
        try:
            webhooks.process(event)
        except (sync.NotYet, remote.Refused):
            continue
    heard = Difference.objects.filter(kind="event", is_repaired=False)
    done = Event.objects.exclude(pk__in=Event.objects.waiting()).values("stripe_id")
    heard.filter(stripe_id__in=done).update(is_repaired=True)
