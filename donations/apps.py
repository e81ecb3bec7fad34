import os

from django.apps import AppConfig

os.environ.pop("STRIPE_LOG", None)  # it would have Stripe's SDK print whole answers, names and all


class DonationsConfig(AppConfig):
    name = "donations"
