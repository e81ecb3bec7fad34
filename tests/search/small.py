"""Some hundred small rows of every kind, and the same as plain values, to count by hand."""

import datetime
import random
from dataclasses import dataclass

from django.utils import timezone

from blog.models import Post as BlogPost
from forum.models import Post
from forum.writing import columns
from search import gathering
from tests.factories import make_author, make_user, published
from tests.forum.factories import make_section, make_topic

# Nobody's language, so that no dictionary brings two of them together.
WORDS = "абракон бумазап вирабол гудолин дюпрамек жузмарат зорватин курбадон".split()
NOW = timezone.now()
# New Year in Warsaw is an hour earlier than in Greenwich.
MOMENTS = [
    datetime.datetime(2024, 12, 31, 22, 30, tzinfo=datetime.UTC),
    datetime.datetime(2024, 12, 31, 23, 30, tzinfo=datetime.UTC),
    datetime.datetime(2023, 6, 1, tzinfo=datetime.UTC),
    *(NOW - datetime.timedelta(days=days) for days in (1, 6, 8, 20, 40, 300)),
]


@dataclass(frozen=True)
class Row:
    """A result, as a reader would describe it."""

    kind: str
    pk: int
    moment: datetime.datetime
    words: dict  # by language: those it has
    place: str = ""
    author: str = ""

    def is_in(self, period):
        days = {"week": 7, "month": 31, "year": 366}.get(period)
        if days:
            return self.moment > NOW - datetime.timedelta(days=days)
        return str(timezone.localtime(self.moment).year) == period


def write(count=60, seed=1):
    """Posts in one language or both, topics and replies: so many of each."""
    chance = random.Random(seed)
    return [*posts(chance, count, seed), *talk(chance, count)]


def some(chance):
    return chance.sample(WORDS, chance.randint(1, 4))


def posts(chance, count, seed):
    authors = [make_author(name_ru=name, name_en=name) for name in ("Один", "Другая")]
    rows, written = [], []
    for number in range(count):
        said = {code: some(chance) for code in chance.choice([["ru"], ["en"], ["ru", "en"]])}
        fields = {f"title_{code}": f"Число {number}" for code in said}
        fields |= {f"slug_{code}": f"number-{seed}-{number}" for code in said}
        fields |= {f"body_{code}": f"<p>{' '.join(words)}</p>" for code, words in said.items()}
        author, moment = chance.choice([*authors, None]), chance.choice(MOMENTS)
        written.append(BlogPost(author=author, **published(published_at=moment, **fields)))
        rows.append((moment, said, author))
    made = BlogPost.objects.bulk_create(written)
    return [
        Row("posts", post.pk, moment, said, author=f"blog-{author.pk}" if author else "")
        for post, (moment, said, author) in zip(made, rows, strict=True)
    ]


def talk(chance, count):
    sections, members = [make_section() for _n in range(3)], [make_user() for _n in range(3)]
    topics, rows = [], []
    for number in range(count):
        row = opening(chance, number, chance.choice(sections), chance.choice([*members, None]))
        topics.append(row[0])
        rows.append(row[1])
    for number in range(count):
        rows.append(reply(chance, number + 1, chance.choice(topics), chance.choice(members)))
    return rows


def opening(chance, number, section, author):
    words, moment, language = some(chance), chance.choice(MOMENTS), chance.choice(["ru", "be"])
    topic = make_topic(
        section,
        title=f"Тема {number}",
        text=" ".join(words),
        author=author,
        language=language,
        created_at=moment,
        opening={"language": language, **({} if author else {"author_key": "f" * 32})},
    )
    return topic, described("topics", topic.opening, words, section.pk)


def reply(chance, number, topic, author):
    words, language = some(chance), chance.choice(["ru", "be"])
    fields = columns(" ".join(words)) | {"language": language, "created_at": chance.choice(MOMENTS)}
    post = Post.objects.create(topic=topic, number=number, author=author, **fields)
    return described("replies", post, words, topic.section_id)


def described(kind, post, words, section):
    author = f"forum-{post.author_id}" if post.author_id else ""
    return Row(kind, post.pk, post.created_at, {post.language: words}, f"forum-{section}", author)


def read_at_most(patch, texts):
    """Words of more texts are common ones."""
    patch.setattr(gathering, "BUDGET", texts)
    patch.setattr(gathering, "ROOM", texts)
