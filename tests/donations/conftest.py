import pytest


@pytest.fixture
def play(db, settings, monkeypatch):
    """A site whose Stripe is a sandbox of this test's own, its clock standing still."""
    settings.STRIPE_TRANSPORT = "tests.donations.playing.transport"
    settings.STRIPE_CLOCK = "tests.donations.playing.now"
    monkeypatch.setattr("stripe.HTTPClient._sleep_time_seconds", lambda *_: 0)  # between its tries
    from tests.donations.playing import Play

    return Play()
