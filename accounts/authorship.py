"""Whose name a text shows. A member may have theirs taken off what they wrote long ago."""

from datetime import datetime, timedelta

from accounts.models import User


def shown_author(user: User | None, written_at: datetime, now: datetime) -> User | None:
    """The author, or None where the account is gone or has asked not to be named by now. No query.

    A text keeps its author's name for `name_hidden_after` days, each of 24 hours.
    """
    if user is None or user.name_hidden_after is None:
        return user
    return user if now - written_at < timedelta(days=user.name_hidden_after) else None
