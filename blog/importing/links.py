"""Links between imported posts: from the addresses they had to those they have."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from html import escape, unescape
from itertools import islice
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from blog.importing import addresses
from blog.models import Post, Redirect
from core import html
from core.languages import LANGUAGES

HREF = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)')
BATCH = 500


class Links:
    """Knows by what hosts the older site was called. Links of others lead where they led."""

    def __init__(self) -> None:
        self.hosts: set[str] = set()

    def learn(self, link: str) -> None:
        if host := host_of(link):
            self.hosts.add(host)

    def mended(self, body: str) -> str:
        """Clean HTML with links to the posts that are here. A query where there may be one."""
        old = {path for _start, link in HREF.findall(body) if (path := self.path_of(link))}
        new = dict(new_addresses(old)) if old else {}
        if not new:
            return body

        def replaced(found: re.Match[str]) -> str:
            address = new.get(self.path_of(found[2]))
            if address is None:
                return found[0]
            fragment = urlsplit(unescape(found[2])).fragment
            return f"{found[1]}{escape(address)}{escape(f'#{fragment}') if fragment else ''}"

        return html.clean(HREF.sub(replaced, body))

    def path_of(self, link: str) -> str:
        """As it is kept; "" for a link that isn't to the older site."""
        link = unescape(link)
        is_ours = link.startswith("/") and not link.startswith("//")
        return addresses.stored_path(link) if is_ours or host_of(link) in self.hosts else ""

    def mend_all(self, paths: Collection[str], is_edited: Callable[[Post], bool]) -> int:
        """Posts that came before those they link to; how many. What was edited here stays."""
        named = Q(pk__in=[])
        for host in self.hosts:
            for code in LANGUAGES:
                named |= Q(**{f"body_{code}__contains": f"{host}/"})
        count = 0
        came = Redirect.objects.exclude(post=None).filter(path__in=paths).values("post")
        for post in Post.objects.filter(named | Q(pk__in=came)).iterator(BATCH):
            bodies = {f"body_{code}": getattr(post, f"body_{code}") for code in LANGUAGES}
            new = {name: self.mended(body) for name, body in bodies.items() if body}
            if any(new[name] != bodies[name] for name in new) and not is_edited(post):
                now = timezone.now()
                Post.objects.filter(pk=post.pk, updated_at=post.updated_at).update(
                    **new, created_at=now, updated_at=now
                )
                count += 1
        return count


def host_of(link: str) -> str:
    try:
        return (urlsplit(link.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def new_addresses(old: Collection[str]) -> Iterator[tuple[str, str]]:
    """Old and new address of everything that can be read there now."""
    paths = iter(sorted(old))
    readable = Q(post=None) | Q(post__in=Post.objects.visible_to(AnonymousUser()))
    columns = [f"post__{field}_{code}" for field in ("title", "slug") for code in LANGUAGES]
    while batch := list(islice(paths, BATCH)):
        rows = Redirect.objects.filter(readable, path__in=batch).select_related("post")
        for row in rows.only("path", "language", "target", *columns).order_by("path"):
            yield row.path, row.address
