"""The real SDK, with the sandbox at the other end of its HTTP client."""

import stripe
from stripe._http_client import HTTPClient

from donations.sandbox import Sandbox, SandboxTimeout, SandboxUnreachable

NOON = 1_790_000_000 // 86_400 * 86_400 + 43_200  # 21 September 2026, 12:00 UTC


class Transport(HTTPClient):
    """Needs no sockets; what the sandbox raises becomes the SDK's error, as over the wire."""

    name = "sandbox"

    def __init__(self, sandbox):
        super().__init__()
        self.sandbox = sandbox

    def request(self, method, url, headers, post_data=None, *, _usage=None):
        try:
            return self.sandbox.request(method, url, headers, post_data)
        except (SandboxTimeout, SandboxUnreachable) as error:
            raise stripe.APIConnectionError(str(error), should_retry=True) from error

    def close(self):
        """Nothing is open."""


def client_of(sandbox, key="sk_test_sandbox", retries=0):
    """Everything under `v1`."""
    client = stripe.StripeClient(key, http_client=Transport(sandbox), max_network_retries=retries)
    return client.v1


def frozen(moment=NOON, **settings):
    return Sandbox(now=moment, **settings)
