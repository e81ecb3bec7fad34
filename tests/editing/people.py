"""Who works at the desk, in tests."""

from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client

from tests.factories import make_user, sign_in_with_second_factor

WRITING = ("add_post", "change_post", "view_post")


def make_writer(*more):
    """May begin posts and change their own."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[*WRITING, *more]))
    return user


def make_publisher():
    return make_writer("publish_post")


def client_of(person):
    """Signed in, with the second factor that the admin asks for."""
    if not person.authenticator_set.exists():
        totp.TOTP.activate(person, totp.generate_totp_secret())
    client = Client()
    sign_in_with_second_factor(client, person)
    return client


def enter(page, person):
    """A browser in which this person has signed in."""
    name = settings.SESSION_COOKIE_NAME
    value = client_of(person).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": page.watch.home}])
