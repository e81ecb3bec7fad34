"""Real requests to a real gunicorn, and what its log holds of them."""

import logging
import os
import re
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings

from config.weblog import line
from core.scrubbing import Formatter
from tests.config import leaking
from tests.config.leaking import EMAIL, NAME, TYPED, leaks

pytestmark = pytest.mark.django_db(transaction=True)

PATHS = {  # with the status each answers with
    f"/ru/search/?q={EMAIL}": 200,
    f"/ru/u/{quote(NAME)}/?q={EMAIL}": 404,
    f"/ru/{quote(NAME)}/": 404,
    f"/breaks/{quote(NAME)}/?q={EMAIL}": 500,
    f"/database/{quote(NAME)}/?q={EMAIL}": 500,
    f"/middleware/{quote(NAME)}/?q={EMAIL}": 500,
    "/ru/": 200,
}


def visited(log, **environment):
    """Everything written while the visitor went through all pages."""
    with leaking.gunicorn(log, **environment) as port:
        for path, status in PATHS.items():
            assert leaking.visit(port, "GET", path) == status, path
        assert leaking.visit(port, "POST", f"/breaks/{quote(NAME)}/", f"text={quote(TYPED)}") == 500
        leaking.send_nonsense(port)
    return log.read_text()


def test_the_log_says_what_broke_and_nothing_of_whom_for(tmp_path, transactional_db):
    said = visited(tmp_path / "log")
    assert leaks(said) == set(), said
    assert "ERROR django.request: Internal Server Error: /breaks/<str:name>/\nValueError\n" in said
    assert "caused by Secret\n" in said
    assert re.search(r"tests/config/leaky_pages\.py:\d+ in breaks", said)
    assert "IntegrityError (23505, people_name_unique)" in said
    assert "ImproperlyConfigured" in said
    assert "ERROR site: It broke: Secret" in said
    assert "Invalid request: InvalidHeaderName" in said
    assert "/ru/" not in said


def test_the_access_log_is_off_unless_asked_for_and_then_knows_no_person(
    tmp_path, transactional_db
):
    said = visited(tmp_path / "log", ACCESS_LOG="on")
    assert leaks(said) == set(), said
    lines = re.findall(r"^(?:GET|POST) .+$", said, re.MULTILINE)
    assert len(lines) >= len(PATHS) + 1
    assert all(re.fullmatch(r"(GET|POST) \d{3} \d+ \d+ (/\S*|-)", line) for line in lines), lines
    assert any(re.fullmatch(r"GET 200 \d{4,} \d+ /ru/search/", line) for line in lines)
    assert any(line.startswith("GET 404 ") and line.endswith(" -") for line in lines)


@pytest.mark.parametrize(
    "path", ["/ru/u/anna/", "/ru/u/anna/posts/", "/donate/manage/kJ8s-Yd73hQzP_4mVbn2LxWc/"]
)
def test_personal_parts_of_an_address_are_replaced_in_the_access_log(path):
    written = line({"REQUEST_METHOD": "GET", "PATH_INFO": path}, "200 OK", 5, timedelta(seconds=1))
    assert written.startswith("GET 200 5 1000 /")
    assert "anna" not in written and "Yd73" not in written


HANDLERS = """
import logging, django
django.setup()
loggers = [logging.root, *(each for each in logging.root.manager.loggerDict.values() if hasattr(each, "handlers"))]
for logger in loggers:
    for handler in logger.handlers:
        formatter = type(handler.formatter)
        print(logger.name, type(handler).__name__, f"{formatter.__module__}.{formatter.__name__}")
"""


@pytest.mark.parametrize("debug", ["on", "off"])
def test_every_handler_writes_through_our_formatter_and_none_mails_the_admins(debug):
    said = subprocess.run(
        [sys.executable, "-c", HANDLERS], env={**os.environ, "DEBUG": debug}, cwd=leaking.ROOT,
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    handlers = [line.split() for line in said.splitlines()]
    assert ["root", "StreamHandler", "core.scrubbing.Formatter"] in handlers
    assert not [each for each in handlers if each[1] == "AdminEmailHandler"]
    loud = [each for each in handlers if each[1] != "NullHandler"]
    assert {formatter for _logger, _handler, formatter in loud} == {"core.scrubbing.Formatter"}


def test_a_line_that_can_not_be_written_is_not_printed_with_its_arguments(capsys):
    class Broken(logging.StreamHandler):
        def emit(self, record):
            self.handleError(record)

    record = logging.makeLogRecord({"msg": "It broke: %s", "args": (EMAIL,)})
    Broken().handle(record)
    assert leaks(capsys.readouterr().err) == set()


def test_a_failed_job_loses_its_arguments_and_its_exceptions_message(run_jobs, caplog):
    from procrastinate.contrib.django import app

    @app.task(name="tests.fails")
    def fails(*, name):
        raise ValueError(f"{name} is {EMAIL}")

    fails.defer(name=NAME)
    caplog.set_level(logging.INFO)
    run_jobs()
    shape = settings.LOGGING["formatters"]["line"]["format"]
    said = "\n".join(map(Formatter(shape).format, caplog.records))
    assert leaks(said) == set(), said
    assert "ValueError" in said and "in test_a_failed_job" in said
