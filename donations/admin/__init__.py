"""The treasurer's side of giving: figures, lists, and the few things that may be done. No donor."""

from donations.admin import campaigns, events, payments, subscriptions

__all__ = ["campaigns", "events", "payments", "subscriptions"]
