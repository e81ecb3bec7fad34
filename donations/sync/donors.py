"""Who gives: the donor behind an address, made with the first gift."""

from django.conf import settings
from django.db import IntegrityError, transaction

from donations import hashing
from donations.models import (
    Checkout,
    Customer,
    Donor,
)


def donor_of(customer: str, address: str, language: str) -> Donor:
    """Whoever has the address; made when nobody has. Without an address, somebody new."""
    known = Customer.objects.filter(stripe_id=customer).select_related("donor").first()
    if known:
        return known.donor
    donor = _by_address(address, language)
    if customer:
        Customer.objects.create(donor=donor, stripe_id=customer)
    return donor


def _by_address(address: str, language: str) -> Donor:
    if not address:
        return Donor.objects.create(language=language)
    hashes = hashing.email_hashes(address)
    if known := Donor.objects.filter(email_hash__in=hashes).first():
        return known
    try:
        with transaction.atomic():
            return Donor.objects.create(email_hash=hashes[0], language=language)
    except IntegrityError:  # another visit of theirs was quicker
        return Donor.objects.get(email_hash=hashes[0])


def language_of(checkout: Checkout | None) -> str:
    """That of the page where it began; Russian for what began elsewhere."""
    return checkout.language if checkout else settings.LANGUAGE_CODE
