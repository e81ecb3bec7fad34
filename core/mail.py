"""Mail to people, in their language: `send` defers a job, `deliver` is what the job does.

A letter is three templates: `<template>.subject.txt`, `<template>.txt` and, if there is one,
`<template>.html`. They get the context, `site_name`, `language` and the address to `unsubscribe`.
"""

import smtplib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email.utils import parseaddr
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.crypto import salted_hmac
from django.utils.translation import override
from procrastinate.contrib.django import app

from core.languages import site_name

NEUTRAL = "email/neutral.subject.txt"
LATER = -1  # priority in the queue


class Undelivered(Exception):
    """The mail server can't be reached or asks to wait. Says nothing of the receiver."""

    is_impersonal = True  # so its message may be logged


class Refused(Exception):
    """The mail server will never take this letter. Says nothing of the receiver."""

    is_impersonal = True


@dataclass(frozen=True)
class Manner:
    """How a letter comes, beside what it says."""

    neutral: bool = False  # a subject line that gives nothing away to who looks over a shoulder
    unsubscribe: str = ""  # address at which one POST ends letters of this kind: RFC 8058
    list_id: str = ""  # "announcements": what the receiver may sort by, before our domain: RFC 2919
    thread: str = ""  # letters with one value are shown together: see `thread_id`
    can_wait: bool = False  # lets others go first: thousands of digests hold up nobody's code


PLAIN = Manner()


def send(
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any],
    manner: Manner = PLAIN,
) -> None:
    """Promise a letter, in the caller's transaction: a rollback takes the promise back.

    `context` holds what JSON can. Raises ValidationError unless `to` is one plain address, and
    TemplateDoesNotExist. One query. The job's row holds the address until the letter is sent
    or given up: the worker must run with `--delete-jobs=successful`, which deletes it then.
    """
    validate_email(to)
    _defer(template, to, language, context, manner)


def pretend(template: str, *, language: str) -> None:
    """As much work as `send`, and no letter.

    For an answer that must take as long whether or not there is somebody to write to.
    """
    validate_email("nobody@example.org")
    _defer(template, "", language, {}, PLAIN)


def _defer(
    template: str, to: str, language: str, context: Mapping[str, Any], manner: Manner
) -> None:
    get_template(f"{template}.subject.txt")
    get_template(f"{template}.txt")
    priority = LATER if manner.can_wait else 0
    app.configure_task("core.send_mail", priority=priority).defer(
        template=template,
        to=to,
        language=language,
        context=dict(context),
        message_id=message_id(),
        manner=asdict(manner),
    )


def absolute(path: str) -> str:
    """The full address of one of our pages, for a letter: there is no request to tell the host."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def deliver(
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any],
    message_id: str,
    manner: Manner = PLAIN,
) -> None:
    """Render the letter in `language` and hand it to the mail server.

    Raises Undelivered when it is worth trying again, Refused when it is not. Neither they nor
    their tracebacks carry the address.
    """
    message = _letter(template, to, language, context, message_id, manner)
    try:
        message.send()
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPSenderRefused,
        smtplib.SMTPDataError,
    ) as error:
        raise _verdict(error) from None
    except OSError as error:  # which every other SMTPException is, too
        raise Undelivered(type(error).__name__) from None


def _letter(
    template: str,
    to: str,
    language: str,
    context: Mapping[str, Any],
    message_id: str,
    manner: Manner,
) -> EmailMultiAlternatives:
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"} | _list(manner)
    with override(language):
        values = {
            "site_name": site_name(),
            "language": language,
            "unsubscribe": manner.unsubscribe,
            **context,
        }
        subject = NEUTRAL if manner.neutral else f"{template}.subject.txt"
        message = EmailMultiAlternatives(
            subject=" ".join(_text(subject, values).split()),  # one line, always
            body=_text(f"{template}.txt", values).strip() + "\n",
            to=[to],
            headers=headers,
        )
        try:
            page = get_template(f"{template}.html")
        except TemplateDoesNotExist:
            return message
        message.attach_alternative(page.render(dict(values)), "text/html")
    return message


def _list(manner: Manner) -> dict[str, str]:
    """How mail programs sort, thread and end letters of a kind."""
    headers = {}
    if manner.unsubscribe:
        headers["List-Unsubscribe"] = f"<{manner.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if manner.list_id:
        headers["List-Id"] = f"<{manner.list_id}.{domain()}>"
    if manner.thread:
        headers["In-Reply-To"] = headers["References"] = thread_id(manner.thread)
    return headers


def _text(name: str, values: Mapping[str, Any]) -> str:
    """Plain text needs no escaping, which Django would do by the habit of HTML."""
    template: Any = get_template(name)
    return str(template.template.render(Context(dict(values), autoescape=False)))


def message_id() -> str:
    """Made once, so that a repeated letter is known as the same; names our domain, no machine."""
    return f"<{token_hex(16)}@{domain()}>"


def thread_id(thread: str) -> str:
    """A Message-ID no letter has, to which all of a thread refer; doesn't tell what the thread is."""
    return f"<{salted_hmac('core.mail.thread', thread).hexdigest()[:32]}@{domain()}>"


def domain() -> str:
    """Of our sender."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _verdict(error: smtplib.SMTPException) -> Undelivered | Refused:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _reason in error.recipients.values()]
    else:
        assert isinstance(error, smtplib.SMTPResponseException)
        codes = [error.smtp_code]
    name = f"{type(error).__name__} {' '.join(map(str, codes))}"
    return Refused(name) if all(code >= 500 for code in codes) else Undelivered(name)
