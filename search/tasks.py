"""Jobs of the search."""

from procrastinate.contrib.django import app

from search import misses


@app.periodic(cron="23 3 * * *")
@app.task(name="search.tidy", queueing_lock="search.tidy")
def tidy(timestamp: int) -> None:
    """Every night."""
    misses.forget_old()
