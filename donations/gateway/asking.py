"""How Stripe is asked: the client, its patience, its errors in our words, its lists page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

import stripe
from django.conf import settings
from django.utils.module_loading import import_string

from donations import remote

API_VERSION = "2026-10-28.endive"  # what the code was written for; webhooks of another are refused
TIMEOUT = 10  # seconds of one try
RETRIES = 2
SANDBOX_KEY = "sk_test_sandbox"
GONE = ("resource_missing",)

T = TypeVar("T")

stripe.enable_telemetry = False  # it would keep a number for this machine in the home directory


class Transport(stripe.HTTPClient):  # type: ignore[misc]  # the SDK's own types are left out
    """Takes requests to the sandbox in this process instead of the network."""

    name = "sandbox"

    def __init__(self, answer: Callable[..., tuple[str, int, dict[str, str]]]) -> None:
        super().__init__()
        self.answer = answer

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[str, int, dict[str, str]]:
        try:
            return self.answer(method, url, headers, post_data)
        except OSError as error:  # no connection, or no answer in time
            raise stripe.APIConnectionError(type(error).__name__, should_retry=True) from None

    def close(self) -> None:
        """Nothing is open."""


@cache
def client(key: str, transport: str) -> Any:
    http = (
        Transport(import_string(transport)) if transport else stripe.RequestsClient(timeout=TIMEOUT)
    )
    made = stripe.StripeClient(
        key, http_client=http, max_network_retries=RETRIES, stripe_version=API_VERSION
    )
    return made.v1


def v1() -> Any:
    key = settings.STRIPE_SECRET_KEY or SANDBOX_KEY
    return client(key, settings.STRIPE_TRANSPORT)


@contextmanager
def asking() -> Iterator[None]:
    """Stripe's errors become ours, and leave behind what they quote."""
    try:
        yield
    except stripe.CardError as error:
        said = getattr(error.error, "decline_code", None) or error.code
        raise remote.Declined(str(said or "card_declined")) from None
    except (stripe.RateLimitError, stripe.APIConnectionError, stripe.APIError) as error:
        raise remote.Unavailable(type(error).__name__) from None
    except stripe.IdempotencyError:
        raise remote.Refused("idempotency key reused for something else") from None
    except stripe.InvalidRequestError as error:
        reason = str(error.code or "invalid request")
        raise (remote.Missing if error.code in GONE else remote.Refused)(reason) from None
    except stripe.StripeError as error:  # a key that is wrong or may too little, and what is new
        status = getattr(error, "http_status", None) or 0
        is_away = status in (409, 429) or status >= 500
        reason = f"{type(error).__name__} {status}"
        raise (remote.Unavailable if is_away else remote.Refused)(reason) from None


def now() -> int:
    """Seconds since 1970 by Stripe's clock: the sandbox's can be moved."""
    return int(import_string(settings.STRIPE_CLOCK)())


def options(key: str) -> dict[str, str]:
    return {"idempotency_key": key}


def pages(
    method: Callable[[], Any], translate: Callable[[Any], T], since: int, **params: Any
) -> Iterator[T]:
    """Every page of a list, asked for as it is read."""
    with asking():
        listed = method()({"created": {"gte": since}, "limit": 100, **params})
        for each in listed.auto_paging_iter():
            yield translate(each)
