"""How far a campaign is: what was given for it, net, in its own currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from donations import ledger
from donations.models import Campaign, CampaignRate


@dataclass(frozen=True)
class Given:
    """Minor units in one currency, and what one of it counts for; None where no rate was fixed."""

    amount: int
    currency: str
    rate: Decimal | None

    @property
    def counts_for(self) -> int:
        """Minor units of the campaign's currency: the sum is converted, not each donation."""
        return int((self.amount * (self.rate or Decimal(0))).quantize(Decimal(1), ROUND_HALF_EVEN))


@dataclass(frozen=True)
class Progress:
    """`raised` and `goal` are minor units of `currency`; what has no rate is left out of `raised`."""

    raised: int
    goal: int
    currency: str
    converted: tuple[Given, ...] = ()
    uncounted: tuple[Given, ...] = ()

    @property
    def percent(self) -> int:
        """Whole hundredths of the goal, rounded down: 100 is reached, and more may follow."""
        return max(0, self.raised * 100 // self.goal)

    @property
    def is_reached(self) -> bool:
        return self.raised >= self.goal


def raised(campaign: Campaign) -> Progress:
    """Two queries."""
    return raised_by_each([campaign])[campaign.pk]


def raised_by_each(campaigns: Iterable[Campaign]) -> dict[int, Progress]:
    """By id. Two queries, however many there are."""
    rows = {campaign.pk: campaign for campaign in campaigns}
    given: dict[int, dict[str, int]] = {pk: {} for pk in rows}
    for cause, code, amount in ledger.sums("cause", "code", cause__in=list(rows)):
        given[cause][code] = given[cause].get(code, 0) + amount
    fixed = CampaignRate.objects.filter(campaign__in=list(rows))
    rates = {(each.campaign_id, each.currency): each.rate for each in fixed}
    return {pk: _progress(row, given[pk], rates) for pk, row in rows.items()}


def _progress(
    campaign: Campaign, given: dict[str, int], rates: dict[tuple[int, str], Decimal]
) -> Progress:
    own = given.get(campaign.currency, 0)
    others = [
        Given(amount, code, rates.get((campaign.pk, code)))
        for code, amount in sorted(given.items())
        if code != campaign.currency and amount
    ]
    converted = tuple(each for each in others if each.rate is not None)
    return Progress(
        raised=own + sum(each.counts_for for each in converted),
        goal=campaign.goal,
        currency=campaign.currency,
        converted=converted,
        uncounted=tuple(each for each in others if each.rate is None),
    )
