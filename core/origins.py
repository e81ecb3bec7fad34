"""Where a form was sent from: what stands in for a CSRF token on pages that set no cookie."""

from urllib.parse import urlsplit

from django.http import HttpRequest

OURS = ("same-origin", "none")  # none: typed, or from a bookmark


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this. Browsers name the origin of every POST.

    A page that hides its address from other pages (Referrer-Policy: no-referrer) hides its origin,
    too, also from its own site: browsers then send “null”, and tell in Sec-Fetch-Site whose it was.
    https://fetch.spec.whatwg.org/#append-a-request-origin-header
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in OURS
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()
