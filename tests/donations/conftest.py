import pytest


@pytest.fixture
def play(db, settings, monkeypatch):
    """A site whose Stripe is a sandbox of this test's own, its clock standing still.

    Whatever is asked of it and answered is held against the SDK's own types.
    """
    from tests.donations.contract import checked_requests, checked_sandbox
    from tests.donations.playing import Play

    settings.STRIPE_TRANSPORT = "tests.donations.playing.transport"
    settings.STRIPE_CLOCK = "tests.donations.playing.now"
    monkeypatch.setattr("stripe.HTTPClient._sleep_time_seconds", lambda *_: 0)  # between its tries
    with checked_requests(), checked_sandbox(but={"subscription.status"}):  # there may be new ones
        yield Play()
