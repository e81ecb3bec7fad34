"""Jobs of the forum: telling those who want to know, letters, tidying."""

from procrastinate.contrib.django import app

from forum import tidying


@app.task(name="forum.tell")
def tell(post_id: int) -> None:
    """Notices for all whom a new post concerns."""


@app.task(name="forum.tell_of_answer")
def tell_of_answer(post_id: int) -> None:
    """A notice for the author of an accepted answer."""


@app.periodic(cron="41 3 * * *")
@app.task(name="forum.tidy", queueing_lock="forum.tidy")
def tidy(timestamp: int) -> None:
    """Every night."""
    tidying.tidy()
