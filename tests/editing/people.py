"""Who works at the desk, in tests."""

from django.contrib.auth.models import Permission

from tests.factories import make_user

WRITING = ("add_post", "change_post", "view_post")


def make_writer(*more):
    """May begin posts and change their own."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[*WRITING, *more]))
    return user


def make_publisher():
    return make_writer("publish_post")
