"""Rows locked in one order, so that no two writers wait for each other: topics by number, then posts.

Without joins: a row that comes with a joined one is lost when the one who held it changed the join,
as moving a topic to another section does.
"""

from __future__ import annotations

from forum.models import Post, Topic


def topics(*pks: int) -> list[Topic]:
    """In the order asked for. One query. Other rows may go on pointing to them meanwhile."""
    found = {
        topic.pk: topic
        for topic in Topic.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    }
    return [found[pk] for pk in pks if pk in found]


def topic(pk: int) -> Topic:
    [locked] = topics(pk)
    return locked


def topic_in_use(pk: int) -> Topic:
    """The topic itself, or the one it was merged into meanwhile."""
    locked = topic(pk)
    while locked.merged_into_id:
        locked = topic(locked.merged_into_id)
    return locked


def post(pk: int) -> Post:
    """Its topic is locked too, and comes with it, wherever the post was moved meanwhile."""
    while True:
        topic_id = Post.objects.values_list("topic_id", flat=True).get(pk=pk)
        held = topic(topic_id)
        locked = Post.objects.select_for_update().get(pk=pk)
        if locked.topic_id == topic_id:
            locked.topic = held
            return locked
