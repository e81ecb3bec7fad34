"""Jobs of the forum: telling those who want to know, letters, tidying."""

from django.utils import timezone
from procrastinate.contrib.django import app

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
@app.task(name="forum.mail_at_once", queueing_lock="forum.mail_at_once", lock="forum.letters")
def mail_at_once(timestamp: int) -> None:
    letters.mail_at_once(timezone.now())


@app.periodic(cron="*/30 * * * *")  # it is seven somewhere; half an hour off UTC, too
@app.task(name="forum.mail_digests", queueing_lock="forum.mail_digests", lock="forum.letters")
def mail_digests(timestamp: int) -> None:
    letters.mail_digests(timezone.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="forum.tidy", queueing_lock="forum.tidy")
def tidy(timestamp: int) -> None:
    """Every night."""
    tidying.tidy()
