"""The pages one reads: all sections, one section, one topic."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import User
from forum import answering, noticing, polling, reading, showing, unread, viewing
from forum.admission import may_reply, may_start
from forum.forms import ReplyForm
from forum.models import Post, Topic
from forum.models.posts import PAGE_SIZE
from forum.standing import Standing, is_moderator, reading_level, standing_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    topics = Topic.objects.visible_to(request.user).listed()
    latest = reading.slice_of(topics, "", request.user, size=10).topics
    cards = reading.section_cards(request.user)
    return render(request, "forum/index.html", {"cards": cards, "topics": latest})


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """Topics by their last post; the pinned ones above those of the first page."""
    found, children = reading.section_for(request.user, section)
    if found is None:
        raise Http404
    after = request.GET.get("after", "")
    topics = Topic.objects.visible_to(request.user).listed().filter(section=found)
    page = reading.slice_of(topics, after, request.user)
    pinned = [] if after else reading.pinned_in(found, request.user)
    context = {
        "section": found,
        "children": children,
        "pinned": pinned,
        "topics": [topic for topic in page.topics if topic not in pinned],
        "page": page,
        "is_first": not after,
        "can_start": may_start(found, standing_for(request, found.starters)),
        "noindex": bool(after),
    }
    return render(request, "forum/section.html", context)


@require_safe
def topic(request: HttpRequest, section: str, pk: int, slug: str) -> HttpResponse:
    """One page of a topic; `?reply=` finds the page of a post, `?unread=1` the first new one."""
    found = reading.topic_for(request.user, pk)
    if "reply" in request.GET and (elsewhere := post_elsewhere(request, found)):
        return redirect(elsewhere)
    if found is None:
        if moved := reading.moved_to(request.user, pk):
            return redirect(moved, permanent=True)
        raise Http404
    if (section, slug) != (found.section.slug, found.slug):
        address = found.get_absolute_url()
        query = request.GET.urlencode()
        return redirect(f"{address}?{query}" if query else address, permanent=not query)
    if "unread" in request.GET:
        post = reading.first_unread(found, getattr(found, "read_number", None))
        return redirect(found.address_of(post) if post and post.number else found)
    return render(request, "forum/topic.html", topic_context(request, found))


def post_elsewhere(request: HttpRequest, topic: Topic | None) -> str:
    """Where the post of `?reply=` is, unless it is here: it was moved, split off or merged."""
    number = request.GET["reply"]
    if not (number.isdecimal() and len(number) < 19):
        return ""
    posts = Post.objects.filter(topic__in=Topic.objects.visible_to(request.user))
    post = posts.select_related("topic__section").filter(pk=int(number)).first()
    return post.get_absolute_url() if post and (topic is None or post.topic_id != topic.pk) else ""


def topic_context(request: HttpRequest, topic: Topic) -> dict[str, object]:
    user = request.user
    member = user if isinstance(user, User) else None
    last = unread.last_number(topic)
    pages = max(1, -(-last // PAGE_SIZE))
    number = page_number(request, topic, pages)
    posts = reading.posts_on_page(topic, user, number, is_last=number == pages)
    standing = standing_for(request, topic.section.repliers)
    rights = showing.Rights(
        can_choose=member is not None and answering.may_choose(topic, member),
        can_reply=may_reply(topic, standing),
        can_see_history=reading_level(user) >= topic.section.history_readers,
        read_number=getattr(topic, "read_number", None),
    )
    lines = showing.shown(posts, topic, user, rights)
    note_reading(request, topic, posts)
    opening = next((line for line in lines if line.post.number == 0), None)
    return {
        "topic": topic,
        "section": topic.section,
        "opening": opening,
        "replies": [line for line in lines if line is not opening],
        "answer": topic.answer if topic.answer and topic.answer.stands else None,
        "number": number,
        "pages": pages,
        "poll": polling.state(topic.poll, member) if hasattr(topic, "poll") else None,
        "form": ReplyForm(topic=topic, author=member) if member and rights.can_reply else None,
        "can_reply": rights.can_reply,
        "is_moderator": is_moderator(user),
        "noindex": not topic.is_listed,
        "address": topic.get_absolute_url(),
    }


def page_number(request: HttpRequest, topic: Topic, pages: int) -> int:
    """The page that is asked for, or that of the post in `?reply=`. One query for the latter."""
    wanted = request.GET.get("reply", "")
    if wanted.isdecimal() and len(wanted) < 19:
        post = topic.posts.filter(pk=int(wanted)).only("number").first()
        return min(post.page, pages) if post else 1
    number = request.GET.get("page", "1")
    if not (number.isdecimal() and len(number) < 8 and 1 <= int(number) <= pages):
        raise Http404
    return int(number)


def note_reading(request: HttpRequest, topic: Topic, posts: list[Post]) -> None:
    """For a member how far they have come; of others only that the topic was looked at."""
    user = request.user
    if request.META.get("HTTP_USER_AGENT"):  # what names no browser is a robot
        viewing.note(topic.pk)
    last = max((post.number or 0 for post in posts), default=0)
    if isinstance(user, User) and last > (getattr(topic, "read_number", None) or -1):
        unread.note(user, topic, last)
    if isinstance(user, User) and getattr(topic, "tells_of_it", False):
        noticing.seen(user, topic, last)


def standing_for(request: HttpRequest, needed: int) -> Standing:
    """The reader's standing, counted only where more is needed than to be a member."""
    user = request.user
    if needed > Standing.NEW and isinstance(user, User):
        return standing_of(user)
    return reading_level(user)
