"""The browser of the tests: found or installed, kept on this machine, and watched."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # no name leads anywhere
]
NOT_REQUESTS = ("data:", "blob:", "about:")


def find_or_install(playwright, lock_folder):
    """The path of a Chromium. Ends the whole run when there is none: these tests are no option."""
    with (lock_folder / "browser.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # workers of pytest-xdist come here at the same time
        program = find(playwright) or install(playwright)
    if not program:
        pytest.exit(
            "The browser tests need Chromium, and installing one failed (see above). Install it, "
            "or set CHROMIUM to the path of one.",
            returncode=1,
        )
    return program


def find(playwright):
    if chosen := os.environ.get("CHROMIUM"):
        if not (found := shutil.which(chosen)):
            pytest.exit(f"CHROMIUM is {chosen}, which is no program here.", returncode=1)
        return found
    candidates = [*map(shutil.which, NAMES), playwright.chromium.executable_path]
    return next((path for path in candidates if path and Path(path).exists()), None)


def install(playwright):
    """Debian's package when root, else Playwright's own build into the user's cache."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("No Chromium found: installing Debian's with apt-get (a minute or two).")
        commands = [
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
        ]
    else:
        say("No Chromium found: installing Playwright's own (a minute or two).")
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        if subprocess.run(command, env=environment, check=False).returncode != 0:
            say(f"This failed: {' '.join(command)}")
            return None
    return find(playwright)


def say(line):
    print(line, file=sys.__stderr__, flush=True)


def follow(page, link):
    """Press what leads to another page, by a selector or a locator, and wait until that has come.

    A click alone ends before the browser sets out, and what is looked for next may be found on the
    old page.
    """
    with page.expect_navigation():
        (page.locator(link) if isinstance(link, str) else link).first.click()


class Watch:
    """What a page did that no page of ours may do."""

    def __init__(self, page, home):
        self.page = page
        self.home = home
        self.own = urlsplit(home).netloc
        self.problems = []
        page.on("request", self.note_request)
        page.on("console", self.note_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("websocket", lambda socket: self.problems.append(f"web socket to {socket.url}"))

    def note_request(self, request):
        url = request.url
        if not url.startswith(NOT_REQUESTS) and urlsplit(url).netloc != self.own:
            self.problems.append(f"request to another host: {url}")

    def note_console(self, message):
        """Errors, CSP violations among them. Three things are no problem of the page.

        An error page that was asked for; the icon Chromium looks for by itself where no page can
        name one, as on plain text; denying a feature this browser doesn't know, as another may.
        """
        source = message.location.get("url", "")
        excused = source == self.page.url or source.endswith("/favicon.ico")
        asked_for = "Failed to load resource" in message.text and excused
        unknown = message.text.startswith("Error with Permissions-Policy header: Unrecognized")
        if message.type in ("error", "warning") and not asked_for and not unknown:
            self.problems.append(f"{message.type} in the console: {message.text} ({source})")


@contextlib.contextmanager
def watched_page(chromium, home, **options):
    """A page of a fresh profile at `home`; fails at the end with everything the watch has seen."""
    context = chromium.new_context(base_url=home, service_workers="block", **options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    watch = page.watch = Watch(page, home)
    try:
        yield page
    finally:
        context.close()
    assert not watch.problems, "\n".join(watch.problems)
