"""What of other sites a text may show: a link at first, a frame once the reader asks for it.

A text keeps one plain form of the address; whatever people copy is brought to it, and what isn't
one of these sites' own addresses stays an ordinary link.
"""

import re
from dataclasses import dataclass
from html import escape, unescape


@dataclass(frozen=True)
class Site:
    name: str
    pattern: str  # of the addresses people copy; scripts use it too, so it is one JavaScript reads
    link: str  # the form a text keeps, with what the pattern's groups found
    frame: str  # what a reader's click loads
    allow: tuple[str, ...] = ()  # what a frame of it may do beside showing itself

    @property
    def origin(self) -> str:
        """The one place its frames come from."""
        return "/".join(self.frame.split("/")[:3])


@dataclass(frozen=True)
class Embed:
    site: Site
    link: str
    frame: str


SITES = (
    Site(
        "YouTube",
        r"(?:https?:)?//(?:(?:(?:www|m)\.)?youtube(?:-nocookie)?\.com/"
        r"(?:watch\?(?:[^#\s]*&)?v=|shorts/|live/|embed/)|youtu\.be/)([A-Za-z0-9_-]{11})(?:[?&#/]\S*)?",
        "https://www.youtube.com/watch?v={0}",
        "https://www.youtube-nocookie.com/embed/{0}?autoplay=1",
        ("autoplay", "fullscreen"),
    ),
    Site(
        "Telegram",
        r"(?:https?:)?//(?:t|telegram)\.me/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})/([0-9]{1,10})(?:[/?#]\S*)?",
        "https://t.me/{0}/{1}",
        "https://t.me/{0}/{1}?embed=1",
    ),
    Site(
        "X",
        r"(?:https?:)?//(?:(?:www|mobile)\.)?(?:x|twitter)\.com/([A-Za-z0-9_]{1,15})/status(?:es)?/"
        r"([0-9]{1,20})(?:[/?#]\S*)?",
        "https://x.com/{0}/status/{1}",
        "https://platform.twitter.com/embed/Tweet.html?dnt=true&id={1}",
    ),
)
_compiled = [(site, re.compile(site.pattern)) for site in SITES]


def find(address: str) -> Embed | None:
    """The embed an address means, if it is of one of the sites."""
    for site, pattern in _compiled:
        if found := pattern.fullmatch(address):
            parts = found.groups()
            return Embed(site, site.link.format(*parts), site.frame.format(*parts))
    return None


LINK = re.compile(r'<a href="([^"]*)"[^>]*>[^<]+</a>')


def figure(pieces: list[str]) -> list[str] | None:
    """The pieces of an embed if a figure is one: nothing but a link to a site of ours, and a caption.

    `pieces` are its opening tag and what it holds, tidied. Idempotent.
    """
    opening, link, *caption = pieces
    found = LINK.fullmatch(link)
    embed = find(unescape(found[1])) if found else None
    if not found or not embed or not (caption == [] or _is_caption(caption)):
        return None
    opening = opening.replace("<figure", '<figure class="embed"', 1)
    return [opening, link.replace(found[1], escape(embed.link), 1), *caption]


def _is_caption(pieces: list[str]) -> bool:
    return pieces[0].startswith("<figcaption") and pieces.index("</figcaption>") == len(pieces) - 1
