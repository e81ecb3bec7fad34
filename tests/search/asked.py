"""The labelled questions, asked of the search: by which place a right answer comes."""

from collections import defaultdict
from statistics import fmean

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from blog.models import Post
from forum.models import Post as ForumPost
from search.asking import read
from search.finding import find
from search.results import Wish
from tests.search import labelled

TOP = 10


def names(results):
    """Names of the results as `labelled` gives them. Two queries."""
    posts = Post.objects.in_bulk([each.found.pk for each in results if each.kind == "posts"])
    others = [each.found.pk for each in results if each.kind in ("topics", "replies")]
    written = ForumPost.objects.select_related("topic").in_bulk(others)
    named = {
        "topics": lambda pk: labelled.topic_id(written[pk].topic),
        "replies": lambda pk: labelled.reply_id(written[pk]),
    }
    named["posts"] = lambda pk: labelled.post_id(posts[pk])
    return [
        named[each.kind](each.found.pk) if each.kind in named else each.kind for each in results
    ]


def ask(question):
    """The reciprocal rank of the first right answer among the first ten, and the results."""
    with override(question["language"]):
        found = find(Wish(read(question["query"])), AnonymousUser())
    top = names(found.results[:TOP])
    place = next((place for place, name in enumerate(top, 1) if name in question["relevant"]), None)
    return (1 / place if place else 0.0), found, top


def ranks():
    """Mean reciprocal ranks by kind and language of the question, and over all of a language."""
    ranks = defaultdict(list)
    for question in labelled.questions():
        rank, _found, _top = ask(question)
        for key in (question["kind"], "all"):
            ranks[key, question["language"]].append(rank)
    return {key: round(fmean(each), 3) for key, each in sorted(ranks.items())}
