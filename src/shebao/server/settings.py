"""Settings of the Django project; what differs between installations comes from `configuration`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pgtrigger

from shebao.server.configuration import LOCAL_HOSTS, Configuration, DatabaseAddress, load_or_exit
from shebao.server.platform.decisions.evidence import evidence_or_exit
from shebao.server.platform.mail import mail_or_exit
from shebao.server.platform.monitoring.logs import logging_settings
from shebao.server.platform.secrets.source import source_or_exit

CONFIGURATION = load_or_exit(os.environ)

DEBUG = CONFIGURATION.debug
SECRET_KEY = CONFIGURATION.secret_key
SECRET_KEY_FALLBACKS = list(CONFIGURATION.former_keys)
ALLOWED_HOSTS = [*CONFIGURATION.allowed_hosts, *LOCAL_HOSTS]  # the machine itself asks for health and metrics
CSRF_TRUSTED_ORIGINS = list(CONFIGURATION.trusted_origins)
DATA = CONFIGURATION.data
ROOT_URLCONF = "shebao.server.urls"
WSGI_APPLICATION = "shebao.server.wsgi.application"
ASGI_APPLICATION = "shebao.server.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_otp",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "shebao.server.platform.database",
    "shebao.server.platform.declarations",
    "shebao.server.platform.web",
    "shebao.server.platform.secrets",
    "shebao.server.platform.inbox",
    "shebao.server.platform.drafts",
    "shebao.server.platform.organisations",
    "shebao.server.platform.people",
    "shebao.server.platform.decisions",
    "shebao.server.platform.access",
    "shebao.server.platform.jobs",
    "shebao.server.platform.files",
    "shebao.server.platform.exports",
    "shebao.server.platform.monitoring",
    "shebao.server.accountability.unit_years",
    "shebao.server.accountability.publications",
    "shebao.server.accountability.review",
    "shebao.server.accountability.desk",
    "shebao.server.accountability.examination",
    "shebao.server.accountability.portal",
    "shebao.server.accountability.api",
    "shebao.server.calculator",
    "shebao.server.operations.records",
    "shebao.server.operations.owing",
    "shebao.server.operations.city",
    "shebao.server.operations.cases",
    "shebao.server.operations.intake",
    "shebao.server.operations.supervision",
    "shebao.server.operations.queues",
    "shebao.server.operations.counter",
    "shebao.server.operations.lists",
    "shebao.server.operations.papers",
    "shebao.server.operations.contributions",
    "shebao.server.operations.collection",
    "shebao.server.operations.personal_accounts",
    "shebao.server.operations.coverage",
    "shebao.server.operations.suspicions",
]

MIDDLEWARE = [
    "shebao.server.platform.monitoring.requests.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "shebao.server.platform.web.headers.SecurityHeaders",
    "shebao.server.platform.web.headers.BodyLimit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "shebao.server.platform.people.sessions.SessionExpiry",
    "shebao.server.platform.inbox.middleware.Recount",
    "shebao.server.platform.drafts.middleware.DropSentDrafts",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "shebao.server.platform.people.narrowing.Narrowed",
    "shebao.server.platform.access.middleware.KeptRefusals",
    "shebao.server.platform.web.headers.Refusals",
]


def portal_middleware(names: list[str]) -> list[str]:
    """What is left of it where the portal runs on its own: nobody signs in, nothing is written."""
    needed = ("RequestLog", "SecurityMiddleware", "web.headers.", "WhiteNoise", "CommonMiddleware", "HtmxMiddleware")
    left = [name for name in names if any(part in name for part in needed)]
    return [*left, "shebao.server.platform.web.site.PortalOnly"]


if CONFIGURATION.portal:
    MIDDLEWARE = portal_middleware(MIDDLEWARE)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shebao.server.platform.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "shebao.server.platform.web.templatetags.web",
            ],
        },
    }
]


def _reached_at(address: DatabaseAddress) -> dict[str, object]:
    return {
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "OPTIONS": dict(address.options),
    }


DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": True,
        **_reached_at(CONFIGURATION.database),
    }
}
DATABASE_OWNER = _reached_at(CONFIGURATION.owner) if CONFIGURATION.owner else None
APPLICATION_ROLE = CONFIGURATION.database.user
_KEYLESS: tuple[dict[str, str], Configuration] = (
    {},
    replace(CONFIGURATION, production=False),
)  # a portal on its own is told of no key, and asks for none
KEYS = source_or_exit(*(_KEYLESS if CONFIGURATION.portal else (os.environ, CONFIGURATION)))
EVIDENCE = evidence_or_exit(*(_KEYLESS if CONFIGURATION.portal else (os.environ, CONFIGURATION)))
SHARED_TABLES = not CONFIGURATION.portal  # limits and kept pages are in the database, for all processes

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
_RULES = "shebao.server.platform.people.password_rules"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULES}.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_RULES}.SimilarityValidator"},
    {"NAME": f"{_RULES}.CommonValidator"},
    {"NAME": f"{_RULES}.NumericValidator"},
    {"NAME": f"{_RULES}.HistoryValidator", "OPTIONS": {"remembered": 4}},
]
LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/work/"
SECOND_FACTOR_REQUIRED = CONFIGURATION.second_factor
OTP_TOTP_ISSUER = "社保决算"
PASSWORD_HASHERS = ["shebao.server.platform.people.hashing.ApartHasher"]
SESSION_ENGINE = "shebao.server.platform.people.session_store"
KNOWN_DEVICE_SECONDS = 180 * 24 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 3600
RESET_HOURS = CONFIGURATION.reset_hours
COOLING_HOURS = CONFIGURATION.cooling_hours
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

_MAIL = mail_or_exit(os.environ)
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.ssl, _MAIL.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _MAIL.sender
REMINDERS_TO = _MAIL.reminders_to

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

LOGGING = logging_settings(as_json=CONFIGURATION.log_json, debug=DEBUG)

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CONFIGURATION.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = CONFIGURATION.https
CSRF_FAILURE_VIEW = "shebao.server.platform.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if CONFIGURATION.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.trusted_proxies else None
TRUSTED_PROXIES = CONFIGURATION.trusted_proxies

PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "shebao.server.accountability.api.answering.on_error",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "社保决算公开平台开放接口",
    "DESCRIPTION": "已公开的决算报告、表格和数字；只读。金额为以元为单位的十进制文本。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
}

LARGEST_BODY = 256 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
PORTAL_ONLY = CONFIGURATION.portal
PROCESSES = int(os.environ.get("SHEBAO_PROCESSES", "1"))
ROLES_FILE = CONFIGURATION.roles
EXCHANGE_KEYS = CONFIGURATION.exchange_keys
RUNNER_KEYS = CONFIGURATION.runner_keys
EXAMINATION = {"retention_days": CONFIGURATION.visitor_days}
