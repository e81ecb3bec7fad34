"""Jobs of the forum: telling those who want to know, letters, tidying."""

from procrastinate.contrib.django import app


@app.task(name="forum.tell")
def tell(post_id: int) -> None:
    """Notices for all whom a new post concerns."""


@app.task(name="forum.tell_of_answer")
def tell_of_answer(post_id: int) -> None:
    """A notice for the author of an accepted answer."""
