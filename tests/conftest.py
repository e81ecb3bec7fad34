"""The ground tests stand on: a database, static files and catalogues as in production, a browser.

The environment is set here, while this file is imported, because Django reads it once. It is set
whole: neither a developer's `.env` nor `var/` changes what the tests see.
"""

import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

import pytest

from config import catalogues
from tests import browser, database

TEST_ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "HASH_KEY": "only-for-tests-too-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    "MIRRORS_KEY": "only-for-tests-as-well-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    "DONOR_KEY": "only-for-tests-besides-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    "DONOR_KEY_FALLBACKS": "",
    "STRIPE_SECRET_KEY": "",
    "STRIPE_WEBHOOK_SECRETS": "",
    "STRIPE_SANDBOX": "on",
    "TREASURER_EMAIL": "treasurer@example.org",
    "MIRRORS": "",
    "ONION_HOST": "",
    "ADMIN_PATH": "admin",
    "QUICK_EXIT_URL": "https://neutral.example/",
    "SECURITY_CONTACT": "",
    "DEBUG": "off",
    "HTTPS": "off",
    "BEHIND_PROXY": "off",
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",  # a passkey needs a name
    "EMAIL_URL": "memorymail://",
    "CACHE_URL": "locmemcache://",
    "DEFAULT_FROM_EMAIL": "noreply@example.org",
    "SITE_NAME_RU": "Вече",
    "SITE_NAME_EN": "Veche",
    "SITE_LINKS": "{}",
    "TIME_ZONE": "Europe/Warsaw",
    # The worst locale a machine may have: what is right under it is right everywhere.
    "LANG": "C",
    "LC_ALL": "C",
}
IS_XDIST_WORKER = "PYTEST_XDIST_WORKER" in os.environ
OWN_VAR = "VECHE_TESTS_VAR"  # workers of pytest-xdist inherit it, and share what it holds


def prepare_environment():
    """Temporary files and a database of this run's own; inherited when this is an xdist worker."""
    if IS_XDIST_WORKER:
        return
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        pytest.exit(
            "Unset DJANGO_SETTINGS_MODULE: with it, settings are read before the tests set theirs.",
            1,
        )
    os.environ.update(TEST_ENVIRONMENT)
    var = Path(tempfile.mkdtemp(prefix="veche-tests-"))
    var.chmod(0o755)  # as root, PostgreSQL runs as another user, who must get through
    os.environ[OWN_VAR] = os.environ["VAR_DIR"] = str(var)
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = database.start_embedded(var / "postgres")
    catalogues.compile_catalogues()  # gettext remembers what it found, so before Django looks


prepare_environment()

from django.conf import settings  # noqa: E402  reads the environment that was just set

settings.DATABASES["default"]["TEST"]["TEMPLATE"] = database.TEMPLATE


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Temporary folders of this run alone.

    pytest's common one is closed to others each time a run begins, under a PostgreSQL too that
    works below it as another user.
    """
    if not IS_XDIST_WORKER and not config.option.basetemp:
        config.option.basetemp = str(Path(os.environ[OWN_VAR], "tmp"))


def pytest_sessionstart(session):
    """Once, before xdist starts its workers: what the web process expects to find on disk."""
    if IS_XDIST_WORKER:
        return
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    database.create_template(os.environ["DATABASE_URL"])


def pytest_unconfigure(config):
    if not IS_XDIST_WORKER:
        database.stop_embedded()
        shutil.rmtree(os.environ[OWN_VAR], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def emptied_again():
    """A request that a closing page sent last may hold a table: the database is emptied after it."""
    from django.core.management import CommandError
    from django.test import TransactionTestCase

    empty = TransactionTestCase._fixture_teardown

    def patiently(case):
        for seconds in (0.2, 1, 5):
            try:
                return empty(case)
            except CommandError:
                time.sleep(seconds)
        return empty(case)

    TransactionTestCase._fixture_teardown = patiently
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture(scope="session", autouse=True)
def refilled_in_no_language():
    """The names of permissions, which an emptied database holds, are in no language after `migrate`."""
    from django.core.management.base import no_translations
    from django.core.management.commands.flush import Command

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", no_translations(Command.handle))
        yield


@pytest.fixture(autouse=True)
def the_site_s_own_language():
    """A request leaves its language to whatever test comes next in this process."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def empty_cache():
    """A page kept by the page cache must not answer for the next test's rows."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def known_menu(empty_cache):
    """As in a process that has answered before; what asking for it costs, tests/pages/test_menu.py says."""
    from django.core.cache import cache
    from django.utils.translation import override

    from core.languages import LANGUAGES
    from pages import menu
    from pages.models import Place

    menus = {}
    for code in LANGUAGES:
        with override(code):
            menus[code] = {place.value: menu.built_in(place) for place in Place}
    cache.set(menu.KEY, menus, 600)


@pytest.fixture(autouse=True)
def empty_queue(request, django_db_blocker):
    """The job table is no model's own, so Django does not empty it after a test that commits."""
    yield
    from django.db import connection

    mark = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    if commits or (mark and mark.kwargs.get("transaction")):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def admin_user(db):
    from tests.factories import make_editor

    return make_editor(name="Editor")


@pytest.fixture
def admin_client(admin_user):
    """The client of an editor who has shown a second factor: without one the admin stays shut."""
    from django.test import Client

    from tests.factories import sign_in_with_second_factor

    client = Client()
    sign_in_with_second_factor(client, admin_user)
    return client


