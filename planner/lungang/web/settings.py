"""Settings of the desk: safe as they stand, and few.

What an installation decides comes from the environment, which :mod:`.serving` fills:

=====================  ===============================================================
``LUNGANG_DESK``       the data folder; by default one of the user's own
``LUNGANG_DESK_HOSTS`` host names served in the intranet, with commas; empty: this
                       machine alone
``LUNGANG_DESK_PG``    a PostgreSQL database instead of SQLite, as ``dbname=…`` string
``LUNGANG_DESK_OIDC``  a file on the organisation's own sign-in: :mod:`.identity`
``LUNGANG_DESK_MANUAL`` the folder of the documentation site, if it came along
=====================  ===============================================================
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from lungang.web.home import data_folder, secret_key
from lungang.web.identity import settings_of

HOME = data_folder()
HOSTS = [h for h in os.environ.get("LUNGANG_DESK_HOSTS", "").split(",") if h]
LAN = bool(HOSTS)
MANUAL = os.environ.get("LUNGANG_DESK_MANUAL", "")

SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = HOSTS or ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in HOSTS]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "lungang.web.apps.Desk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lungang.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lungang.web.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lungang.web.middleware.Private",
    "lungang.web.middleware.OnlySent",
    "lungang.web.middleware.NoNul",
    "lungang.web.middleware.WholeWorkbook",
    "lungang.web.middleware.OneTimePassword",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "lungang.web.urls"
WSGI_APPLICATION = "lungang.web.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lungang.web.context.desk",
            ]
        },
    }
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# -- data

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "desk.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
if os.environ.get("LUNGANG_DESK_PG"):
    from psycopg.conninfo import conninfo_to_dict

    _given = conninfo_to_dict(os.environ["LUNGANG_DESK_PG"])
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _given.pop("dbname", ""),
            "USER": _given.pop("user", ""),
            "PASSWORD": _given.pop("password", ""),
            "HOST": _given.pop("host", ""),
            "PORT": _given.pop("port", ""),
            "OPTIONS": _given,  # sslmode and whatever else stands there
        }
    }

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # uploads go to a private file, never to memory
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = str(HOME / "uploads")
LARGEST_UPLOAD = 30 * 1024 * 1024
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"

# -- people

AUTH_USER_MODEL = "desk.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
OIDC = os.environ.get("LUNGANG_DESK_OIDC", "")
"""The file of :mod:`.identity`; empty where people have passwords of the desk alone."""
OIDC_CLAIM = "preferred_username"
if OIDC:
    AUTHENTICATION_BACKENDS.append("lungang.web.service.identity.Accounts")
    globals().update(settings_of(Path(OIDC)))
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **more}
    for name, more in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"OPTIONS": {"min_length": 10}}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "home", "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "lungang.web.views.accounts.locked_out"
AXES_VERBOSE = False

# -- the browser

SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
if OIDC:  # back from another site the browser sends no strict cookie
    SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = LAN
CSRF_FAILURE_VIEW = "lungang.web.views.errors.csrf"
SECURE_SSL_REDIRECT = LAN
SECURE_HSTS_SECONDS = 31_536_000 if LAN else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = LAN
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if LAN else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE, USE_TZ = "Asia/Shanghai", True

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "level": "ERROR"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
    "loggers": {"axes": {"level": "CRITICAL"}},
}
BASE_DIR = Path(__file__).resolve().parent
