"""The check behind the promise of one search. What it looks for are words of the site's own posts."""

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils.translation import override

from blog.models import Post
from config.visiting import Watch, confirm
from core.languages import LANGUAGES
from search import keyboard
from search.asking import read
from search.finding import find
from search.results import Wish
from search.vocabulary import words_of


def one_search() -> str:
    """The newest post of each language is found by its title, also typed in the other layout."""
    posts = Post.objects.visible_to(AnonymousUser())
    titles = {
        (code, post.pk): getattr(post, f"title_{code}")
        for code in LANGUAGES
        for post in posts.newest_in(code)[:1]
    }
    watch = Watch()
    with connection.execute_wrapper(watch):
        for (language, pk), title in titles.items():
            words = " ".join(words_of(title.lower())[:6])
            for typed in (words, keyboard.swapped(words)):
                confirm(is_found(pk, typed, language), f"a post in {language} is not found")
    confirm(not watch.writing, "a search writes into the database")
    return f"{len(titles)} titles, typed in both layouts"


def is_found(pk: int, typed: str, language: str) -> bool:
    with override(language):
        results = find(Wish(read(typed)), AnonymousUser()).results
    return any(each.found.pk == pk and each.kind == "posts" for each in results)