@pytest.fixture
def run_jobs(transactional_db):
    """Runs procrastinate's own worker until the queue is empty.

    The worker has a connection of its own and sees committed jobs only, hence the transactional
    database. It runs in a thread because Playwright keeps an event loop in this one.
    """
    from procrastinate.contrib.django import app

    def run():
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            working.run_worker(
                wait=False,
                install_signal_handlers=False,
                listen_notify=False,
                delete_jobs="never",
            )

    def run_in_thread():
        failures = []

        def guarded():
            try:
                run()
            except BaseException as error:
                failures.append(error)

        thread = threading.Thread(target=guarded)
        thread.start()
        thread.join()
        if failures:
            raise failures[0]

    return run_in_thread


@pytest.fixture(scope="module")
def demo_site(server, chromium, django_db_blocker):
    """The demo posts and enough generated ones for a second page, for all tests of a module.

    Committed, because the server reads them in a thread of its own. The module's tests are marked
    `django_db`, or pytest-django makes no test database; they must not ask for `transactional_db`,
    `live_server` or `page`, which empty it after each test.
    """
    from django.core.management import call_command
    from django.db import connection

    from blog.demo import writing
    from donations import demo
    from pages import demo as pages

    assert connection.settings_dict["NAME"].startswith("test_")
    with django_db_blocker.unblock():
        writing.write_demo()
        demo.write_demo()
        pages.write_demo()
        writing.write_generated(10)
        write_small_forum()
        yield server.url
        call_command("flush", interactive=False, verbosity=0)


def write_small_forum():
    """Of the demo forum a topic of each kind: a walk through all of it would take an hour."""
    from django.db.models import Count

    from forum.demo import writing
    from forum.models import Topic

    writing.write_demo()
    topics = Topic.objects.exclude(section__readers__gt=0).order_by("pk")
    kinds = [
        topics.filter(poll__isnull=False, language="ru"),
        topics.filter(answer__isnull=False, language="en"),
        topics.filter(posts__author_key__gt="", reply_count__lt=20),
        topics.filter(reply_count=0),
        topics.annotate(edits=Count("posts__edits")).filter(edits__gt=0, reply_count__lt=20),
    ]
    kept = [found.pk for kind in kinds if (found := kind.first())]
    Topic.objects.exclude(pk__in=kept).delete()


class Counted:
    """Knows whether it is answering. What a page sends while it closes, as a draft, outlives it, and
    would meet the emptying of the database: the two lock each other out.
    """

    answering = 0
    lock = threading.Lock()

    def __init__(self, application):
        self.application = application

    def __call__(self, *request):
        with self.lock:
            Counted.answering += 1
        try:
            return self.application(*request)
        finally:
            with self.lock:
                Counted.answering -= 1

    @classmethod
    def come_to_rest(cls):
        time.sleep(0.03)  # what was sent last has arrived
        deadline = time.monotonic() + 10
        while cls.answering and time.monotonic() < deadline:
            time.sleep(0.01)


@pytest.fixture(scope="session", autouse=True)
def static_files_are_known():
    """Every client makes middleware of its own: a tenth of a second, to look at every static file."""
    from whitenoise.base import WhiteNoise

    look, known = WhiteNoise.update_files_dictionary, {}

    def remember(self, root, prefix):
        if (root, prefix) not in known:
            look(self, root, prefix)
            known[root, prefix] = dict(self.files)
        self.files.update(known[root, prefix])

    WhiteNoise.update_files_dictionary = remember
    yield
    WhiteNoise.update_files_dictionary = look


@pytest.fixture(scope="session")
def server(django_db_setup):
    """The site as gunicorn would serve it: static files and media come through our middleware.

    Django's own live server puts handlers in front that serve both without hashes or headers.
    """
    from django.core.handlers.wsgi import WSGIHandler
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = lambda wrapped: Counted(WSGIHandler())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def live_server(server):
    """The name by which pytest-django gives a test a database of its own, emptied after it."""
    return server


@pytest.fixture(scope="session")
def chromium():
    from django.db import connections
    from playwright.sync_api import expect, sync_playwright

    # Playwright's sync API keeps an event loop running in this thread, and Django refuses the ORM
    # wherever one runs. Nothing here is asynchronous: the loop stands still while a test does.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    expect.set_options(timeout=10_000)
    with sync_playwright() as playwright:
        program = browser.find_or_install(playwright, Path(os.environ[OWN_VAR]))
        launched = playwright.chromium.launch(executable_path=program, args=browser.FLAGS)
        yield launched
        launched.close()
        # While the loop runs, asgiref gives this thread other connections than it has without one.
        connections.close_all()


@pytest.fixture
def page(chromium, live_server):
    """A page with scripts on. The test fails when it asks another host, or breaks the CSP."""
    with browser.watched_page(chromium, live_server.url) as opened:
        yield opened
    Counted.come_to_rest()


@pytest.fixture
def page_with_passkeys(chromium, live_server):
    """At localhost, since a passkey belongs to a name; the device says yes to everything."""
    home = live_server.url.replace("127.0.0.1", "localhost")
    with browser.watched_page(chromium, home) as opened:
        session = opened.context.new_cdp_session(opened)
        session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        options |= {"hasUserVerification": True, "isUserVerified": True}
        options |= {"automaticPresenceSimulation": True}
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield opened


@pytest.fixture
def page_without_scripts(chromium, live_server):
    with browser.watched_page(chromium, live_server.url, java_script_enabled=False) as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def unhurried():
    """On a busy machine the search's own pace would refuse what a test asks; its own tests have theirs.

    Once for all, since what whole modules share asks before any test begins.
    """
    from search import pacing

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pacing, "SHARE", float("inf"))
        yield
