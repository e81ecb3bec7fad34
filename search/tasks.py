"""Jobs of the search."""

from procrastinate.contrib.django import app

from search import counting, misses, pages


@app.periodic(cron="23 3 * * *")
@app.task(name="search.tidy", queueing_lock="search.tidy")
def tidy(timestamp: int) -> None:
    """Every night: pages are read anew, all words counted, old misses forgotten."""
    pages.read_pages()
    counting.count_all()
    misses.forget_old()


@app.periodic(cron="*/15 * * * *")
@app.task(name="search.learn", queueing_lock="search.learn")
def learn(timestamp: int) -> None:
    """Words of what was written since."""
    counting.learn_newest()
