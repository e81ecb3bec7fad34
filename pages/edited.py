"""What of the pages editors write, and what else happens when one comes out."""

from core.html import plain_text
from editing.kinds import Kind, register
from editing.texts import WORDS
from library import usage
from pages import checking, menu, moving, previewing
from pages.models import Page
from search import counting


def saved(before: Page | None, page: Page) -> None:
    moving.keep(before, page)
    usage.note(page)
    menu.forget()


def came_out(page: Page, language: str) -> None:
    """Its words are known to the search at once; not those of one that was taken back meanwhile."""
    menu.forget()
    if language in page.languages:
        title, body = (getattr(page, f"{field}_{language}") for field in ("title", "body"))
        counting.learn([f"{title} {plain_text(body)}"])


register(
    Kind(
        model=Page,
        words=WORDS,
        saved=saved,
        came_out=came_out,
        shown=previewing.shown,
        checks=(checking.broken_links,),
    )
)
