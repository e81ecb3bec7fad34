"""Jobs of the core: sending mail. And a rule for all jobs: their arguments stay out of the logs."""

import logging
import re
from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from core.mail import Manner, Refused, Undelivered, deliver

logger = logging.getLogger(__name__)

ATTEMPTS = 8  # 4 s, 16 s, … 18 h between them: about a day in all
RETRY = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4, retry_exceptions={Undelivered})


@app.task(name="core.send_mail", retry=RETRY, pass_context=True)
def send_mail(
    job: JobContext,
    *,
    template: str,
    to: str,
    language: str,
    context: dict[str, Any],
    message_id: str,
    manner: dict[str, Any] | None = None,
) -> None:
    """Deliver one letter; when it can't be, say so in the log and end well.

    A letter to "" was only pretended. A job that failed would keep its row, and with it the
    address, for ever.
    """
    if not to:
        return
    try:
        deliver(
            template,
            to=to,
            language=language,
            context=context,
            message_id=message_id,
            manner=Manner(**(manner or {})),
        )
    except Refused as error:
        logger.error("Mail %s was refused: %s", template, error)
    except Undelivered as error:
        if job.job.attempts < ATTEMPTS:
            logger.warning("Mail %s waits, and is tried again: %s", template, error)
            raise
        logger.error("Mail %s was given up after a day of trying: %s", template, error)


@app.periodic(cron="* * * * *")
@app.task(name="core.retry_stalled", queueing_lock="core.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """What a worker was doing when it was killed is done again, by whoever works now.

    Jobs are written to be safe to repeat; a letter that left just before comes twice, with one
    Message-ID, which mail programs show once.
    """
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


class WithoutArguments(logging.Filter):
    """Procrastinate logs each job with its arguments; addresses are among them."""

    CALL = re.compile(r"(\w\[\d+\])\(.*\)", re.DOTALL)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self.CALL.sub(r"\1", str(record.msg))
        for job in (getattr(record, "job", None), *getattr(record, "jobs", ())):
            if isinstance(job, dict):
                job.pop("task_kwargs", None)
                job.pop("call_string", None)
        return True


for name in ("jobs", "periodic", "worker", "worker.worker"):
    logging.getLogger(f"procrastinate.{name}").addFilter(WithoutArguments())
