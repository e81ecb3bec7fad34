import pytest

from tests.donations.contract import checked_requests, checked_sandbox
from tests.donations.sandbox.stripe_client import client_of, frozen


@pytest.fixture(autouse=True)
def contract():
    """All that is asked and answered in these tests is what Stripe's API has."""
    with checked_requests() as asked, checked_sandbox(but={"subscription.status"}):
        yield asked


@pytest.fixture
def sandbox():
    return frozen()


@pytest.fixture
def client(sandbox):
    return client_of(sandbox)
