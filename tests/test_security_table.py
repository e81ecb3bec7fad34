"""docs/security.md against the code: what it names exists, and what it counts is there so often."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/security.md").read_text()
STATES = ("met", "not applicable", "open")
NODE = re.compile(r"tests/[\w/]+\.py::[\w:]+")
PARAGRAPH = re.compile(r"\]\(#([\w-]+)\)")
CHAPTERS = range(1, 18)


def rows():
    """Number, level, requirement, state and evidence of each line that begins with a number."""
    lines = [line for line in TEXT.splitlines() if re.match(r"\| \d+\.\d+\.\d+ \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


ROWS = rows()


def parts(number):
    return tuple(map(int, number.split(".")))


def collected(path):
    """Names pytest collects from a file: functions and methods of classes, without running it."""
    found = set()
    for node in ast.parse((ROOT / path).read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            methods = [each.name for each in node.body if isinstance(each, ast.FunctionDef)]
            found |= {f"{node.name}::{name}" for name in methods if name.startswith("test_")}
    return found


def test_every_line_is_whole():
    for row in ROWS:
        number, level, requirement, state, evidence = row  # no more cells, no fewer
        assert level in ("1", "2"), number
        assert state in STATES, number
        assert requirement and evidence, number


def test_numbers_ascend_and_none_is_there_twice():
    numbers = [parts(row[0]) for row in ROWS]
    assert numbers == sorted(set(numbers))
    assert sorted({chapter for chapter, _section, _number in numbers}) == list(CHAPTERS)


def test_each_line_stands_in_its_chapter():
    for chapter in re.split(r"^### V", TEXT, flags=re.MULTILINE)[1:]:
        name = chapter.split()[0]
        found = re.findall(r"^\| (\d+)\.\d+\.\d+ \|", chapter, re.MULTILINE)
        assert set(found) == {name}


def test_the_introduction_counts_right():
    counted = Counter((row[1], row[3]) for row in ROWS)
    for level, expected in (("1", 70), ("2", 183)):  # as many as ASVS 5.0.0 has
        said = re.search(rf"^\| level {level} \| (.+) \|$", TEXT, re.MULTILINE)[1]
        counts = [counted[level, state] for state in STATES]
        assert list(map(int, said.split(" | "))) == [*counts, sum(counts)]
        assert sum(counts) == expected


@pytest.mark.parametrize("path", sorted({node.partition("::")[0] for node in NODE.findall(TEXT)}))
def test_every_test_it_names_exists(path):
    named = {node.partition("::")[2] for node in NODE.findall(TEXT) if node.startswith(f"{path}::")}
    assert (ROOT / path).is_file()
    assert named <= collected(path)


def test_what_is_met_names_what_shows_it():
    for number, _level, _requirement, state, evidence in ROWS:
        shown = NODE.search(evidence) or "`make check`" in evidence or PARAGRAPH.search(evidence)
        assert shown or state != "met", number


def test_every_paragraph_it_leads_to_exists():
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    assert set(PARAGRAPH.findall(TEXT)) <= anchors
    for path in re.findall(r"\]\((\.\./[^)#]+)\)", TEXT):
        assert (ROOT / "docs" / path).is_file(), path


def test_every_file_and_setting_it_speaks_of_exists():
    for path in re.findall(r"`((?:accounts|blog|config|core|requirements)/[\w./]+)`", TEXT):
        assert (ROOT / path).exists(), path
    described = (ROOT / ".env.example").read_text() + (ROOT / "config/settings.py").read_text()
    for name in re.findall(r"`([A-Z][A-Z_]{5,})(?:=\w+)?`", TEXT):
        assert name == "LEVEL" or name in described, name
