"""What becomes of the address a page had."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from core.languages import LANGUAGES
from editing.states import State
from pages.models import FormerSlug, Page

PUBLIC = {State.PUBLISHED, State.WITHDRAWN}


@transaction.atomic
def keep(before: Page | None, after: Page) -> None:
    """Lead readers on from addresses the page had. Whoever saves one calls it, with the row as it was.

    What was never public keeps no address. An address that a page has again leads nowhere any more.
    """
    now = {getattr(after, f"slug_{code}") for code in LANGUAGES} - {None}
    hidden = FormerSlug.objects.filter(slug__in=now)
    (hidden if public_slugs(after) else hidden.filter(page=after)).delete()
    if before is not None:
        FormerSlug.objects.bulk_create(
            [FormerSlug(slug=slug, page=after) for slug in sorted(public_slugs(before) - now)],
            update_conflicts=True,
            unique_fields=["slug"],
            update_fields=["page"],
        )


def public_slugs(page: Page) -> set[str]:
    """Those readers can have met."""
    codes = (code for code in LANGUAGES if page.state_in(code) in PUBLIC)
    return {slug for code in codes if (slug := getattr(page, f"slug_{code}"))}


def let_go(former: Iterable[FormerSlug]) -> None:
    """Nothing leads on from there any more, and another page may be there."""
    FormerSlug.objects.filter(pk__in=[each.pk for each in former]).delete()


def is_held(slug: str) -> bool:
    """Whether an older address of some page would be lost to a new one of this slug. One query."""
    return FormerSlug.objects.filter(slug=slug).exists()
