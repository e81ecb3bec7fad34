"""What a reader chooses for every page, language and theme, and the two cookies that remember it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.languages import LANGUAGES

THEMES = ("light", "dark")
SYSTEM = "system"  # said on purpose: stronger than what the member's settings say
YEAR = 365 * 24 * 3600  # seconds


def remember_theme(response: HttpResponse, theme: str) -> None:
    """Forgets the choice when it is none of ours."""
    _remember(response, settings.THEME_COOKIE_NAME, theme, (*THEMES, SYSTEM))


def remember_language(response: HttpResponse, language: str) -> None:
    """Forgets the choice when it is none of ours."""
    _remember(response, settings.LANGUAGE_COOKIE_NAME, language, LANGUAGES)


def chosen_theme(request: HttpRequest) -> str | None:
    """What the cookie says: a theme, "" for the system's, None when nothing was chosen."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME)
    if theme == SYSTEM:
        return ""
    return theme if theme in THEMES else None


def _remember(
    response: HttpResponse, cookie: str, value: str, values: tuple[str, ...] | list[str]
) -> None:
    if value in values:
        response.set_cookie(
            cookie, value, YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(cookie, samesite="Lax")
