"""Redirects: what leads on where a page was, and how one comes to be.

None leads to another host, to itself, or to a path that leads on: where a row is written, those that
lead to its path are led straight on. A live page always goes before a redirect, as only what would
not be found is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http.request import validate_host
from django.urls import ResolverMatch, is_valid_path, resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _

from blog import reading
from blog.importing import addresses
from blog.models import Post, Redirect
from core.asking import ask
from core.languages import LANGUAGES
from editing.states import State
from editing.texts import MOMENTS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

FURTHEST = 5  # steps on the way to a page
BATCH = 1_000
STRANGE = re.compile(r"[\\\s\x00-\x1f\x7f]")


class Refused(Exception):
    """There can be no such redirect; the message says why in a sentence."""


class Goal(NamedTuple):
    """Where a redirect leads: to a post in a language, else to an address of this site."""

    post: Post | None = None
    language: str = ""
    target: str = ""

    @property
    def address(self) -> str:
        return self.post.address_in(self.language) if self.post else self.target


@dataclass(frozen=True)
class Wish:
    """What somebody wants to lead where, as they wrote it; `line` is where."""

    old: str
    new: str
    line: int = 1


def found(path: str, query: str, user: User | AnonymousUser) -> Redirect | None:
    """The redirect from a path that was asked for, if its page may be seen. One query."""
    plain = addresses.normal_path(path)
    paths = {plain, addresses.with_query(plain, query)}
    columns = ["path", "target", "language"]
    columns += [f"post__{field}_{code}" for field in ("title", "slug") for code in LANGUAGES]
    columns += [f"post__{moment}" for moment in MOMENTS]
    seen = Q(post=None) | Q(post__in=Post.objects.visible_to(user))
    rows = Redirect.objects.filter(seen, path__in=paths).select_related("post").only(*columns)
    row = max(rows, key=lambda row: len(row.path), default=None)
    return row if row and addresses.stored_path(row.address) != plain else None


@transaction.atomic
def keep(before: Post | None, after: Post) -> None:
    """Lead readers on from addresses a post had. Whoever saves a post calls it, with the row as it was.

    What was never public keeps no address. An address the post has again leads nowhere any more.
    Three queries, one where no address changed.
    """
    slugs = {getattr(after, f"slug_{code}") for code in LANGUAGES} - {None}
    now_at = {_path(slug, code) for code in LANGUAGES for slug in slugs}
    hidden = Redirect.objects.filter(path__in=now_at)
    (hidden if was_public(after) else hidden.filter(post=after)).delete()
    if before is None or not was_public(before):
        return
    rows = [
        Redirect(path=path, post=after, language=code)
        for code in LANGUAGES
        for path in sorted(_paths(before, code) - now_at)
    ]
    write(rows)


def was_public(post: Post) -> bool:
    """Whether readers can have met its addresses."""
    return bool(_public_languages(post))


def _public_languages(post: Post) -> list[str]:
    public = {State.PUBLISHED, State.WITHDRAWN}
    return [code for code in LANGUAGES if post.state_in(code) in public]


def _paths(post: Post, language: str) -> set[str]:
    """Where the post answers below a language: by its address in any, for it may lack this one."""
    slugs = (getattr(post, f"slug_{code}") for code in _public_languages(post))
    return {_path(slug, language) for slug in slugs if slug}


def _path(slug: str, language: str) -> str:
    with override(language):
        return addresses.normal_path(reverse("blog:post", args=[slug]))


def is_held(slug: str) -> bool:
    """Whether an older address of some post would be lost to a new one of this slug. One query."""
    return Redirect.objects.filter(path__in=[_path(slug, code) for code in LANGUAGES]).exists()


def write(rows: Sequence[Redirect]) -> None:
    """Each in place of what led from its path before, its hits kept; who led to its path is led on."""
    if not rows:
        return
    with transaction.atomic():
        Redirect.objects.bulk_create(
            rows,
            BATCH,
            update_conflicts=True,
            unique_fields=["path"],
            update_fields=["post", "language", "target"],
        )
        straighten({row.path: row for row in rows})


def straighten(rows: dict[str, Redirect]) -> None:
    """Lead on who leads to a path of these. One query, and one for each that is changed."""
    leading_on = Redirect.objects.exclude(target="").values_list("pk", "path", "target")
    for pk, path, target in leading_on:
        goal = rows.get(addresses.stored_path(target))
        if goal and goal.path != path:
            values = {"post": goal.post, "language": goal.language, "target": goal.target}
            Redirect.objects.filter(pk=pk).update(**values)


def check(
    wishes: Iterable[Wish], instead_of: Redirect | None = None
) -> tuple[list[Redirect], list[tuple[Wish, str]]]:
    """The redirects that fulfil the wishes, unsaved; and which can't be, with the reason.

    `instead_of` is the row whose path may stay. Asks the site for pages: some 10 ms for a wish.
    """
    wanted: dict[str, Wish] = {}
    refused: list[tuple[Wish, str]] = []
    for wish in wishes:
        try:
            path = free_path(wish.old, instead_of)
            if path in wanted:
                said = _("Line %(line)d has this old address already.")
                raise Refused(said % {"line": wanted[path].line})
            wanted[path] = wish
        except Refused as reason:
            refused.append((wish, str(reason)))
    rows = []
    for path, wish in wanted.items():
        try:
            goal = goal_among(wanted, path)
            rows.append(
                Redirect(path=path, post=goal.post, language=goal.language, target=goal.target)
            )
        except Refused as reason:
            refused.append((wish, str(reason)))
    return rows, sorted(refused, key=lambda each: each[0].line)


def free_path(old: str, instead_of: Redirect | None = None) -> str:
    """The old address as it is kept, of whatever site it was. Raises Refused for a page that is there."""
    path = addresses.stored_path(old)
    if not path or not old.strip().startswith(("/", "http://", "https://")):
        raise Refused(_("An old address is a path such as /about, or a whole address."))
    if len(path) > addresses.LONGEST:
        raise Refused(_("The old address is too long."))
    if instead_of and path == instead_of.path:
        return path
    is_known = path.startswith("/?") or Redirect.objects.filter(path=path).exists()
    if not is_known and answer_of(path)[0] != 404:
        raise Refused(_("There is a page at the old address: nobody would be led on."))
    return path


def goal_among(wanted: dict[str, Wish], path: str) -> Goal:
    """Where a wish ends that may lead to the old address of another. Raises Refused for a circle."""
    passed = {path}
    new = wanted[path].new
    if addresses.stored_path(own_address(new)) == path:
        raise Refused(_("The address would lead to itself."))
    while (step := addresses.stored_path(own_address(new))) in wanted:
        if step in passed:
            raise Refused(_("The addresses lead to one another in a circle."))
        passed.add(step)
        new = wanted[step].new
    goal = goal_of(new)
    if addresses.stored_path(goal.address) in passed:
        raise Refused(_("The address would lead to itself."))
    return goal


def goal_of(address: str) -> Goal:
    """Where an address of this site leads in the end. Raises Refused where there is no page."""
    address = own_address(address)
    for _step in range(FURTHEST):
        path = unquote(urlsplit(address).path)
        if goal := _post_at(address):
            return goal
        status, location = answer_of(f"{path}?{urlsplit(address).query}")
        if status in (200, 302):
            return Goal(target=address)
        row = Redirect.objects.filter(path=addresses.normal_path(path)).first()
        if row:
            return Goal(row.post, row.language, row.target)
        if status != 301:
            break
        address = own_address(location)
    raise Refused(_("There is no such page on this site."))


def own_address(address: str) -> str:
    """An address of this site without its host. Raises Refused for another site's."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        raise Refused(_("This is no address.")) from None
    is_ours = not host or validate_host(host, settings.ALLOWED_HOSTS)
    if parts.scheme not in ("", "http", "https") or not is_ours:
        raise Refused(_("A redirect leads to a page of this site."))
    kept = urlunsplit(("", "", parts.path, parts.query, parts.fragment))
    if not kept.startswith("/") or kept.startswith("//") or STRANGE.search(unquote(kept)):
        raise Refused(_("An address of this site looks like this: /ru/blog/"))
    if len(kept) > addresses.LONGEST:
        raise Refused(_("The address is too long."))
    return kept


