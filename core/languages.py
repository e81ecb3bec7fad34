"""The languages of the site and the one in force."""

from django.conf import settings
from django.utils.translation import get_language

LANGUAGES: list[str] = [code for code, _name in settings.LANGUAGES]


def current_language() -> str:
    """The site language in force; the default one outside a request."""
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in LANGUAGES else settings.LANGUAGE_CODE


def site_name() -> str:
    """What the site is called in the language in force."""
    return str(settings.SITE_NAME[current_language()])
