"""The moderators' side of the forum: what waits, what was done, and rules; no way round the verbs."""

from forum.admin import claims, log, posts, queue, sections, spam

__all__ = ["claims", "log", "posts", "queue", "sections", "spam"]