def answer_of(path: str) -> tuple[int, str]:
    """The status of a page and where it leads on, past what only mends a slash or adds a language."""
    plain, mark, query = path.partition("?")
    if not any(map(_is_page, (plain, f"{plain}/", *(f"/{code}{plain}/" for code in LANGUAGES)))):
        return 404, ""  # as it would answer, and a hundred times as fast
    if not plain.endswith("/") and _is_page(f"{plain}/"):
        plain = f"{plain}/"
    response = ask(f"{plain}{mark}{query}")
    if response.streaming:
        response.close()
    location = unquote(response.get("Location", ""))
    with_language = {f"/{code}{plain.rstrip('/')}/" for code in LANGUAGES}
    if response.status_code == 302 and location in with_language:
        return answer_of(location)
    return response.status_code, location


def _is_page(path: str) -> bool:
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        return bool(is_valid_path(path))


def _post_at(address: str) -> Goal | None:
    """The post whose page this is, published or not: it is followed wherever it moves."""
    parts = urlsplit(address)
    language = get_language_from_path(parts.path)
    if parts.query or parts.fragment or not language:
        return None
    match = _match(unquote(parts.path), language)
    if not match or match.view_name != "blog:post":
        return None
    with override(language):
        posts = list(Post.objects.filter(reading.with_slug(match.kwargs["slug"])).for_links())
        post = reading.pick(posts, match.kwargs["slug"]) if posts else None
    return Goal(post, language) if isinstance(post, Post) else None


def _match(path: str, language: str) -> ResolverMatch | None:
    with override(language):
        try:
            return resolve(path if path.endswith("/") else f"{path}/")
        except Resolver404:
            return None
