"""The site asked by itself."""

from core import asking


def test_the_site_is_made_once_and_anew_when_a_setting_changes(settings):
    first = asking.site()
    assert asking.site() is first
    settings.ALLOWED_HOSTS = ["example.org"]
    assert asking.site() is not first
