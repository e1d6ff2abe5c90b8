"""One file for every deployment: what differs comes from the environment (``keroxio/environment.py``)."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from keroxio.chosen_engines import chosen_engines
from keroxio.environment import ROOT, read_environment
from keroxio.logs import logging_settings

# ``ModelForm[Vehicle]`` and the like are only subscriptable at run time after this.
django_stubs_ext.monkeypatch()

env = read_environment()

BASE_DIR = ROOT
DATA_DIR: Path = env.data_dir
WEIGHTS_DIR: Path = env.weights_dir
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.debug
DEMONSTRATION = env.demonstration
SECRET_KEY = env.secret()
ALLOWED_HOSTS = list(env.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(env.csrf_trusted_origins)

INSTALLED_APPS = [
    "keroxio",
    "accounts",
    "vehicles",
    "plates",
    "imaging",
    "sorting",
    "pricing",
    "listings",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "anymail",
    "csp",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "accounts.tenancy.DealershipMiddleware",
]

ROOT_URLCONF = "keroxio.urls"
WSGI_APPLICATION = "keroxio.wsgi.application"
FORM_RENDERER = "keroxio.forms.Renderer"
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
                "accounts.tenancy.dealership",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.database_url or f"sqlite:///{DATA_DIR / 'keroxio.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue for the lock at BEGIN instead of failing at their first write.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
    }
    # In a file, as in life, since threads cannot share a database in memory; each test run has its own.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / f"test-{os.getpid()}.sqlite3"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.redis_url}
        if env.redis_url
        else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}
    )
}

S3 = {
    "bucket_name": env.s3_bucket,
    "endpoint_url": env.s3_endpoint_url or None,
    "region_name": env.s3_region or None,
    "access_key": env.s3_access_key_id or None,
    "secret_key": env.s3_secret_access_key or None,
    "querystring_auth": True,
    "querystring_expire": 3600,
    "file_overwrite": False,
    "default_acl": None,
}
# Where browsers fetch signed files from: the content policy has to allow it.
S3_ORIGIN = env.s3_endpoint_url or f"https://{env.s3_bucket}.s3.{env.s3_region or 'us-east-1'}.amazonaws.com"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
# Images collect their static files once; a clone serves them from where they are.
STATIC_IS_COLLECTED = (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_USE_FINDERS = not STATIC_IS_COLLECTED
S3_BACKEND = "storages.backends.s3.S3Storage"
STORAGES = {
    "default": (
        {"BACKEND": S3_BACKEND, "OPTIONS": S3} if env.s3_bucket else {"BACKEND": "keroxio.whole_files.WholeFileStorage"}
    ),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_IS_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# How many photos of several cars may be sent together.
BATCH_PHOTOS = env.batch_photos
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2
DATA_UPLOAD_MAX_NUMBER_FILES = 60
# A photo's areas to hide come as nine fields each, and too many are to be told kindly.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_THOUSAND_SEPARATOR = True

# Celery. Messages are only bells: rows are the truth, so no result is kept and no acknowledgement is waited for.
BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if env.redis_url:
    CELERY_BROKER_URL = env.redis_url
    # Queues are served in the order the worker names them: nobody waits behind bulk work.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"queue_order_strategy": "priority"}
else:
    BROKER_DIR.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "files://localhost/"  # keroxio/broker.py
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
        "polling_interval": 0.1,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
# A broker that is down must not hold up the page: the sweep rings again.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_ROUTES = {
    "keroxio.ring_overdue_runs": {"queue": "interactive"},
    "keroxio.drop_expired_runs": {"queue": "bulk"},
    "plates.forget_lookups": {"queue": "bulk"},
    "pricing.follow_market": {"queue": "bulk"},
    "pricing.revalue_stock": {"queue": "bulk"},
    "pricing.revalue_stocks": {"queue": "bulk"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = env.worker_threads
# How many bulk runs of one dealership and kind wait in the broker at a time: dealerships take turns.
BULK_TURN = env.bulk_turn
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A task that calls verbs above the tasks of its app stands beside them.
CELERY_IMPORTS = ["pricing.revaluing"]
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    "ring-overdue-runs": {"task": "keroxio.ring_overdue_runs", "schedule": 10.0},
    "forget-lookups": {"task": "plates.forget_lookups", "schedule": 3600.0},
    "drop-expired-runs": {"task": "keroxio.drop_expired_runs", "schedule": 600.0},
    # At night; does nothing unless there are new listings.
    "follow-market": {"task": "pricing.follow_market", "schedule": crontab(hour="3", minute="20")},
    "revalue-stocks": {"task": "pricing.revalue_stocks", "schedule": crontab(hour="4", minute="30")},
}

ENGINES = chosen_engines(env)
# How long a registry's answer is good for; how many a dealership may ask for in a month (0: as many as it likes).
LOOKUP_HIT_LIFE = timedelta(days=env.lookup_hit_days)
LOOKUP_MISS_LIFE = timedelta(hours=env.lookup_miss_hours)
LOOKUPS_PER_MONTH = env.lookups_per_month
LOOKUP_PRICE_EUR = env.lookup_price_eur
CHANNELS = {
    name: {"ENGINE": "listings.channels.assisted.AssistedChannel", "OPTIONS": {"portal": name}}
    for name in ("leboncoin", "lacentrale", "paruvendu")
}
# What follows when a run ends, whatever its outcome: functions called with the run in the transaction that ends it.
AFTER_RUN = {
    "plates.PlateReading": ["imaging.studio.after_reading", "plates.looking_up.after_reading"],
    "plates.Lookup": ["plates.looking_up.after_lookup"],
    "plates.PlateCheck": ["plates.checking.after_check"],
    "imaging.Cutout": ["imaging.studio.after_cutout", "sorting.placing.after_cutout"],
    "sorting.BatchPhoto": ["sorting.proposing.after_photo"],
    "sorting.Placement": ["sorting.placing.after_placement"],
    "imaging.Redraw": ["imaging.studio.after_redraw"],
}

# Pixels across a picture of a car set in a background; three quarters as many high.
STUDIO_WIDTH = env.studio_width
# Called before ads are written: raises listings.limits.LimitReached when a dealership's plan allows no more.
AD_LIMIT = "listings.limits.unlimited"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.DealershipSignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
# On the console nobody else can read the message, so an address is only proven where mail is really sent.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if env.resend_api_key else "optional"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Keroxio"
HEADLESS_TOKEN_STRATEGY = "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy"
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ROTATE_REFRESH_TOKEN = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "allauth.headless.contrib.rest_framework.authentication.JWTTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.IsMember"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": "60/min",
        "user": "600/min",
        "login": "10/min",
        "lookup": "60/min",
        "ocr": "60/min",
        "image": "60/min",
    },
    "EXCEPTION_HANDLER": "keroxio.problems.problem_response",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Keroxio API",
    "DESCRIPTION": "From a phone photo of a used car to an ad ready to publish.",
    "VERSION": "2.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v2",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {"RunStatusEnum": "keroxio.runs.Run.Status"},
}

EMAIL_BACKEND = (
    "anymail.backends.resend.EmailBackend" if env.resend_api_key else "django.core.mail.backends.console.EmailBackend"
)
ANYMAIL = {"RESEND_API_KEY": env.resend_api_key} if env.resend_api_key else {}
DEFAULT_FROM_EMAIL = env.default_from_email
SERVER_EMAIL = env.default_from_email

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.https
SECURE_SSL_REDIRECT = env.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.https else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if env.https else 0
SECURE_REDIRECT_EXEMPT = [r"^api/v2/health$"]
SESSION_COOKIE_AGE = 30 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/", "/api/v2/docs"),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *([S3_ORIGIN] if env.s3_bucket else [])],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# What the back office's start page tells besides the runs: functions of the request, whose dicts its template shows.
BACK_OFFICE = ["pricing.following.back_office"]
UNFOLD = {
    "SITE_TITLE": "Keroxio",
    "SITE_HEADER": "Keroxio",
    "SITE_URL": "/",
    "DASHBOARD_CALLBACK": "keroxio.admin.start_page",
    "SHOW_LANGUAGES": True,
}

LOGGING = logging_settings(env.log_format)

if env.sentry_dsn:
    import sentry_sdk

    sentry_sdk.init(dsn=env.sentry_dsn, send_default_pii=False, traces_sample_rate=0.0)
