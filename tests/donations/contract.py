"""The contract with Stripe, switched on around a test: what our code sends, what the sandbox says.

`checked_requests()` and `checked_sandbox()` are context managers. A breach is raised where it
happens, and once more at the end: code that survives any exception must not hide it.
"""

import json
from contextlib import contextmanager
from unittest import mock
from urllib.parse import urlsplit

from stripe._api_requestor import _APIRequestor

from donations.sandbox import Sandbox
from donations.sandbox.deliveries import Deliveries
from tests.donations.answer_contract import check_answer
from tests.donations.request_contract import ContractViolation, check_request

__all__ = ["ContractViolation", "checked_answers", "checked_requests", "checked_sandbox"]


@contextmanager
def checked_requests():
    """Every request the SDK is asked for, before it is encoded: from services, from objects, from
    lists that fetch their next page. Yields the operations asked for, as they come."""
    asked, breaches = [], []
    original = _APIRequestor.request

    def request(self, method, url, params=None, options=None, **others):
        with _noted(breaches):
            parts = urlsplit(url)
            asked.append(check_request(method, parts.path, params, options))
        return original(self, method, url, params, options, **others)

    with mock.patch.object(_APIRequestor, "request", request):
        yield asked
    _raise_first(breaches)


@contextmanager
def checked_sandbox(*, but=()):
    """Every answer of every sandbox, and every event it delivers; `but` as in `check_answer`."""
    breaches = []
    answer, deliver = Sandbox.request, Deliveries.undelivered

    def request(self, *arguments):
        content, status, headers = answer(self, *arguments)
        with _noted(breaches):
            checked_answers(content, but=but)
        return content, status, headers

    def undelivered(self, limit):
        due = deliver(self, limit)
        with _noted(breaches):
            for one in due:
                checked_answers(one.body, but=but)
        return due

    with (
        mock.patch.object(Sandbox, "request", request),
        mock.patch.object(Deliveries, "undelivered", undelivered),
    ):
        yield
    _raise_first(breaches)


def checked_answers(content, *, but=()):
    """The JSON, if every field in it is one that the SDK declares. Raises ContractViolation."""
    document = json.loads(content)
    check_answer(document, but=but)
    return document


@contextmanager
def _noted(breaches):
    try:
        yield
    except ContractViolation as breach:
        breaches.append(breach)
        raise


def _raise_first(breaches):
    if breaches:
        raise breaches[0]
