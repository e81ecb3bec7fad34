"""A donor's life against the sandbox, in one thread: pages are left out, everything else is real."""

import itertools
import json
from types import SimpleNamespace

from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from donations import giving
from donations.models import MONTHLY, Checkout, Subscription
from donations.sandbox import Sandbox
from donations.sandbox.current import HEARD

NOW = 1_767_225_600 + 14 * 24 * 3600 + 12 * 3600  # 15 January 2026, 12:00 UTC
ANNA = "anna.donor@example.org"
ADDRESSES = ("http://testserver/thanks?session_id={CHECKOUT_SESSION_ID}", "http://testserver/back")

_marks = itertools.count(1)
_standing = []


def stand(sandbox):
    """From now on, the site's Stripe is this sandbox."""
    _standing[:] = [sandbox]


def transport(*request):
    return _standing[0].request(*request)


def now():
    return _standing[0].now


class Play:
    """The sandbox, the site's webhook and its job queue."""

    def __init__(self):
        self.stripe = Sandbox(now=NOW, events=HEARD)
        self.client = Client(raise_request_exception=True)
        self.letters, self.alerts = {}, []
        stand(self.stripe)

    # The donor

    def begin(self, kind=MONTHLY, amount=1000, currency="eur", language="ru", **more):
        gift = giving.Gift(
            kind, amount, currency, language, more.pop("mark", f"mark-{next(_marks)}"), **more
        )
        return giving.begin(gift, addresses=ADDRESSES)[0]

    def pay(self, checkout, email=ANNA, card="works", **more):
        self.stripe.complete(checkout.stripe_id, email=email, name="Anna Donor", card=card, **more)

    def give(self, kind=MONTHLY, email=ANNA, card="works", **more):
        """All the way: chosen, paid, heard of."""
        checkout = self.begin(kind, **more)
        self.pay(checkout, email, card)
        self.hear()
        return Checkout.objects.get(pk=checkout.pk)

    def subscription(self):
        return Subscription.objects.latest("pk")

    # Stripe and the site

    def post(self, body, signature):
        response = self.client.post(
            "/webhooks/stripe/", body, "application/json", headers={"Stripe-Signature": signature}
        )
        return response.status_code

    def hear(self, **options):
        """Webhooks arrive and are looked into, until there is nothing left to do."""
        while self.stripe.deliver_all(self.post, **options) + self.work():
            pass

    def work(self, *, also_later=False, forgiving=False):
        """Does the jobs that are due, as a worker would, in this thread; how many were done.

        `forgiving` leaves those that fail to be tried again.
        """
        done, failed = 0, set()
        while job := self._next(also_later, failed):
            pk, name, args = job
            try:
                self._do(name, args)
            except Exception:
                if not forgiving:
                    raise
                failed.add(pk)
                continue
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [pk])
            done += 1
        return done

    def _do(self, name, args):
        if name == "donations.send_letter":
            self.letters[args["message_id"]] = args["kind"]  # a second time, it is the same one
            return
        if name == "donations.alert_treasurer":
            self.alerts.append(args["kind"])
            return
        task = app.tasks[name]
        context = [SimpleNamespace(job=SimpleNamespace(attempts=1))] if task.pass_context else []
        task.func(*context, **args)

    def _next(self, also_later, but):
        due = "" if also_later else "AND (scheduled_at IS NULL OR scheduled_at <= now())"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, task_name, args FROM procrastinate_jobs"
                f" WHERE status = 'todo' {due} AND id <> ALL(%s) ORDER BY id LIMIT 1",
                [list(but)],
            )
            row = cursor.fetchone()
        if row is None:
            return None
        return row[0], row[1], json.loads(row[2]) if isinstance(row[2], str) else row[2]

    def said(self):
        """The kinds of letters promised since it was asked last."""
        said, self.letters = list(self.letters.values()), {}
        return said
