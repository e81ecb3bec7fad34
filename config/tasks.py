"""Jobs of the site as a whole: asking every night whether its protections hold."""

from procrastinate.contrib.django import app

from config import protection


@app.periodic(cron="17 3 * * *")
@app.task(name="config.check_protections", queueing_lock="check_protections")
def check_protections(timestamp: int) -> None:
    """What fails is no error of the job: the page stops claiming it."""
    protection.check_all()
