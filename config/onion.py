"""The site's address within Tor: said to whoever comes by another, and reached without https."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware


def asked_host(request: HttpRequest) -> str:
    """Without its port; empty when it is none of ours."""
    try:
        return split_domain_port(request.get_host())[0]
    except DisallowedHost:
        return ""


class Security(SecurityMiddleware):
    """Django's own, but the onion is not sent to https: Tor encrypts, and has no certificates.

    Tor Browser treats http://….onion as https, keeps Secure cookies there, and offers the address
    of an `Onion-Location` to its reader: https://support.torproject.org/onionservices/
    """

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:  # type: ignore[override]
        if settings.ONION_HOST and asked_host(request) == settings.ONION_HOST:
            return None
        return super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if self.should_offer(request, response):
            response["Onion-Location"] = f"http://{settings.ONION_HOST}{request.get_full_path()}"
        return super().process_response(request, response)

    def should_offer(self, request: HttpRequest, response: HttpResponse) -> bool:
        """On pages only: a browser that was redirected asks for a page next."""
        is_page = response.get("Content-Type", "").startswith("text/html")
        return bool(
            settings.ONION_HOST
            and is_page
            and request.method in ("GET", "HEAD")
            and not response.has_header("Location")
            and asked_host(request) not in ("", settings.ONION_HOST)
        )
