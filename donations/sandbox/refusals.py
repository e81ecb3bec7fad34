"""What Stripe says no with: its statuses, types, codes and words."""

from typing import Any

Document = dict[str, Any]


class SandboxTimeout(ConnectionError):
    """The answer never came. Whether the request was executed, the caller can't know."""


class SandboxUnreachable(ConnectionError):
    """The request never arrived."""


class SessionClosed(Exception):
    """The Checkout page is expired, or was completed before."""


class NeedsAuthentication(Exception):
    """The bank wants to see the payer: the same again with `authenticated=True`."""


class CardDeclined(Exception):
    """The bank refused. The arguments are Stripe's decline code and what the payer is told."""


class Refusal(Exception):
    """An error answer.

    What was written before it is undone, unless `keeps`. An idempotency key remembers the answer,
    unless the request was turned away before it began: `began` is False.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        keeps: bool = False,
        began: bool = True,
        **details: object,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keeps = keeps
        self.began = began
        said = {"type": kind, "message": message, "code": code, "param": param, **details}
        self.error: Document = {name: value for name, value in said.items() if value is not None}


def missing(what: str, identifier: str, *, param: str = "id", status: int = 404) -> Refusal:
    """404 for what the path names, 400 for what a parameter names."""
    return Refusal(status, f"No such {what}: '{identifier}'", code="resource_missing", param=param)


def invalid(message: str, param: str, code: str | None = None) -> Refusal:
    """A parameter that is wrong by itself: the request did not begin."""
    return Refusal(400, message, code=code, param=param, began=False)


def unknown_parameter(name: str) -> Refusal:
    return invalid(f"Received unknown parameter: {name}", name, "parameter_unknown")


def missing_parameter(name: str) -> Refusal:
    return invalid(f"Missing required param: {name}.", name, "parameter_missing")


def declined(code: str, decline_code: str | None, message: str) -> Refusal:
    """402, and the failed attempt stays on record."""
    return Refusal(
        402,
        message,
        kind="card_error",
        code=code,
        decline_code=decline_code,
        keeps=True,
    )
