"""Compare the donations with what Stripe has of them, mend what was missed, tell every difference."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from donations import reconciling, remote


class Command(BaseCommand):
    help = (
        "Compare our rows with Stripe’s objects and repair what webhooks missed. Safe to run twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=reconciling.EVENTS_KEPT,
            choices=range(1, reconciling.LONGEST + 1),
            metavar="N",
            help="how far back to look: 30 days, or up to 366; what runs is compared at any age",
        )

    def handle(self, *, days: int, **options: Any) -> None:
        if not settings.DONATIONS_ARE_OPEN:
            raise CommandError(
                "Donations are not open: set STRIPE_SECRET_KEY, or STRIPE_SANDBOX=on."
            )
        try:
            report = reconciling.reconcile(days)
        except remote.GatewayError as error:
            raise CommandError(
                f"Stripe did not answer ({error}); what was mended stays."
            ) from error
        found = list(report.differences.all())
        for each in found:
            mark = "mended" if each.is_repaired else "STILL DIFFERENT"
            self.stdout.write(f"{each.kind}: {each.detail} ({each.stripe_id}), {mark}")
        left = sum(not each.is_repaired for each in found)
        self.stdout.write(
            f"{report.looked_at} objects of {report.days} days looked at:"
            f" {len(found)} differences, {left} of them left."
        )
