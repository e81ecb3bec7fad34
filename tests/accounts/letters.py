"""What was promised by mail: read off the jobs, without a worker to wait for."""

from dataclasses import dataclass
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob


@dataclass(frozen=True)
class Promise:
    template: str
    to: str
    language: str
    context: dict[str, Any]


def promised():
    """The letters deferred so far, the oldest first; those only pretended are not among them."""
    jobs = ProcrastinateJob.objects.filter(task_name="core.send_mail").order_by("id")
    letters = [Promise(**{key: job.args[key] for key in Promise.__annotations__}) for job in jobs]
    return [letter for letter in letters if letter.to]


def last():
    return promised()[-1]
