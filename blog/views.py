"""Pages of the blog for readers. Each asks `visible_to` first; none needs a cookie."""

import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.http import http_date

from blog import hits, reading, redirecting
from blog.models import Post, PostQuerySet, Topic
from core import frames, html
from core.asking import OURSELVES
from core.languages import LANGUAGES, current_language

PAGE_SIZE = 20
MAX_PAGES = 50  # beyond, the archive by month is the way in: no offset ever grows past 1,000 rows


class BoundedPaginator(Paginator[Post]):
    """Counts no further than it would show, so that a list costs the same at any size."""

    def __init__(self, posts: PostQuerySet, per_page: int) -> None:
        super().__init__(posts, per_page)
        self.posts = posts

    @cached_property
    def count(self) -> int:
        return self.posts[: self.per_page * MAX_PAGES].count()


def page_of(posts: PostQuerySet, request: HttpRequest) -> Page[Post]:
    paginator = BoundedPaginator(posts.for_cards(current_language()), PAGE_SIZE)
    number = request.GET.get("page", "1")
    if not (number.isdecimal() and len(number) < 5 and 1 <= int(number) <= paginator.num_pages):
        raise Http404
    return paginator.page(int(number))


def readable(request: HttpRequest) -> PostQuerySet:
    """What this reader may see in the language of the page, newest first."""
    return Post.objects.visible_to(request.user).newest_in(current_language())


def index(request: HttpRequest) -> HttpResponse:
    page = page_of(readable(request), request)
    elsewhere = Post.objects.visible_to(request.user).missing_in(current_language()).newest_first()
    return render(
        request,
        "blog/index.html",
        {
            "page": page,
            "topics": Topic.objects.all(),
            "years": reading.years(request.user),
            "elsewhere": elsewhere.for_links()[:3] if page.number == 1 else [],
        },
    )


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = reading.topic_by_slug(slug)
    if found.slug != slug and found.slug:
        return redirect(found, permanent=True)
    page = page_of(readable(request).about(found), request)
    alternates = {code: reading.topic_address(found, code) for code in LANGUAGES}
    return render(
        request, "blog/topic.html", {"page": page, "topic": found, "alternates": alternates}
    )


def year(request: HttpRequest, year: int) -> HttpResponse:
    column = f"published_at_{current_language()}"
    posts = readable(request).filter(**{f"{column}__year": year})
    months = posts.order_by().datetimes(column, "month")
    context = {"page": page_of(posts, request), "months": months, "date": datetime.date(year, 1, 1)}
    return render(request, "blog/archive.html", {**context, "years": reading.years(request.user)})


def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    column = f"published_at_{current_language()}"
    posts = readable(request).filter(**{f"{column}__year": year})
    months = posts.order_by().datetimes(column, "month")
    page = page_of(posts.filter(**{f"{column}__month": month}), request)
    date = datetime.date(year, month, 1)
    context = {"page": page, "months": months, "date": date, "month": date}
    return render(request, "blog/archive.html", {**context, "years": reading.years(request.user)})


def post(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = reading.post_by_slug(request.user, slug)
    language = current_language()
    alternates = found.addresses()
    if language not in alternates:
        context = {"post": found, "alternates": {**alternates, language: request.path}}
        return render(request, "blog/untranslated.html", {**context, "noindex": True})
    if found.slug != slug:
        return redirect(found, permanent=True)
    return article_page(request, found, alternates, found.topics.all())


def article_page(
    request: HttpRequest, found: Post, alternates: dict[str, str], topics: QuerySet[Topic]
) -> HttpResponse:
    """A post in the language in force, for readers or for who looks at it before them."""
    language = current_language()
    article = html.article(found.body or "")
    context = {
        "post": found,
        "article": article,
        "standfirst": reading.standfirst(found),
        "minutes": html.reading_minutes(found.body or "", language),
        "topics": topics,
        "neighbours": reading.neighbours(readable(request), found),
        "related": reading.related(readable(request), found, language),
        "alternates": alternates,
        "original": found.newer_original(language),
        "untranslated": [code for code in LANGUAGES if code not in alternates],
    }
    response = render(request, "blog/post.html", context)
    response["Last-Modified"] = http_date(found.updated_at.timestamp())
    frames.allow(request, response, article.sites)
    return response


def old_address(request: HttpRequest, slug: str) -> HttpResponse:
    """A path of the site this one replaces, with or without its trailing slash, to what is here now."""
    raise Http404  # where nothing is, what leads on is asked for: see config.leading


def moved_to(request: HttpRequest) -> HttpResponse | None:
    """The redirect from an address where nothing is, of any shape, or None. One query."""
    query = request.META.get("QUERY_STRING", "")
    found = redirecting.found(request.path_info, query, request.user)
    if found is None:
        return None
    if OURSELVES not in request.META:
        hits.note(found.pk)
    return redirect(found.address, permanent=True)
