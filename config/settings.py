"""Every setting of the site. What differs between machines comes from the environment."""

import logging
from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF

from config import database, postgres, reporting

BASE_DIR = Path(__file__).resolve().parent.parent

django_stubs_ext.monkeypatch()  # lets our classes name the model they are for: Feed[Post]

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")
VAR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))  # everything this machine writes
environ.Env.read_env(VAR / "secrets.env")  # written once by `make run`

# Secrets
SECRET_KEY = env.str("SECRET_KEY")
HASH_KEY = env.str("HASH_KEY")  # keys the hashes that stand for people; not Django's own

# Where and how the site is served
DEBUG = env.bool("DEBUG", False)
HTTPS = env.bool("HTTPS", True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_NAME = {"ru": env.str("SITE_NAME_RU", "Вече"), "en": env.str("SITE_NAME_EN", "Veche")}
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "pictures",
    "procrastinate.contrib.django",
    "core",
    "accounts",
    "blog",
    "config",
]

MIDDLEWARE = [
    "core.middleware.PrivacyHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.Compress",
    "django.middleware.http.ConditionalGetMiddleware",
    "core.middleware.PublicCache",
    "core.middleware.Offline",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    }
]

# Database
IS_EMBEDDED = not env.str("DATABASE_URL", "")
DATABASES = {
    "default": {
        **database.from_url(env.str("DATABASE_URL", "") or postgres.url(VAR / "postgres")),
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache, jobs, mail
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
PROCRASTINATE_IMPORT_PATHS = ["core.tasks", "blog.tasks", "config.tasks"]
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{VAR / 'mail'}")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "noreply@localhost")

# People
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "admin:login"
SILENCED_SYSTEM_CHECKS = [
    "auth.E003"
]  # the name is unique by an expression, stricter than a column

# Languages
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "ru"
MODELTRANSLATION_ENABLE_FALLBACKS = False  # a missing translation is said, never replaced
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Europe/Warsaw")

# Static files and pictures
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
PICTURES = {  # widths made: 360, 720 and 1440 pixels
    "GRID_COLUMNS": 2,
    "CONTAINER_WIDTH": 720,
    "FILE_TYPES": ["AVIF", "WEBP"],
    "PIXEL_DENSITIES": [1, 2],
    "USE_PLACEHOLDERS": False,
    "PROCESSOR": "blog.tasks.process_picture",
}

# Walls
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.forged"
X_FRAME_OPTIONS = "DENY"

LOGGING = {  # every handler's formatter is ours; Django's mail to admins, with its request, is off
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "core.scrubbing.Formatter",
            "format": "%(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "sentry_sdk.errors": {"handlers": []},
    },
}
logging.captureWarnings(True)  # they quote values
logging.raiseExceptions = False  # a line that can't be written is not printed with its arguments
SENTRY_DSN = env.str("SENTRY_DSN", "")
if SENTRY_DSN:
    reporting.start(SENTRY_DSN)

SITE_LINKS = env.json("SITE_LINKS", default={})  # {"Telegram": "https://…"}: shown in the footer
