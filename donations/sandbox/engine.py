"""A Stripe that runs here: the API, the payer's hands, the dashboard, the banks, the clock."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from donations.sandbox import (
    agenda,
    answering,
    clock,
    collecting,
    invoicing,
    paying,
    payments,
    refunds,
    subscriptions,
)
from donations.sandbox.answering import Call
from donations.sandbox.cards import Answer
from donations.sandbox.deliveries import Deliveries, Delivery, Post
from donations.sandbox.faults import Faults
from donations.sandbox.refusals import Document, NeedsAuthentication, Refusal
from donations.sandbox.store import Store
from donations.sandbox.work import Rules, Work

API_VERSION = "2026-10-28.endive"


class Sandbox:
    """One account at this Stripe. Several processes may share its file, several threads the object.

    `now` freezes the clock at so many seconds since 1970; without it, it is the real one plus what
    it was advanced by. `events` are the types that the webhook endpoint is to hear of: all of them
    unless said otherwise. Each request takes a few milliseconds.
    """

    def __init__(
        self,
        path: str | Path = ":memory:",
        *,
        now: int | None = None,
        webhook_secret: str = "whsec_sandbox",  # noqa: S107 not a secret: there is no money
        api_version: str = API_VERSION,
        events: Iterable[str] | None = None,
    ) -> None:
        self.rules = Rules(api_version, None if events is None else frozenset(events))
        self._store = Store(path)
        self._deliveries = Deliveries(self._store, webhook_secret)
        self.faults = Faults(self._store)
        if now is not None:
            with self._store.transaction() as connection:
                clock.freeze(connection, now)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A transaction in the documents, as the pages and the methods below use it."""
        with self._store.transaction() as connection:
            yield Work(connection, clock.read(connection), self.rules)

    # The API

    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: str | bytes | None
    ) -> tuple[str, int, dict[str, str]]:
        """What an HTTP client gets: content, status, headers.

        Raises SandboxTimeout or SandboxUnreachable when a fault says so.
        """
        self.tick()
        try:
            call, sent = answering.read(method, url, headers, body)
        except Refusal as refusal:
            return answering.refused(refusal)
        return answering.answer(self._store, self.rules, call, sent)

    @property
    def log(self) -> list[Call]:
        """Every request that was made, oldest first."""
        with self._store.transaction() as connection:
            return answering.made(connection)

    # The clock

    @property
    def now(self) -> int:
        """Seconds since 1970."""
        with self._store.transaction() as connection:
            return clock.read(connection)

    def tick(self) -> int:
        """Do what has fallen due; how many things. Next to nothing when nothing has."""
        return agenda.run_due(self._store, self.rules)

    def advance(self, *, days: int = 0, seconds: int = 0, to: int | None = None) -> None:
        """Move the clock, doing everything due on the way in order. Raises ValueError backwards."""
        now = self.now
        target = to if to is not None else now + days * clock.DAY + seconds
        if target < now:
            raise ValueError("The clock can't be moved back")
        agenda.run_due(self._store, self.rules, target)

    # The payer at the hosted pages

    def complete(
        self,
        session_id: str,
        *,
        email: str,
        name: str = "Test Payer",
        card: str = "works",
        authenticated: bool = False,
    ) -> str:
        """Pay, or save the card; the address the payer is sent to.

        Raises SessionClosed; CardDeclined, after which another card can be tried; and
        NeedsAuthentication: the same again with `authenticated`.
        """
        self.tick()
        with self.work() as work:
            session = paying.open_session(work, session_id)
            trouble = paying.complete(work, session, email, name, card, authenticated)
        if trouble:
            raise trouble
        return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session_id)

    def refuse_authentication(self, session_id: str) -> None:
        """The payer says no to their bank. The session stays open. Raises SessionClosed."""
        with self.work() as work:
            paying.refuse(work, paying.open_session(work, session_id))

    def settle(self, session_id: str, *, succeeds: bool) -> None:
        """The bank of an asynchronous payment has decided. Raises SessionClosed."""
        with self.work() as work:
            paying.settle(work, session_id, succeeds=succeeds)

    def authenticate_invoice(self, invoice_id: str) -> None:
        """The payer confirms a renewal to their bank, on the hosted page of its invoice.

        Raises NeedsAuthentication when the invoice isn't paid by that.
        """
        with self.work() as work:
            invoice = work.get("invoice", invoice_id)
            if invoice["status"] != "open":
                raise NeedsAuthentication(invoice["status"])
            answer = collecting.collect(
                work, invoice, by_hand=True, present=True, authenticated=True
            )
        if answer is not Answer.PAID:
            raise NeedsAuthentication(invoice_id)

    # Stripe's dashboard and the banks

    def cancel_in_dashboard(self, subscription_id: str) -> None:
        """Raises Refusal when it has ended."""
        with self.work() as work:
            subscriptions.cancel(work, {}, subscription_id)

    def refund_in_dashboard(
        self, payment_intent_id: str, amount: int | None = None, fails: bool = False
    ) -> str:
        """The refund's id; `amount` in minor units. One that fails does so at once after."""
        with self.work() as work:
            refund = refunds.give_back(work, self._charge(work, payment_intent_id), amount)
            if fails:
                refunds.fail(work, refund)
        return str(refund["id"])

    def fail_refund(self, refund_id: str) -> None:
        """The bank sends the money back, days after the refund."""
        with self.work() as work:
            refunds.fail(work, work.get("refund", refund_id))

    def dispute(self, payment_intent_id: str) -> str:
        """The dispute's id."""
        with self.work() as work:
            return refunds.dispute(work, self._charge(work, payment_intent_id))

    def close_dispute(self, dispute_id: str, won: bool) -> None:
        with self.work() as work:
            refunds.close_dispute(work, dispute_id, won=won)

    def warn_of_fraud(self, payment_intent_id: str) -> str:
        """The warning's id."""
        with self.work() as work:
            return refunds.warn_of_fraud(work, self._charge(work, payment_intent_id))

    def expire_card(self, customer_id: str) -> None:
        """Every card of the customer was valid until last month."""
        with self.work() as work:
            for method in work.every("payment_method", customer=customer_id):
                self._dated(work, method, years=-1, event="payment_method.updated")

    def renew_card(self, customer_id: str) -> None:
        """The banks tell Stripe of new cards in the place of the old ones."""
        with self.work() as work:
            for method in work.every("payment_method", customer=customer_id):
                self._dated(work, method, years=3, event="payment_method.automatically_updated")

    def change_status(self, subscription_id: str, status: str) -> None:
        """Any status, also one that Stripe will only think of one day."""
        with self.work() as work:
            subscription = work.get("subscription", subscription_id)
            work.change(subscription, "customer.subscription.updated", status=status)

    def mark_uncollectible(self, invoice_id: str) -> None:
        with self.work() as work:
            invoice = work.get("invoice", invoice_id)
            invoicing.write_off(work, invoice)
            collecting.heal(work, invoice, "past_due", "unpaid")

    # Webhooks

    def undelivered(self, limit: int = 100) -> list[Delivery]:
        """Events that are due to be posted, oldest first; each signed now."""
        return self._deliveries.undelivered(limit)

    def mark_delivered(self, event_id: str) -> None:
        self._deliveries.mark_delivered(event_id)

    def mark_failed(self, event_id: str) -> None:
        """Tried again later, for three days."""
        self._deliveries.mark_failed(event_id)

    def deliver_again(self, event_id: str) -> None:
        """Whatever became of it."""
        self._deliveries.again(event_id)

    def deliveries(self, limit: int) -> list[tuple[str, str, int, str, int]]:
        """Of the newest events that are sent: id, type, when, what became of it, how many attempts."""
        return self._deliveries.states(limit)

    def deliver_all(
        self,
        post: Post,
        *,
        shuffle: random.Random | None = None,
        repeat: int = 1,
        lose: Callable[[str], bool] | None = None,
    ) -> int:
        """Post every event that is due, and those that come up meanwhile.

        `post` takes body and signature and returns a status; `lose` says of a type whether the
        event is lost. Returns how many posts were answered with 2xx.
        """
        return self._deliveries.deliver_all(post, shuffle, repeat, lose)

    @staticmethod
    def _charge(work: Work, intent: str) -> Document:
        return payments.charge_of(work, work.get("payment_intent", intent))

    @staticmethod
    def _dated(work: Work, method: Document, *, years: int, event: str) -> None:
        if card := method.get("card"):
            year = clock.year(work.now) + years
            work.change(method, card={**card, "exp_year": year})
            work.emit(event, method, {"card": {"exp_year": card["exp_year"]}})
