"""Every setting of the site. What differs between machines comes from the environment."""

import logging
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF

from config import database, payments, postgres, reporting
from config.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent

django_stubs_ext.monkeypatch()  # lets our classes name the model they are for: Feed[Post]

env = Environment()
Environment.read_env(BASE_DIR / ".env")
VAR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))  # everything this machine writes
Environment.read_env(VAR / "secrets.env")  # written once by `make run`

# Secrets
SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.several("SECRET_KEY_FALLBACKS")
HASH_KEY = env.secret("HASH_KEY")  # keys the hashes that stand for people; not Django's own
MIRRORS_KEY = env.secret("MIRRORS_KEY")  # the key that signs the list of mirrors is made from it
DONOR_KEY = env.secret("DONOR_KEY")  # keys the hashes of donors' addresses
DONOR_KEY_FALLBACKS = env.several("DONOR_KEY_FALLBACKS")  # until `rotate_donor_key` ran

# Where and how the site is served
DEBUG = env.switch("DEBUG", False)
HTTPS = env.switch("HTTPS", True)
BEHIND_PROXY = env.switch("BEHIND_PROXY", False)  # one of our own, which says who asked and how
SITE_URL = env.origin("SITE_URL", f"http://localhost:{env.str('PORT', '8000')}")  # for letters
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
ONION_HOST = env.onion("ONION_HOST")  # <56 letters>.onion, where Tor leads to this site
CSRF_TRUSTED_ORIGINS = [f"http://{ONION_HOST}"] if ONION_HOST else []
ALLOWED_HOSTS += [ONION_HOST] if ONION_HOST else []
MIRRORS = env.addresses("MIRRORS")  # addresses: https://mirror.example
TAKEN = ["ru", "en", "accounts", "avatars", "exit", "forum", "health", "media", "post", "static"]
ADMIN_PATH = env.place("ADMIN_PATH", "admin", TAKEN)
SITE_NAME = {"ru": env.str("SITE_NAME_RU", "Вече"), "en": env.str("SITE_NAME_EN", "Veche")}
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "modeltranslation",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "pictures",
    "django_prose_editor",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "core",
    "search",
    "library",
    "accounts",
    "editing",
    "blog",
    "forum",
    "donations",
    "pages",
    "config",
]

MIDDLEWARE = [
    "core.middleware.Source",
    "core.middleware.PrivacyHeaders",
    "csp.middleware.CSPMiddleware",
    "config.onion.Security",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.Compress",
    "django.middleware.http.ConditionalGetMiddleware",
    "core.middleware.PublicCache",
    "core.middleware.Methods",
    "core.middleware.Offline",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accounts.limits.Limits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.Member",
    "accounts.middleware.Unkept",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.Reauthentication",
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

# Cookies. A browser takes a __Host- one only from this very host, over https, for the whole site.
_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}session"
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{_PREFIX}language"
THEME_COOKIE_NAME = f"{_PREFIX}theme"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no fifth cookie
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# Cache, jobs, mail
# Django's own ceiling of 300 entries would let a flood push out the counts it is measured by.
CACHES = {
    "default": env.service("CACHE_URL", env.cache_url_config, "locmemcache://?max_entries=10000"),
}
PROCRASTINATE_IMPORT_PATHS = [
    f"{app}.tasks"
    for app in ("core", "search", "editing", "library", "accounts", "forum", "donations", "config")
]
EMAIL_CONFIG = env.service("EMAIL_URL", env.email_url_config, f"filemail:///{VAR / 'mail'}")
EMAIL_TIMEOUT = 30  # seconds; while a mail server is silent, no other job is done
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "noreply@localhost")

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name"]},
    },
]
PASSWORD_HASHERS = [
    "accounts.hashers.PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:me"
LOGOUT_REDIRECT_URL = "home"  # in the language they read, not the browser’s
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
SESSION_ENGINE = "accounts.sessions"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the name is unique by an expression, stricter than a column
    "security.W001",  # config.onion.Security is Django's SecurityMiddleware, with one exception
]

# How members come in: django-allauth, shaped by accounts.adapter and accounts.forms
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
# Our form makes the address optional; with "email" here allauth refuses to confirm one it gets.
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "request_login_code": "accounts.forms.LoginCodeForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # of an address that was given
ACCOUNT_PREVENT_ENUMERATION = "strict"  # see SignupForm.validate_unique_email
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True  # one address, replaced when the new one is confirmed
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; mail is slow where our readers are
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.second_factor.ReauthenticateForm",
    "generate_recovery_codes": "accounts.forms.GenerateCodesForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it on localhost alone
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds either way: phones' clocks differ
MFA_RECOVERY_CODE_DIGITS = 12  # they stand for a password, too
MFA_RECOVERY_CODES_SHOW_ONCE = True

