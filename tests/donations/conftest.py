import pytest


@pytest.fixture
def play(db, settings):
    """A site whose Stripe is a sandbox of this test's own, its clock standing still."""
    settings.STRIPE_TRANSPORT = "tests.donations.playing.transport"
    settings.STRIPE_CLOCK = "tests.donations.playing.now"
    from tests.donations.playing import Play

    return Play()
