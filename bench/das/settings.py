import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

url = urlsplit(os.environ.get("DATABASE_URL", ""))
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": Path(os.environ["DATA_DIR"]) / "das.sqlite3",
    "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"},
}
POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": url.path[1:],
    "USER": unquote(url.username or ""),
    "PASSWORD": unquote(url.password or ""),
    "HOST": url.hostname,
    "PORT": url.port,
}
DATABASES = {"default": POSTGRESQL if url.scheme else SQLITE}

SECRET_KEY = "only to be measured"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sites",
    "bench.das.apps.DasConfig",
    "actstream",
]
SITE_ID = 1
USE_TZ = True
ROOT_URLCONF = "bench.das.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ACTSTREAM_SETTINGS = {"MANAGER": "bench.das.managers.WithNewest"}
