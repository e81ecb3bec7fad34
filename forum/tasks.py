"""Jobs of the forum: telling those who want to know, letters, tidying."""

import contextlib

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from forum import letters, telling, tidying


@app.task(name="forum.tell", retry=3)
def tell(post_id: int) -> None:
    """Notices for all whom a new post concerns."""
    telling.tell(post_id)


@app.task(name="forum.tell_of_answer", retry=3)
def tell_of_answer(post_id: int) -> None:
    """A notice for the author of an accepted answer."""
    telling.tell_of_answer(post_id)


@app.periodic(cron="* * * * *")
@app.task(name="forum.mail_at_once", queueing_lock="forum.mail_at_once")
def mail_at_once(timestamp: int) -> None:
    if letters.mail_at_once(timezone.now()):
        again("forum.mail_at_once", timestamp)


@app.periodic(cron="*/30 * * * *")  # it is seven somewhere; half an hour off UTC, too
@app.task(name="forum.mail_digests", queueing_lock="forum.mail_digests")
def mail_digests(timestamp: int) -> None:
    if letters.mail_digests(timezone.now()):
        again("forum.mail_digests", timestamp)


def again(name: str, timestamp: int) -> None:
    """Go on after the jobs that wait, unless somebody is about to."""
    with contextlib.suppress(AlreadyEnqueued):
        app.configure_task(name).defer(timestamp=timestamp)


@app.periodic(cron="41 3 * * *")
@app.task(name="forum.tidy", queueing_lock="forum.tidy")
def tidy(timestamp: int) -> None:
    """Every night."""
    tidying.tidy()
