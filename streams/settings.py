"""Settings, all from the environment, safe when nothing is set. `.env.example` documents every variable."""

import os
import secrets
from pathlib import Path
from typing import Any

import environ

from streams import __version__

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (dotenv := BASE_DIR / ".env").is_file():
    env.read_env(str(dotenv))

# Where state lives: the SQLite database and, when SECRET_KEY is not set, the generated key.
# systemd makes a folder for a unit, and names it; Environment= of the unit could not: EnvironmentFile= goes before it.
_folder = env.str("DATA_DIR", default="") or os.environ.get("STATE_DIRECTORY") or BASE_DIR / "data"
DATA_DIR = Path(_folder).expanduser().absolute()
SECRET_KEY_FILE = DATA_DIR / "secret_key"


def _secret_key() -> str:
    """SECRET_KEY, else the key `manage.py serve` keeps in DATA_DIR, else one that ends with this process."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    if SECRET_KEY_FILE.is_file():
        return SECRET_KEY_FILE.read_text().strip()
    return secrets.token_urlsafe(50)


SECRET_KEY = _secret_key()
# Earlier keys: what they signed or encrypted can still be read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    # Before the admin, whose look it is.
    "streams.shell",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Before staticfiles, so that `runserver` serves files the way production does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    # Swagger UI, as static files.
    "drf_spectacular_sidecar",
    "streams",
    "gadget",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "streams.languages.ReadersLanguage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "streams.admin.policy.AdminPolicy",
]

ROOT_URLCONF = "streams.urls"
WSGI_APPLICATION = "streams.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Database: SQLite in WAL mode until DATABASE_URL names a PostgreSQL ------------------------------------------

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(DATA_DIR / "activity-streams.sqlite3"),
    "OPTIONS": {
        # A deferred transaction that turns into a writer fails at once when another writes; IMMEDIATE waits its turn.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    },
}
DATABASES = {"default": env.db_url("DATABASE_URL") if env.str("DATABASE_URL", default="") else SQLITE}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"].endswith("postgresql") and env.bool("PREPARE_STATEMENTS", default=True):
    # A page is the same few statements again and again: planned once for each connection, not once for each page.
    prepared = {"server_side_binding": True, "prepare_threshold": 3}
    DATABASES["default"]["OPTIONS"] = prepared | DATABASES["default"].get("OPTIONS", {})

if redis_url := env.str("REDIS_URL", default=""):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Where `celery -A streams worker` and `beat` meet; nothing else reads it.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="")

# --- Who is asking -----------------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "streams.web.sessions"
LOGIN_URL = "admin:login"

REST_FRAMEWORK = {
    # The first one names the challenge of a 401. It is Bearer, because a Basic challenge makes browsers open a dialog.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "streams.web.authentication.TokenAuthentication",
        "gadget.authentication.EmbedTokenAuthentication",
        "streams.web.authentication.BasicAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["streams.web.json.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["streams.web.json.OrjsonParser"],
    "EXCEPTION_HANDLER": "streams.web.problems.problem_response",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # `?format=` is a parameter like any other that we do not know.
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Activity Streams",
    "VERSION": __version__,
    "DESCRIPTION": "One stream of what all your tools did: read it, post to it, act on it.\n\n"
    "What people read in an answer, such as labels and refusals, is in the language of `Accept-Language`, one of "
    "`ar`, `de`, `en`, `es`, `fr`, `ja`, `pt-BR` and `zh-Hans`, and in English otherwise.",
    "SERVERS": [{"url": "/"}],
    "SORT_OPERATION_PARAMETERS": False,
}

# Bearer tokens carry no ambient authority, so any page may ask; cookies are never allowed along.
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
CORS_URLS_REGEX = r"^/(api/|rest/|plugins/servlet/|activity/?$)"
CORS_ALLOW_HEADERS = [
    "accept", "authorization", "confirmation", "content-type", "embedding-origin", "idempotency-key", "if-match",
    "x-atlassian-token", "x-csrftoken", "x-requested-with",
]  # fmt: skip
CORS_EXPOSE_HEADERS = [
    "Confirmation",
    "ETag",
    "Link",
    "Location",
    "Retry-After",
    "X-Poll-Interval",
    "X-Reader",
    "X-Request-ID",
    "X-Streams-Warning",
]
CORS_PREFLIGHT_MAX_AGE = 7200

# --- HTTPS: on by default outside DEBUG; `make run` serves loopback over HTTP and says so --------------------------

HTTPS = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
# Asked from inside, where nothing speaks HTTPS.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Pages and files ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# What readers are answered in; the admin is in English. One more is one file of texts each here and in the gadget.
LANGUAGES = [
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ja", "日本語"),
    ("pt-br", "Português (Brasil)"),
    ("zh-hans", "简体中文"),
]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default="") or None
STATICFILES_DIRS = [BASE_DIR / "static", *env.list("EXTRA_STATIC", default=[])]
# Files are served from where they lie, so that nothing must be collected before the first page.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300
# Files that are named after their content, by Django or by the gadget's build: browsers keep them for good.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$|/gadget/v1/chunks/"

# A document larger than this is refused before it is parsed (413).
DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("MAX_BODY_BYTES", default=2_621_440)

# "plain" for people, "json" for programs.
STREAMS_LOG_FORMAT = env.str("LOG_FORMAT", default="plain")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "streams.logs.PlainFormatter"},
        "json": {"()": "streams.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if STREAMS_LOG_FORMAT == "json" else "plain",
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        # Below that it logs what servers answer, with the secrets that they repeat.
        "httpcore": {"level": "INFO"},
        # The web server's own, which would write in a form of its own.
        "_granian": {"handlers": [], "propagate": True},
    },
}

# --- Activity Streams: the extension surface. A plugin is one file and one line here --------------------------------

STREAMS_PROVIDERS = [
    "streams.providers.git.Git",
    "streams.providers.atlassian.Atlassian",
    "streams.providers.syndication.Syndication",
    "streams.providers.github.GitHub",
    "streams.providers.gitlab.GitLab",
    "streams.providers.gitea.Gitea",
    "streams.providers.bitbucket.Bitbucket",
    "streams.providers.bitbucket_dc.BitbucketDataCenter",
    "streams.providers.jira.Jira",
    "streams.providers.confluence.Confluence",
    "streams.providers.jenkins.Jenkins",
    "streams.providers.buildbot.Buildbot",
    "streams.providers.redmine.Redmine",
    "streams.providers.sentry.Sentry",
    "streams.providers.pagerduty.PagerDuty",
    "streams.providers.grafana.Grafana",
    "streams.providers.webhook.AnyWebhook",
    "streams.providers.thirdparty.ThirdParty",
    *env.list("EXTRA_PROVIDERS", default=[]),
]
STREAMS_ACTIONS = [
    "streams.actions.vote.Vote",
    "streams.actions.watch.Watch",
    "streams.actions.comment.WriteComment",
    "streams.actions.acknowledge.Acknowledge",
    "streams.actions.at_source.TriggerBuild",
    "streams.actions.at_source.Rerun",
    "streams.actions.at_source.Assign",
    "streams.actions.at_source.Approve",
    "streams.actions.at_source.Merge",
    "streams.actions.at_source.Close",
    "streams.actions.at_source.Reopen",
    "streams.actions.at_source.Transition",
    *env.list("EXTRA_ACTIONS", default=[]),
]
STREAMS_DISCOVER_PLUGINS = env.bool("DISCOVER_PLUGINS", default=True)
# What the addresses take and answer, for /api/v1/openapi.json.
STREAMS_DESCRIPTIONS = ["streams.api.schema.DESCRIPTION", "gadget.schema.DESCRIPTION"]
STREAMS_POLL_SECONDS = env.int("POLL_SECONDS", default=30)
STREAMS_PAGE_SIZE = env.int("PAGE_SIZE", default=20)
STREAMS_MAX_PAGE_SIZE = env.int("MAX_PAGE_SIZE", default=100)
STREAMS_MAX_TITLE_LENGTH = env.int("MAX_TITLE_LENGTH", default=255)
STREAMS_MAX_CONTENT_LENGTH = env.int("MAX_CONTENT_LENGTH", default=5000)
STREAMS_KEEP_IMAGES = env.bool("KEEP_IMAGES", default=False)
STREAMS_MAX_BATCH = env.int("MAX_BATCH", default=500)
STREAMS_POSTS_PER_MINUTE = env.int("POSTS_PER_MINUTE", default=600)
STREAMS_METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
STREAMS_ACTION_SECONDS = env.int("ACTION_SECONDS", default=3)
STREAMS_AUTHOR_EMAIL = env.bool("AUTHOR_EMAIL", default=False)
STREAMS_DELIVERY_DAYS = env.int("DELIVERY_DAYS", default=14)
STREAMS_EMBED_TOKEN_SECONDS = env.int("EMBED_TOKEN_SECONDS", default=600)
STREAMS_OUTBOUND_PRIVATE = env.bool("OUTBOUND_PRIVATE", default=True)
