"""A browser that is signed in, without going through the doors each time."""

from django.conf import settings
from django.test import Client


def enter(page, user, home, sign_in=Client.force_login):
    """The page's browser is this member's from now on; `home` is the address of the live server."""
    client = Client()
    sign_in(client, user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": home}])
