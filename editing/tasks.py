"""Jobs of the editors' desk."""

from django.apps import apps
from procrastinate.contrib.django import app

from editing import appointments, drafting, presence
from editing.kinds import kind_of


@app.task(name="editing.keep_appointments")
def keep_appointments() -> None:
    """At the hour of one."""
    appointments.keep_due()


@app.periodic(cron="* * * * *")
@app.task(name="editing.keep_missed", queueing_lock="editing.keep_missed")
def keep_missed(timestamp: int) -> None:
    """Whatever the job of its own hour did not see to."""
    appointments.keep_due()


@app.task(name="editing.tell", retry=3)
def tell(label: str, pk: int, language: str) -> None:
    """What else has to happen once a language is out. Nothing, if the text has gone since."""
    obj = apps.get_model(label)._base_manager.filter(pk=pk).first()
    if obj is not None:
        kind_of(obj).came_out(obj, language)


@app.periodic(cron="41 3 * * *")
@app.task(name="editing.tidy", queueing_lock="editing.tidy")
def tidy(timestamp: int) -> None:
    drafting.tidy()
    presence.tidy()
