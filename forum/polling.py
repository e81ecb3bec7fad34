"""Polls: made with a topic, voted in by members, counted without knowing who voted for what."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from core import personal
from forum.admission import refuse_suspended
from forum.anonymity import voter_key
from forum.models import Option, Poll, Topic, Vote
from forum.models.polls import LONGEST_OPTION, LONGEST_QUESTION
from forum.refusals import Locked, NotAllowed


@dataclass(frozen=True)
class Question:
    """A poll as it is asked for: two to twelve different choices."""

    question: str
    options: Sequence[str]
    is_multiple: bool = False
    closes_at: datetime.datetime | None = None
    hides_results: bool = False


@dataclass(frozen=True)
class Choice:
    option: Option
    votes: int
    share: int  # percent of those who voted
    is_mine: bool


@dataclass(frozen=True)
class State:
    """A poll as one reader sees it."""

    poll: Poll
    choices: Sequence[Choice]
    voters: int
    has_voted: bool
    is_closed: bool
    shows_results: bool


@transaction.atomic
def ask(topic: Topic, question: Question) -> Poll:
    """Two queries."""
    poll = Poll.objects.create(
        topic=topic,
        question=personal.mask(question.question)[:LONGEST_QUESTION],
        is_multiple=question.is_multiple,
        closes_at=question.closes_at,
        hides_results=question.hides_results,
    )
    Option.objects.bulk_create(
        Option(poll=poll, text=personal.mask(text)[:LONGEST_OPTION]) for text in question.options
    )
    return poll


@transaction.atomic
def vote(poll: Poll, user: User, options: Collection[int]) -> None:
    """Vote, or vote anew: what was chosen before is forgotten; nothing chosen takes the vote back.

    Raises Locked once the poll or its topic is closed, Suspended, NotAllowed for choices that aren't
    the poll's.
    """
    refuse_suspended(user)
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if poll.is_closed(timezone.now()) or poll.topic.locked_at or not poll.topic.is_listed:
        raise Locked
    chosen = set(options)
    known = set(poll.options.values_list("pk", flat=True))
    if not chosen <= known or (len(chosen) > 1 and not poll.is_multiple):
        raise NotAllowed
    key = voter_key(poll.pk, user.pk)
    Vote.objects.filter(option__poll=poll, voter=key).delete()
    Vote.objects.bulk_create(Vote(option_id=option, voter=key) for option in sorted(chosen))


def state(poll: Poll, user: User | None) -> State:
    """One query, whatever the number of choices; it counts the votes."""
    votes = Vote.objects.filter(option__poll=poll)
    voters = votes.order_by().values("option__poll").annotate(n=Count("voter", distinct=True))
    key = voter_key(poll.pk, user.pk) if user else ""
    options = list(
        poll.options.annotate(
            count=Count("votes"),
            mine=Count("votes", filter=Q(votes__voter=key)),
            voters=Coalesce(Subquery(voters.values("n")), 0),
        ).order_by("pk")
    )
    total = options[0].voters if options else 0
    has_voted = any(option.mine for option in options)
    is_closed = poll.is_closed(timezone.now()) or poll.topic.locked_at is not None
    return State(
        poll=poll,
        choices=[
            Choice(
                option=option,
                votes=option.count,
                share=round(100 * option.count / total) if total else 0,
                is_mine=bool(option.mine),
            )
            for option in options
        ],
        voters=total,
        has_voted=has_voted,
        is_closed=is_closed,
        shows_results=is_closed or (has_voted and not poll.hides_results),
    )
