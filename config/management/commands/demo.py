"""Fill the site with content to look at, or with as much as a measurement needs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from blog.demo import writing
from config import discussing
from donations import demo as giving
from donations import demo_payments
from forum.demo import generating
from forum.demo import writing as talking
from pages import demo as pages
from search import demo as searching


class Command(BaseCommand):
    help = (
        "Load the demo posts, pages, campaign, forum and what the search is told, then as many generated"
        " posts, topics and replies as asked. Safe to run twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--posts", type=int, default=0, help="generated posts beside the written ones"
        )
        parser.add_argument(
            "--topics", type=int, default=0, help="generated forum topics beside the written ones"
        )
        parser.add_argument(
            "--replies", type=int, default=0, help="replies to them, half of these to the first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        written = writing.write_demo()
        generated = writing.write_generated(options["posts"])
        self.stdout.write(f"{written} demo posts and {generated} generated ones added.")
        self.stdout.write(f"{pages.write_demo()} demo pages added.")
        self.stdout.write(f"{giving.write_demo()} uses of money and campaigns added.")
        self.stdout.write(f"{demo_payments.write_demo()} payments by nobody added.")
        self.stdout.write(f"{searching.write_demo()} spellings and best bets added.")
        topics = talking.write_demo()
        replies = discussing.write_demo()
        posts = generating.write_generated(options["topics"], options["replies"])
        self.stdout.write(
            f"{topics} demo topics, {replies} replies about posts and {posts} generated ones added."
        )
