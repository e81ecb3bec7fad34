"""Make donors' keyed hashes anew after DONOR_KEY was changed."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from donations import letters, remote, rotating


class Command(BaseCommand):
    help = (
        "After DONOR_KEY was changed and the old one moved to DONOR_KEY_FALLBACKS: make every donor’s"
        " keyed hash anew from the address Stripe has. Safe to run twice. Prints no address."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--after", type=int, default=0, metavar="ROW", help="go on after this row"
        )
        parser.add_argument(
            "--trust-stripe",
            action="store_true",
            help="take the address Stripe has even where no key of ours knows it: the old one is lost",
        )

    def handle(self, *, after: int, trust_stripe: bool, **options: Any) -> None:
        if not settings.DONATIONS_ARE_OPEN:
            raise CommandError(
                "Donations are not open: set STRIPE_SECRET_KEY, or STRIPE_SANDBOX=on."
            )
        report = rotating.Report(last=after)
        look_up = rotating.present_address if trust_stripe else letters.address_of
        try:
            rotating.rotate(report, look_up)
        except remote.Unavailable as error:
            raise CommandError(
                f"{self.told(report)}\nStripe did not answer ({error}). Go on with --after {report.last}"
            ) from error
        self.stdout.write(self.told(report))
        if report.unreachable:
            self.stdout.write(
                "Those unreachable have no address at Stripe by which we know them. If the old key is"
                " not among DONOR_KEY_FALLBACKS, add it and run this again; if it is lost, use"
                " --trust-stripe."
            )

    def told(self, report: rotating.Report) -> str:
        return (
            f"{report.total} donors: {report.moved} moved to the present key, {report.kept} had it"
            f" already, {report.merged} merged, {report.unreachable} unreachable."
        )
