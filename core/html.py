"""HTML from people: the one cleaner, the one `mark_safe`, and what can be read off clean HTML."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from html import escape, unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from core import embeds, pasting
from core.elements import BREAKS, CALLOUTS, CONTAINERS, FOREIGN, INLINE, LINES, RENAMED
from core.slugs import slugify
from core.tidy import ELSEWHERE, LOCAL, Tidy

EDITORS_REL = "noopener noreferrer"
MEMBERS_REL = "nofollow ugc noopener noreferrer"

TAGS = CONTAINERS | INLINE | LINES | {"p", "br", "hr", "img"}
ATTRIBUTES: dict[str, Set[str]] = {
    "*": {"lang"},
    "a": {"href", "title", "hreflang", "rel"},
    "abbr": {"title"},
    "aside": {"class"},
    "figure": {"class"},
    "img": {"src", "alt", "width", "height", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
DROPPED_WHOLE = {"script", "style", "template", "noscript", "noembed", "noframes", "textarea"} | {
    "title", "select", "button", "object", "svg", "math", "xmp",
}  # fmt: skip
PATTERNS = {  # values of attributes that have a form
    "lang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"),
    "hreflang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"),
    "width": re.compile(r"[1-9]\d{0,4}"),
    "height": re.compile(r"[1-9]\d{0,4}"),
    "start": re.compile(r"-?\d{1,6}"),
    "colspan": re.compile(r"(?!1$)[1-9]\d{0,2}"),
    "rowspan": re.compile(r"(?!1$)[1-9]\d{0,2}"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
    "datetime": re.compile(r"[0-9TZPWDHMS:+. -]{1,40}"),
    "rel": re.compile(f"{EDITORS_REL}|{MEMBERS_REL}"),
}
CLASSES = {  # the only ones, and what may have them
    "figure": re.compile("embed"),
    "aside": re.compile(f"callout (?:{'|'.join(CALLOUTS)})"),
}

WORDS_A_MINUTE = {"ru": 180, "en": 230}  # silent reading of news prose, rounded down
WORDS_A_MINUTE_ELSEWHERE = 200

TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")  # enough for clean HTML, where > is escaped elsewhere
CALLOUT = re.compile(r'class="callout (\w+)"')
EMBED = re.compile(r'(<figure(?=[^>]* class="embed")[^>]*>)<a href="([^"]*)"[^>]*>[^<]*</a>')
ENDS_A_LINE = CONTAINERS | LINES | {"p", "br", "hr"}
SURROGATES = re.compile("[\ud800-\udfff]")


def clean(html: str, *, rel: str = EDITORS_REL) -> str:
    """The HTML of an editor or of another site, reduced to ours. `clean(clean(x)) == clean(x)`.

    Pictures and players of other hosts become links, or embeds where we know their address; links
    elsewhere get `rel`. Linear but for hostile nesting: about 20 ms for 100 KB of prose.
    """
    parsed = _loose.clean(SURROGATES.sub("\ufffd", html))
    tidy = Tidy(rel)
    tidy.feed(pasting.plain(parsed))
    return _strict.clean(tidy.result())


def checked(html: str) -> str:
    """HTML that our own code made in our form, once more without what isn't allowed in it.

    A link whose address nobody could follow, `https://x[`, is none.
    """
    return LEADS_NOWHERE.sub(r"\1", _strict.clean(html))


def as_safe(html: str) -> SafeString:
    """Vouch for HTML that `clean` or our own code made. The only `mark_safe` of the project."""
    return mark_safe(html)  # noqa: S308


def json_ld(data: Mapping[str, object]) -> SafeString:
    """Structured data for search engines; `<` is escaped, so no value can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return as_safe(f'<script type="application/ld+json">{text}</script>')


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Article:
    html: SafeString
    headings: tuple[Heading, ...]
    sites: tuple[embeds.Site, ...]  # whose frames the page may show: see core.frames
    has_parts: bool  # callouts or embeds, which have a style sheet of their own


def article(body: str) -> Article:
    """A clean body made ready for a page: headings to link to, tables that scroll, lazy pictures.

    Callouts say what they are, embeds are cards.
    """
    making = _Making()
    pieces: list[str] = []
    last = 0
    for tag in TAG.finditer(body):
        made = making.of(body, tag)
        if made is not None:
            new, end = made
            pieces += body[last : tag.start()], new
            last = end
    sites = tuple(site for site in embeds.SITES if site in making.sites)
    ready = as_safe("".join(pieces) + body[last:])
    return Article(ready, tuple(making.headings), sites, making.has_parts)