# Abuse
PRESSURE = {  # attempts a minute at one form, above which it comes with a challenge
    "source": env.number("PRESSURE_SOURCE", 3),
    "everyone": env.number("PRESSURE_EVERYONE", 30),
}
CHALLENGE_WAIT = 30  # seconds without scripts, instead of the challenge
ONION_SHARE = 20  # people whose limits all visitors of the onion have together
DISPOSABLE_DOMAINS = env.file("DISPOSABLE_DOMAINS")  # path of a file; see accounts/addresses.py
ACCOUNT_RATE_LIMITS = {  # allauth's own, beside accounts.limits; a key is an address, mostly
    "signup": "20/m/ip",
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key,10/h/key",  # a key: see accounts/adapter.py
    "confirm_email": "1/10s/key,3/15m/key",
    "reset_password": "20/m/ip,3/15m/key",  # nobody's mailbox is flooded with codes
    "request_login_code": "20/m/ip,3/15m/key",
}
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "homepage"  # robots fill it in, people never see it

# Donations
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "")  # sk_ or, better, a restricted rk_
STRIPE_WEBHOOK_SECRETS = env.several("STRIPE_WEBHOOK_SECRETS")  # two while one is replaced
STRIPE_PRODUCT = env.str("STRIPE_PRODUCT", "donation")  # what all donations are of; made if missing
STRIPE_SANDBOX = env.switch("STRIPE_SANDBOX", False)  # a Stripe that runs here, with no real money
payments.check(STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRETS, STRIPE_SANDBOX)
STRIPE_TRANSPORT = "donations.sandbox.current.transport" if STRIPE_SANDBOX else ""
STRIPE_CLOCK = "donations.sandbox.current.now" if STRIPE_SANDBOX else "time.time"
DONATIONS_ARE_OPEN = bool(STRIPE_SECRET_KEY) or STRIPE_SANDBOX
DONATE_STATEMENT = env.str("DONATE_STATEMENT", "VECHE")  # what a bank statement says
DONATE_NO_LOCAL_CARDS = env.switch(
    "DONATE_NO_LOCAL_CARDS", True
)  # warn of cards of Belarusian banks
DONATE_LINK_DAYS = env.number("DONATE_LINK_DAYS", 90)  # a donor's private link opens so long
TREASURER_EMAIL = env.str("TREASURER_EMAIL", "")  # hears of card testing, disputes, differences
ORGANISATION = {  # name, address, number in a register: what receipts say of who issued them
    "ru": env.str("ORGANISATION_RU", "", multiline=True),
    "en": env.str("ORGANISATION_EN", "", multiline=True),
}
DONATE_PACE = {  # visits to the payment page begun
    "source": env.number("DONATE_PACE_SOURCE", 10),  # an hour, by one source
    "everyone": env.number("DONATE_PACE_EVERYONE", 60),  # in ten minutes, by everyone: an attack
}

# Languages
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "ru"
MODELTRANSLATION_ENABLE_FALLBACKS = False  # a missing translation is said, never replaced
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.zone("TIME_ZONE", "Europe/Warsaw")

# Static files and pictures
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # they are for our own pages
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_HANDLERS = [
    "core.uploads.Ceiling",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.storage.Storage"
    },
}
PICTURES = {  # widths made: 360, 720 and 1440 pixels
    "GRID_COLUMNS": 2,
    "CONTAINER_WIDTH": 720,
    "FILE_TYPES": ["AVIF", "WEBP"],
    "PIXEL_DENSITIES": [1, 2],
    "USE_PLACEHOLDERS": False,
    "PROCESSOR": "pictures.tasks.noop",  # library.tasks makes them
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
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "config.views.forged"
X_FRAME_OPTIONS = "DENY"
QUICK_EXIT_URL = env.address("QUICK_EXIT_URL", "https://www.wikipedia.org/")  # on anyone's screen
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")  # an e-mail or https address, for security.txt

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
        "pypdf": {"level": "CRITICAL"},  # of damaged files, whose sender is told
        "stripe": {"level": "WARNING"},  # below, it writes whole answers: names and addresses
    },
}
logging.captureWarnings(True)  # they quote values
logging.raiseExceptions = False  # a line that can't be written is not printed with its arguments
SENTRY_DSN = env.str("SENTRY_DSN", "")
if SENTRY_DSN:
    reporting.start(SENTRY_DSN)

SITE_LINKS = env.links("SITE_LINKS")  # {"Telegram": "https://…"}: shown in the footer
