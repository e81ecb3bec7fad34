import logging
import smtplib
import socket

import pytest
from django.core import mail as outbox
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.template import TemplateDoesNotExist
from procrastinate.contrib.django.models import ProcrastinateJob

from core import mail, tasks

ADDRESS = "reader@example.net"
LETTERS = {
    "letter.subject.txt": "{% load i18n %}{% get_current_language as l %}{{ l }}: {{ word }}\n",
    "letter.txt": "{{ site_name }} & {{ word }}",
    "letter.html": "<p>{{ word }}</p>",
    "plain.subject.txt": "Plain",
    "plain.txt": "Plain",
}
LOADERS = [("django.template.loaders.locmem.Loader", LETTERS)]


@pytest.fixture(autouse=True)
def letters(settings):
    template = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": LOADERS},
    }
    settings.TEMPLATES = [template]


def send(word="word", to=ADDRESS, language="en", template="letter"):
    mail.send(template, to=to, language=language, context={"word": word})


def deliver(word="word", language="en", template="letter"):
    mail.deliver(
        template,
        to=ADDRESS,
        language=language,
        context={"word": word},
        message_id="<1@example.org>",
    )
    return outbox.outbox[-1]


def break_server(monkeypatch, error):
    def fail(self, **kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)


def jobs():
    return ProcrastinateJob.objects.filter(task_name="core.send_mail")


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_sends_nothing():
    with pytest.raises(RuntimeError), transaction.atomic():
        send()
        assert jobs().count() == 1
        raise RuntimeError
    assert jobs().count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_committed_change_sends_one_letter_in_the_receivers_language(run_jobs):
    with transaction.atomic():
        send("слово", language="ru")
    run_jobs()
    [letter] = outbox.outbox
    assert (letter.to, letter.subject, letter.body) == ([ADDRESS], "ru: слово", "Вече & слово\n")


@pytest.mark.django_db
def test_a_promise_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        send()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "to", ["", "reader", "a@example.net,b@example.net", "a@example.net\nBcc: b@example.net"]
)
def test_only_one_plain_address_is_accepted(to):
    with pytest.raises(ValidationError):
        send(to=to)


def test_a_letter_without_templates_is_refused_where_it_is_written():
    with pytest.raises(TemplateDoesNotExist):
        send(template="absent")


def test_a_subject_is_one_line_whatever_is_put_in_it():
    letter = deliver("a\r\nBcc: b@example.net")
    assert letter.subject == "en: a Bcc: b@example.net"
    assert "Bcc" not in letter.message()


def test_the_text_is_not_escaped_and_the_page_is():
    letter = deliver("<b> & 'c'")
    assert letter.body == "Veche & <b> & 'c'\n"
    assert letter.alternatives[0].content == "<p>&lt;b&gt; &amp; &#x27;c&#x27;</p>"


def test_a_letter_may_be_text_alone():
    assert deliver(template="plain").alternatives == []


def test_headers_say_it_is_automatic_and_name_no_machine(settings):
    settings.DEFAULT_FROM_EMAIL = "Veche <noreply@example.org>"
    message = deliver().message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert mail.message_id().endswith("@example.org>")
    assert message["Message-ID"] == "<1@example.org>"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectionRefusedError(), mail.Undelivered),
        (TimeoutError(), mail.Undelivered),
        (smtplib.SMTPServerDisconnected(), mail.Undelivered),
        (smtplib.SMTPAuthenticationError(535, b"no"), mail.Undelivered),
        (smtplib.SMTPRecipientsRefused({ADDRESS: (450, b"greylisted")}), mail.Undelivered),
        (smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"unknown")}), mail.Refused),
        (smtplib.SMTPDataError(554, b"spam"), mail.Refused),
        (smtplib.SMTPSenderRefused(451, b"later", ADDRESS), mail.Undelivered),
    ],
)
def test_the_servers_answer_decides_whether_to_try_again(monkeypatch, error, expected):
    break_server(monkeypatch, error)
    with pytest.raises(expected) as raised:
        deliver()
    assert ADDRESS not in str(raised.value)
    assert raised.value.__suppress_context__


@pytest.mark.django_db(transaction=True)
def test_an_unreachable_server_is_tried_again_later(monkeypatch, run_jobs, caplog):
    break_server(monkeypatch, ConnectionRefusedError())
    send()
    run_jobs()
    assert "Mail letter waits, and is tried again: ConnectionRefusedError" in caplog.text
    job = jobs().get()
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at


def test_a_server_that_says_nothing_does_not_keep_the_worker(settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 60
    settings.EMAIL_TIMEOUT = 0.2
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        with pytest.raises(mail.Undelivered, match="SMTPServerDisconnected"):
            deliver()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempts", [0, tasks.ATTEMPTS])
def test_a_lost_letter_ends_as_done_so_that_its_row_is_deleted(monkeypatch, run_jobs, attempts):
    refused = smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"unknown")})
    break_server(monkeypatch, ConnectionRefusedError() if attempts else refused)
    send()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s", [attempts])
    run_jobs()
    assert jobs().get().status == "succeeded"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [None, ConnectionRefusedError(), RuntimeError("a bug")])
def test_no_log_line_holds_the_address(monkeypatch, run_jobs, caplog, error):
    if error:
        break_server(monkeypatch, error)
    caplog.set_level(logging.DEBUG)
    send()
    run_jobs()
    records = [
        record for record in caplog.records if record.name.startswith(("procrastinate", "core"))
    ]
    assert any("core.send_mail" in record.getMessage() for record in records)
    formatter = logging.Formatter()
    for record in records:
        assert ADDRESS not in formatter.format(record) + repr(record.__dict__)


def headers_of(**manner):
    mail.deliver(
        "plain",
        to=ADDRESS,
        language="en",
        context={},
        message_id="<1@example.org>",
        manner=mail.Manner(**manner),
    )
    return outbox.outbox[-1].message()


def test_a_letter_can_be_sorted_and_threaded():
    first = headers_of(list_id="topic-1.forum", thread="topic.1")
    again, other = headers_of(thread="topic.1"), headers_of(thread="topic.2")
    assert first["List-Id"] == "<topic-1.forum.example.org>"
    assert first["References"] == first["In-Reply-To"] == again["References"]
    assert first["References"] not in (other["References"], first["Message-ID"])
    assert "topic" not in first["References"]


def test_a_letter_to_one_has_none_of_these():
    message = headers_of()
    for name in ("List-Id", "References", "In-Reply-To", "List-Unsubscribe"):
        assert name not in message
