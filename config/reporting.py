"""Errors told to a Sentry-compatible server, when there is one: where it broke, nothing of whom for."""

import logging
from typing import Any

import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint
from sentry_sdk.utils import BadDsn, Dsn

from core.scrubbing import chain, describe, error_of, frames, route_of

LONGEST_CHAIN = 8  # exceptions that caused one another
KEPT = ("event_id", "timestamp", "platform", "level", "release")


def start(dsn: str, release: str | None = None) -> None:
    """From now on every exception the logs get is reported, those of requests and of jobs alike.

    Of the SDK's own integrations none is on: they would read requests, arguments and variables.
    Raises ImproperlyConfigured.
    """
    try:
        Dsn(dsn)
    except BadDsn:
        raise ImproperlyConfigured("SENTRY_DSN is malformed") from None
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        before_send=impersonal,
        before_breadcrumb=lambda crumb, hint: None,
        max_breadcrumbs=0,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        traces_sample_rate=None,
        trace_propagation_targets=[],
        auto_session_tracking=False,
        send_client_reports=False,
        server_name="",
    )


def impersonal(event: Event, hint: Hint) -> Event | None:
    """A new event with what may be known: classes, places, level, release and the address's pattern.

    What the SDK gathered beside that is not removed but never taken over. Without an exception
    there is nothing to say: a message alone may name somebody.
    """
    record = hint.get("log_record")
    if not (record and (error := error_of(record))):
        return None
    links = list(chain(error))[:LONGEST_CHAIN]
    kept: dict[str, Any] = {key: event.get(key) for key in KEPT if event.get(key)}
    kept["logger"] = record.name
    kept["exception"] = {"values": [told(link) for link in reversed(links)]}
    if hasattr(record, "request"):
        kept["transaction"] = route_of(record)
        kept["transaction_info"] = {"source": "route"}
    return kept  # type: ignore[return-value]  # a TypedDict of everything Sentry knows


def told(error: BaseException) -> dict[str, Any]:
    """One exception, its frames outermost first, as Sentry wants them."""
    trace = [
        {"filename": file, "lineno": line, "function": function}
        for file, line, function in frames(error.__traceback__)
    ]
    return {
        "type": type(error).__qualname__,
        "value": describe(error),
        "stacktrace": {"frames": trace},
    }
