"""Staff who may do some things and not others, signed in with a second factor."""

from django.contrib.auth.models import Permission
from django.test import Client

from tests.factories import make_editor, sign_in_with_second_factor


def client_of(*rights, **fields):
    """Of somebody who may do just that, such as "view_payment"."""
    user = make_editor(**{"is_superuser": False} | fields)
    found = Permission.objects.filter(content_type__app_label="donations", codename__in=rights)
    assert found.count() == len(rights)
    user.user_permissions.set(found)
    client = Client()
    sign_in_with_second_factor(client, user)
    return client
