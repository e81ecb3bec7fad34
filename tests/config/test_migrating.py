"""What `makemigrations` writes when the site gets another language."""

from django.apps import apps
from django.core.management import load_command_class
from django.db.migrations.operations import AddField, AddIndex
from django.db.migrations.state import ProjectState

from config.migrating import Autodetector


def without(state, language):
    """The state before the columns of the blog were there in a language."""
    post = state.models["blog", "post"]
    post.fields = {name: each for name, each in post.fields.items() if not name.endswith(language)}
    for option in ("indexes", "constraints"):
        rows = post.options[option]
        post.options[option] = [each for each in rows if language not in each.name]
    return state


def test_the_index_of_a_search_column_comes_after_it():
    now = ProjectState.from_apps(apps)
    written = Autodetector(without(now.clone(), "_en"), now)._detect_changes()["blog"]
    places = {
        getattr(each, "name", None) or each.index.name: number
        for number, each in enumerate(written[0].operations)
        if isinstance(each, AddField | AddIndex)
    }
    assert places["title_en"] < places["search_en"] < places["post_search_en"]


def test_migrations_are_made_and_missed_in_the_same_way():
    for name in ("makemigrations", "migrate"):
        assert load_command_class("config", name).autodetector is Autodetector
