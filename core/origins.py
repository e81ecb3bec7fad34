"""Where a form was sent from: what stands in for a CSRF token on pages that set no cookie."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this. Browsers name the origin of every POST."""
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()
