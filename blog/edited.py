"""What of the blog editors write, and what else happens when a post comes out."""

from blog import checking, previewing, redirecting
from blog.models import Post
from core.html import plain_text
from editing.kinds import Kind, register
from editing.texts import WORDS
from library import usage
from search import counting


def saved(before: Post | None, post: Post) -> None:
    redirecting.keep(before, post)
    usage.note(post)


def came_out(post: Post, language: str) -> None:
    """Its words are known to the search at once; not those of one that was taken back meanwhile."""
    if language in post.languages:
        title, body = (getattr(post, f"{field}_{language}") for field in ("title", "body"))
        counting.learn([f"{title} {plain_text(body)}"])


register(
    Kind(
        model=Post,
        words=WORDS,
        shared=("cover", "author", "topics"),
        saved=saved,
        came_out=came_out,
        shown=previewing.shown,
        checks=(checking.without_topic, checking.cover_without_words, checking.broken_links),
    )
)
