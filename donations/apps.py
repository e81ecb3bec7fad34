import os

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

os.environ.pop("STRIPE_LOG", None)  # it would have Stripe's SDK print whole answers, names and all


class DonationsConfig(AppConfig):
    name = "donations"
    verbose_name = _("Donations")
