"""The one hole in the wall around a page: frames of the sites its text embeds, on that page alone.

A page says who may be framed in it only when its text has such an embed, and names no more sites
than that. Nobody is asked for anything until the reader clicks: static/js/embeds.js makes the frame.
"""

from collections.abc import Collection

from csp.decorators import csp_update
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.embeds import Site
from core.middleware import PERMISSIONS_POLICY


def allow(
    request: HttpRequest, response: HttpResponseBase, sites: Collection[Site]
) -> HttpResponseBase:
    """The response, in which these sites may be framed; without sites it stays as it is."""
    if not sites:
        return response
    policy = PERMISSIONS_POLICY
    for feature in sorted({feature for site in sites for feature in site.allow}):
        origins = " ".join(f'"{site.origin}"' for site in sites if feature in site.allow)
        policy = policy.replace(f"{feature}=()", f"{feature}=({origins})")
    response["Permissions-Policy"] = policy
    widened = csp_update({"frame-src": [site.origin for site in sites]})
    return widened(lambda _request: response)(request)
