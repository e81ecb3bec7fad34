"""Texts on their way: saved as they are written, sealed, one for each place a text can go to.

The row has a keyed hash of the place: who changes a post is its author, unnamed though they may be.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping

from django.utils import timezone

from accounts.models import User
from core.sealing import Broken, seal, unseal
from forum.anonymity import draft_key
from forum.models import Draft, Post, Section, Topic

LIFE = datetime.timedelta(days=60)
MOST = 50  # of one member; the oldest go first
PLACE = "place"  # beside the fields


def in_section(section: Section) -> str:
    return f"section:{section.pk}"


def in_topic(topic: Topic) -> str:
    return f"topic:{topic.pk}"


def of_post(post: Post) -> str:
    return f"post:{post.pk}"


def about(key: str) -> str:
    return f"about:{key}"[:80]


def given(sent: Mapping[str, str], *names: str) -> dict[str, str]:
    """Fields that an address fills in: a link from elsewhere may begin a text."""
    return {name: sent[name][:2_000] for name in names if sent.get(name)}


def save(user: User, place: str, content: Mapping[str, str]) -> Draft | None:
    """The fields of a form, by name. None where there is nothing to keep. Two queries."""
    if not any(value.strip() for value in content.values()):
        discard(user, place)
        return None
    draft, is_new = Draft.objects.update_or_create(
        user=user,
        place=draft_key(place, user.pk),
        defaults={"sealed": sealed({**content, PLACE: place}), "saved_at": timezone.now()},
    )
    if is_new:
        keep = user.drafts.order_by("-saved_at").values("pk")[:MOST]
        user.drafts.exclude(pk__in=keep).delete()
    return draft


def load(user: User, place: str) -> dict[str, str]:
    """The saved fields; empty where none are, or the key that sealed them is gone. One query."""
    draft = Draft.objects.filter(user=user, place=draft_key(place, user.pk)).first()
    return content_of(draft) if draft else {}


def sealed(content: Mapping[str, str]) -> str:
    return seal(json.dumps(dict(content), ensure_ascii=False))


def content_of(draft: Draft) -> dict[str, str]:
    """The fields, and the place beside them."""
    try:
        content: dict[str, str] = json.loads(unseal(draft.sealed))
    except Broken:
        return {}
    return content


def discard(user: User, place: str) -> None:
    Draft.objects.filter(user=user, place=draft_key(place, user.pk)).delete()


def bring(source: Topic, target: Topic) -> None:
    """What was being written for the one waits in the other, unless something waits there already.

    Tries every draft there is: for moderators' deeds, not for pages.
    """
    old, new = in_topic(source), in_topic(target)
    rows = Draft.objects.values_list("pk", "user", "place").iterator()
    pks = [pk for pk, user, place in rows if place == draft_key(old, user)]
    for draft in Draft.objects.filter(pk__in=pks).select_related("user"):
        if (content := content_of(draft)) and not load(draft.user, new):
            save(draft.user, new, content)
            draft.delete()


def tidy() -> None:
    """Delete what nobody came back to."""
    Draft.objects.filter(saved_at__lt=timezone.now() - LIFE).delete()
