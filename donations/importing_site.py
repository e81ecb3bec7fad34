"""What money is asked for and what it does, taken back from an export. No donation is in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

from core.incoming import Files, Line, checked, create
from donations.models import Campaign, CampaignRate, Use


class Incoming:
    models = (Use, Campaign)

    def __init__(self, files: Files) -> None:
        """It has no files."""

    def takes(self) -> dict[str, Callable[[Iterator[Line]], object]]:
        return {"donations_uses": take_uses, "donations_campaigns": take_campaigns}

    def finish(self) -> None:
        """Nothing is left."""


def take_uses(lines: Iterator[Line]) -> None:
    for line in lines:
        use = Use(
            id=line.whole("id"),
            share=line.whole("share"),
            position=line.whole("position"),
            **line.translated("title", "text"),
        )
        create([(line, checked(line, use))])


def take_campaigns(lines: Iterator[Line]) -> None:
    for line in lines:
        campaign = Campaign(
            id=line.whole("id"),
            goal=line.whole("goal"),
            currency=line.text("currency"),
            starts_on=line.day("starts_on"),
            ends_on=line.day_or_none("ends_on"),
            **line.translated("title", "text"),
        )
        create([(line, checked(line, campaign))])
        create([(line, rate) for rate in rates_of(line)])


def rates_of(line: Line) -> Iterator[CampaignRate]:
    rates = line.inner("rates", line.values.get("rates"))
    for currency in rates.values:
        try:
            rate = Decimal(rates.text(currency))
        except InvalidOperation:
            raise line.wrong(currency) from None
        yield checked(
            line, CampaignRate(campaign_id=line.whole("id"), currency=currency, rate=rate)
        )