class _Making:
    """An article being made: what each tag of its body becomes."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.sites: set[embeds.Site] = set()
        self.has_parts = False
        self.names = Names()
        self.tables = 0  # open ones

    def of(self, body: str, tag: re.Match[str]) -> tuple[str, int] | None:
        """What stands for the body from here, and where it goes on; None where it stays."""
        closing, name, attributes = tag.groups()
        new: str | None = None
        if name in ("h2", "h3") and not closing:
            new = self.heading(body, tag)
        elif name == "img":
            new = f'<img{attributes} loading="lazy" decoding="async">'
        elif name == "table":
            new = self.table(tag)
        elif name == "aside" and (kind := CALLOUT.search(attributes)):
            self.has_parts = True
            new = f'{tag[0][:-1]} role="note"><p class="kind">{escape(_kinds()[kind[1]])}</p>'
        elif name == "figure" and (link := EMBED.match(body, tag.start())):
            return self.card(link), link.end()
        return None if new is None else (new, tag.end())

    def heading(self, body: str, tag: re.Match[str]) -> str:
        _closing, name, attributes = tag.groups()
        end = body.find(f"</{name}>", tag.end())
        text = plain_text(body[tag.end() : end if end >= 0 else tag.end()])
        heading = Heading(int(name[1]), text, self.names.new(text))
        self.headings.append(heading)
        return f'<{name} id="{heading.id}"{attributes}>'

    def table(self, tag: re.Match[str]) -> str | None:
        closing = tag[1]
        self.tables += -1 if closing else 1
        if closing:
            return f"{tag[0]}</div>" if self.tables == 0 else None
        return f"{_scroll()}{tag[0]}" if self.tables == 1 else None

    def card(self, link: re.Match[str]) -> str:
        """The link of an embed with what it leads to, and a button for who has scripts."""
        found = embeds.find(unescape(link[2]))
        if not found:  # not in our form: it stays the link it is
            return link[0]
        self.has_parts = True
        self.sites.add(found.site)
        name = found.site.name
        allow = f' data-allow="{"; ".join(found.site.allow)}"' if found.site.allow else ""
        warning = gettext(
            "%(site)s knows nothing of you until you open this. Then it sees your address"
            " and may learn that you came from here."
        )
        return (
            f'{link[1][:-1]} data-frame="{escape(found.frame)}"{allow}><p class="site">{name}</p>'
            f'<p class="link">{link[0][len(link[1]) :]}</p>'
            f'<p class="warning">{escape(warning % {"site": name})}</p>'
            f'<button type="button" hidden>{escape(gettext("Show it here"))}</button>'
        )


class Names:
    """Ids of one page, each given once: a second «Итоги» is `itogi-2`."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.counts: Counter[str] = Counter()

    def new(self, text: str) -> str:
        slug = name = slugify(text, "ru")
        while name in self.taken:
            self.counts[slug] += 1
            name = f"{slug}-{self.counts[slug] + 1}"
        self.taken.add(name)
        return name


def plain_text(html: str) -> str:
    """The words of clean HTML, blocks apart by a line break. Plain: escape it before showing it."""
    text = TAG.sub(lambda tag: "\n" if tag[2] in ENDS_A_LINE else "", html)
    lines = (" ".join(line.split()) for line in unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def summary(html: str, length: int) -> str:
    """The first `length` characters of the words at most, cut between words, with an ellipsis."""
    text = plain_text(html).replace("\n", " ")
    if len(text) <= length:
        return text
    head = text[:length]
    if " " in head:
        head = head[: head.rindex(" ")]
    else:
        head = head[: length - 1]
    return head[: length - 1].rstrip(" ,.;:—–-") + "…"


def reading_minutes(html: str, language: str) -> int:
    """Minutes to read clean HTML, at least 1."""
    words = len(plain_text(html).split())
    return max(1, round(words / WORDS_A_MINUTE.get(language, WORDS_A_MINUTE_ELSEWHERE)))


def _scroll() -> str:
    label = escape(gettext("Table, scrolls sideways"))
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'


def _callout(classes: list[str]) -> str | None:
    kind = next((kind for kind in CALLOUTS if kind in classes), CALLOUTS[0])
    return f"callout {kind}" if "callout" in classes else None


def _kinds() -> dict[str, str]:
    return {"note": gettext("Note"), "tip": gettext("Tip"), "warning": gettext("Important")}


def _value(tag: str, name: str, value: str) -> str | None:
    """Filter of attribute values; None removes the attribute."""
    if pattern := PATTERNS.get(name):
        return value if pattern.fullmatch(value) else None
    if name == "src":
        return value if LOCAL.fullmatch(value) else None
    if name == "class":
        return value if CLASSES[tag].fullmatch(value) else None
    return value


def _loose_value(tag: str, name: str, value: str) -> str | None:
    """Like `_value`, while players and pictures of other hosts may still become links."""
    if name == "src":
        return value if LOCAL.fullmatch(value) or ELSEWHERE.fullmatch(value) else None
    if name == "rel":
        return None
    if name == "style":
        return pasting.said(value) or None
    if name == "class":  # of a figure it is seen from what it holds, see embeds.figure
        return _callout(value.split()) if tag == "aside" else None
    return _value(tag, name, value)


LEADS_NOWHERE = re.compile(r"<a(?= |>)(?![^>]* href=)[^>]*>(.*?)</a>", re.DOTALL)

_loose = nh3.Cleaner(
    tags=TAGS | BREAKS | FOREIGN | RENAMED.keys(),
    attributes=ATTRIBUTES | {tag: {"src", "title"} for tag in FOREIGN} | {"*": {"lang", "style"}},
    attribute_filter=_loose_value,
    clean_content_tags=DROPPED_WHOLE,
    url_schemes=SCHEMES,
    link_rel=None,
)
_strict = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_value,
    clean_content_tags=DROPPED_WHOLE,
    url_schemes=SCHEMES,
    link_rel=None,
)
