"""The written topics of the demo forum, read from `topics/`.

A file holds topics, each with its posts:

    # A title
    by Name, 12 days, pinned, likes 3

    The text it opens with.

    ? A poll’s question
    * A choice : 5
    ? several

    -- Name, answer, likes 2
    >>0: words to quote
    A reply.

The file's name says the section, unless the second line does. `anonymous 1` is somebody without a
name; what follows `~~` is what an edited post said before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TOPICS = Path(__file__).parent / "topics"
DISCUSSIONS = Path(__file__).parent / "discussions"  # by the address of what is discussed
QUOTE = re.compile(r"^>>(\d+): (.+)$", re.MULTILINE)
CHOICE = re.compile(r"^\* (.+) : (\d+)$")


@dataclass
class Options:
    """What the line above a text says: `likes 3` is a value, `pinned` is one without."""

    by: str
    values: dict[str, str] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def number(self, name: str, default: int = 0) -> int:
        return int(self.values.get(name) or default)


@dataclass
class DemoPost:
    options: Options
    text: str
    before: str = ""  # what it said before it was edited


@dataclass
class DemoPoll:
    question: str
    choices: list[tuple[str, int]] = field(default_factory=list)  # with their votes
    options: dict[str, str] = field(default_factory=dict)


@dataclass
class DemoTopic:
    title: str
    section: str
    days: int  # ago
    posts: Sequence[DemoPost]
    poll: DemoPoll | None = None

    @property
    def options(self) -> Options:
        return self.posts[0].options


def load() -> list[DemoTopic]:
    return [topic for path in sorted(TOPICS.glob("*.md")) for topic in topics_of(path)]


def discussion(name: str) -> DemoTopic | None:
    path = DISCUSSIONS / f"{name}.md"
    return next(topics_of(path)) if path.exists() else None


def topics_of(path: Path) -> Iterator[DemoTopic]:
    section = path.name.split(".")[0]
    for part in re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, head, body = part.split("\n", 2)
        options = options_of(head)
        opening, *replies = re.split(r"^-- ", body, flags=re.MULTILINE)
        poll, text = poll_of(opening)
        posts = [post_of(options, text)]
        for reply in replies:
            line, _end, text = reply.partition("\n")
            posts.append(post_of(options_of(f"by {line}"), text))
        days = next(int(key) for key, unit in options.values.items() if unit.startswith("day"))
        yield DemoTopic(title, options.values.get("section", section), days, posts, poll)


def options_of(line: str) -> Options:
    """`by Name, 12 days, pinned`: a number comes before its unit, a value after its name."""
    values: dict[str, str] = {}
    for part in line.split(", "):
        name, _space, value = part.partition(" ")
        values[name] = value
    return Options(values.pop("by"), values)


def post_of(options: Options, text: str) -> DemoPost:
    text, _mark, before = text.partition("~~\n")
    return DemoPost(options, text.strip(), before.strip())


def poll_of(text: str) -> tuple[DemoPoll | None, str]:
    """The poll, and the text without its lines."""
    poll: DemoPoll | None = None
    words = []
    for line in text.splitlines():
        if line.startswith("? ") and poll is None:
            poll = DemoPoll(line[2:])
        elif poll and line.startswith("? "):
            name, _space, value = line[2:].partition(" ")
            poll.options[name] = value
        elif poll and (choice := CHOICE.match(line)):
            poll.choices.append((choice[1], int(choice[2])))
        else:
            words.append(line)
    return poll, "\n".join(words)
