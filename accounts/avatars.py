"""Pictures in place of photographs: two letters on a quiet pattern, made from the name alone."""

import hashlib
import re
from html import escape

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from accounts.names import clean_name, validate_form

PAPER = "#fcfbf8"
# A ground and the shapes on it. On both, letters of paper's colour keep a contrast of 4.5 : 1.
TONES = (
    ("#8a1826", "#a33441"),  # the accent's own red
    ("#7d3a1c", "#955029"),
    ("#6b4a12", "#805c20"),
    ("#4d5320", "#636a30"),
    ("#2b5738", "#3d6c4a"),
    ("#175653", "#2a6a67"),
    ("#1f4f6b", "#336481"),
    ("#31437a", "#475a91"),
    ("#4d3a75", "#63508c"),
    ("#6d2f62", "#834678"),
    ("#4f443b", "#665a50"),
    ("#39454d", "#4f5c65"),
)
# Drawn on 80 by 80, each with room for the letters in the middle; turned by quarters.
SHAPES = (
    '<circle cx="0" cy="80" r="62"/>',
    '<circle cx="40" cy="40" r="31"/>',
    '<path d="M0 0H80L0 80Z"/>',
    '<path d="M0 0H40V40H80V80H40V40H0Z"/>',
    '<path d="M0 0A80 80 0 0 0 80 80H40A40 40 0 0 1 0 40Z"/>',
    '<path d="M0 52Q20 36 40 52T80 52V80H0Z"/>',
    '<path d="M0 26 26 0H54L0 54ZM26 80 80 26V54L54 80Z"/>',
    '<path d="M40 0 80 40 40 80 0 40Z"/>',
    '<circle cx="0" cy="0" r="40"/><circle cx="80" cy="80" r="40"/>',
    '<path d="M0 20H80V60H0Z"/>',
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="80" height="80">'
    '<path fill="{ground}" d="M0 0H80V80H0Z"/>'
    '<g fill="{tone}" transform="rotate({turn} 40 40)">{shape}</g>'
    '<text x="40" y="40" dy=".35em" text-anchor="middle" fill="{paper}" font-size="{size}" '
    "font-weight=\"600\" font-family=\"Georgia,'PT Serif','Noto Serif',serif\">{letters}</text></svg>"
)


@cache_control(public=True, max_age=31_536_000, immutable=True)
def avatar(request: HttpRequest, name: str) -> HttpResponse:
    """The picture of a name, whether or not anybody has it: no query, so it confirms nobody."""
    try:
        validate_form(name)
    except ValidationError as refusal:
        raise Http404 from refusal
    response = HttpResponse(drawn(name), content_type="image/svg+xml; charset=utf-8")
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


def drawn(name: str) -> str:
    """SVG of under 1.5 KB, the same for a name in any case. Nothing but letters and digits gets in."""
    letters = initials(name)
    digest = hashlib.sha256(clean_name(name).casefold().encode(errors="replace")).digest()
    ground, tone = TONES[digest[0] % len(TONES)]
    return SVG.format(
        ground=ground,
        tone=tone,
        turn=digest[1] % 4 * 90,
        shape=SHAPES[digest[2] % len(SHAPES)],
        paper=PAPER,
        size=34 if len(letters) == 1 else 30,
        letters=escape(letters),
    )


def initials(name: str) -> str:
    """The first letters of the first two words, or of the only one."""
    words = re.findall(r"[^\W_]+", clean_name(name))
    return "".join(word[0] for word in words[:2]).upper()[:2]
