"""Who may do what to a text. The only place that says so; pages ask it, and so does every save.

Whoever has the permission to publish may do everything they may open. Others write: what they began
themselves, in languages that readers don't have and aren't promised.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from typing import TYPE_CHECKING

from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef

from core.languages import LANGUAGES
from editing.models import Revision, What, about
from editing.refusals import NotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from editing.kinds import Kind

FOR_PUBLISHERS = {What.SCHEDULED, What.PUBLISHED, What.WITHDRAWN}


def has(user: User, action: str, model: Model | type[Model]) -> bool:
    name = get_permission_codename(action, model._meta)
    return user.has_perm(f"{model._meta.app_label}.{name}")


def may_publish(user: User, model: Model | type[Model]) -> bool:
    """Publish, schedule and withdraw, and change what is out."""
    return has(user, "publish", model)


def may_change(user: User, obj: Model) -> bool:
    """At least something of it. One query for who doesn't publish."""
    return has(user, "change", obj) and (may_publish(user, obj) or began(user, obj))


def began(user: User, obj: Model) -> bool:
    return Revision.objects.filter(about(obj), what=What.CREATED, saved_by=user).exists()


def begun_by(user: User, model: type[Model]) -> Exists:
    """A condition on rows of the model: those this person began."""
    kind = ContentType.objects.get_for_model(model)
    own = Revision.objects.filter(content_type=kind, what=What.CREATED, saved_by=user)
    return Exists(own.filter(object_id=OuterRef("pk")))


def closed_to(user: User, kind: Kind, obj: Model) -> set[str]:
    """Fields of a text they may open that this person can't change: what readers have, or are promised."""
    promised = [code for code in LANGUAGES if getattr(obj, f"published_at_{code}")]
    if not promised or may_publish(user, obj):
        return set()
    return {name for code in promised for name in kind.names_in(code)} | set(kind.shared)


def demand(
    user: User | None,
    kind: Kind,
    obj: Model,
    changed: Set[str],
    steps: Mapping[str, What],
    promised: Collection[str],
) -> None:
    """Raises NotAllowed. `promised` are languages that were out or had an hour to come out.

    `None` is the site itself, which may do what it was told to.
    """
    if user is None:
        return
    if not (may_change(user, obj) if obj.pk else has(user, "add", obj)):
        raise NotAllowed
    if may_publish(user, obj):
        return
    touched = {code for code in LANGUAGES if not changed.isdisjoint(kind.names_in(code))}
    is_shared = bool(promised) and not set(kind.shared).isdisjoint(changed)
    if is_shared or touched & set(promised) or FOR_PUBLISHERS & set(steps.values()):
        raise NotAllowed
