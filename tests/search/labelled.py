"""The labelled questions, and the demo content under the names they call it by."""

import json
from pathlib import Path

from django.contrib.auth.models import AnonymousUser

from blog.demo import content
from blog.demo import writing as posts
from blog.models import Post
from config import discussing
from forum.demo import writing as topics
from forum.models import Post as ForumPost
from forum.models import Topic
from tests.factories import make_picture

QUESTIONS = Path(__file__).with_name("questions.jsonl")


def questions():
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def write_demo():
    """All that is written by hand: posts, topics, and what is said about the posts.

    Without the posts' pictures, which take longer to draw than everything else.
    """
    kinds, authors = posts.write_topics(), posts.write_authors()
    for demo in content.load():
        post = posts.write_post(demo, authors[demo.author], make_picture())
        post.topics.set(kinds[key] for key in demo.topics)
    topics.write_demo()
    discussing.write_demo()


def post_id(post):
    """Both languages of a post are one document."""
    return f"post:{post.slug_ru or post.slug_en}"


def topic_id(topic):
    """The title and the text a topic opens with; its spaces are plain, whatever the title has."""
    return f"topic:{' '.join(topic.title.split())}"


def reply_id(reply):
    return f"reply:{topic_id(reply.topic).removeprefix('topic:')}#{reply.number}"


def documents():
    """Names of all that a reader without an account may find."""
    anybody = AnonymousUser()
    replies = ForumPost.objects.visible_to(anybody).replies().select_related("topic")
    yield from map(post_id, Post.objects.visible_to(anybody))
    yield from map(topic_id, Topic.objects.visible_to(anybody))
    yield from map(reply_id, replies)
