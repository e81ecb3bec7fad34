"""The editors' start page and their list of posts. `make bench ARGS=admin`, or `ARGS="admin 50000"` for another size.

Whole answers to somebody who publishes, with every posts' states as a newspaper has them: most published,
few at work, half translated. The promise is the list's, of 100,000 posts: 150 ms and 12 queries, whatever is asked.
"""

import sys
from datetime import timedelta

SIZE = 100_000  # posts
PROMISED_MS, PROMISED_QUERIES = 150, 12
LIST = "/admin/blog/post/"
FEW = 500  # of each state that few posts are in, spread over all of them

# One of so many has it; what is rare is rare enough that walking through all of them would show
STATES = """
UPDATE blog_post SET title_en = NULL, slug_en = NULL, summary_en = NULL, body_en = NULL,
    published_at_en = NULL WHERE id % 2 = 0;
UPDATE blog_post SET source_en = 'ru', source_revision_en = 1 WHERE id % 4 = 1;
UPDATE blog_post SET source_changed_at_en = now() WHERE id % {few} = 1;
UPDATE blog_post SET published_at_ru = NULL, stage_ru = 'draft' WHERE id % {few} = 2;
UPDATE blog_post SET published_at_ru = NULL, stage_ru = 'review' WHERE id % {few} = 4;
UPDATE blog_post SET published_at_ru = NULL, stage_ru = 'withdrawn' WHERE id % {few} = 6;
UPDATE blog_post SET published_at_ru = now() + interval '3 days' WHERE id % {few} = 8;
INSERT INTO editing_revision (content_type_id, object_id, number, what, steps, languages, fields, note, key, saved_at)
    SELECT kind.id, post.id, number, 'saved', '{{}}', ARRAY['ru'], '{{}}', '', '', now()
    FROM blog_post AS post, generate_series(1, 3) AS number, django_content_type AS kind
    WHERE kind.app_label = 'blog' AND kind.model = 'post';
"""


def rows(measure):
    from django.contrib.auth.models import Permission
    from django.db import connection

    from tests.editing.people import WRITING
    from tests.factories import make_editor, sign_in_with_second_factor

    size = next((int(argument) for argument in sys.argv[2:]), SIZE)
    grow(size)
    with connection.cursor() as cursor:
        cursor.execute(STATES.format(few=FEW))
        cursor.execute("VACUUM ANALYZE")
    editor = make_editor(name="Vera", is_superuser=False)
    codes = [*WRITING, "publish_post", "delete_post"]
    editor.user_permissions.set(Permission.objects.filter(codename__in=codes))
    start = measure("/admin/", editor, sign_in_with_second_factor)
    yield {"what": "start page", "posts": size, **start}
    for what, query in asked().items():
        figures = measure(LIST + query, editor, sign_in_with_second_factor)
        yield {
            "what": f"list of posts: {what}", "posts": size, **figures,
            "promise_ms": PROMISED_MS, "promise": PROMISED_QUERIES,
        }  # fmt: skip


def grow(size):
    from blog.demo import writing

    writing.write_generated(size)


def asked():
    from blog.models import Author, Post, Topic

    title = Post.objects.filter(pk__gt=1000, title_ru__gt="").first().title_ru
    topic, author = Topic.objects.first().pk, Author.objects.first().pk
    last = Post.objects.newest_in("ru").first().published_at_ru - timedelta(days=400)
    states = ("draft", "review", "scheduled", "published", "withdrawn")
    return {
        "plain": "",
        "page 2": "?p=2",
        "last page": "?p=100000",
        **{f"state {each}": f"?state={each}" for each in states},
        **{f"state {each}, Russian": f"?state={each}&language=ru" for each in states},
        "English": "?language=en",
        **{f"translation {each}": f"?translation={each}" for each in ("missing", "current", "behind")},
        "translation behind, Russian: none": "?translation=behind&language=ru",
        "published, English missing": "?state=published&translation=missing&language=en",
        "topic": f"?topic={topic}",
        "author": f"?author={author}",
        "author, topic, draft": f"?author={author}&topic={topic}&state=draft",
        **{f"period {each}": f"?period={each}" for each in ("today", "week", "month", "year")},
        "from, to": f"?since={last.date()}&until={last.date() + timedelta(days=30)}",
        "search: a title": f"?q={title}",
        "search: a word of nearly all": "?q=вопрос",
        "search: two common words": "?q=разговор круг",
        "search: a common beginning": "?q=пис",
        "search: no text has it": "?q=щукарь",
        "search: a number": "?q=%2312345",
        "search: a common word in a topic": f"?q=вопрос&topic={topic}",
    }  # fmt: skip
