"""Where a form was sent from: what stands in for a CSRF token on pages that set no cookie."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this.

    Browsers say so (Sec-Fetch-Site), or at least name the origin of every POST. What they say goes
    first: a page that sends no referrer has them name its own origin as `null`.
    """
    if said := request.headers.get("Sec-Fetch-Site"):
        return said not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()
