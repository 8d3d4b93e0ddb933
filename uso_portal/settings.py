"""The portal's one settings file: what varies comes from uso_portal.env, never from os.environ."""

from datetime import timedelta
from importlib.util import find_spec
from typing import Any

from csp.constants import NONE, SELF

from uso_portal import env, safety
from uso_portal.celery_settings import celery_settings
from uso_portal.root_files import add_headers

safety.stop_if_unsafe()

# --- Where and how it runs ---------------------------------------------------------------------
BASE_DIR = env.ROOT
DATA_DIR = env.USO_DATA_DIR
IS_PRODUCTION = env.MODE == env.PRODUCTION
DEBUG = env.DEBUG
SECRET_KEY = env.SECRET_KEY
ALLOWED_HOSTS = env.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = env.CSRF_TRUSTED_ORIGINS
ROOT_URLCONF = "uso_portal.urls"
WSGI_APPLICATION = "uso_portal.wsgi.application"

INSTALLED_APPS = [
    "uso_portal",
    "autoupdate",
    "matching",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "django_tables2",
    "django_filters",
    "django_htmx",
]

if not IS_PRODUCTION and find_spec("sandbox"):
    INSTALLED_APPS.append("sandbox")  # pretend schools: the demonstration and the benchmarks

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "uso_portal.private_pages.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "uso_portal.seen.SeenNowAndThen",
    "uso_portal.gate.SecondStepGate",
    "uso_portal.seeing.SeeingGate",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "uso_portal.navigation.navigation",
                "uso_portal.navigation.footer",
                "uso_portal.gate.second_step",
                "uso_portal.seeing.seeing_notice",
            ],
        },
    },
]

# Plain controls without templates: pages of filters have hundreds of choices.
FORM_RENDERER = "accounts.form_renderer.FormRenderer"

# --- Database, cache, worker -------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": (
        env.database(env.DATABASE_URL)
        if env.DATABASE_URL
        else {"ENGINE": "uso_portal.embedded.postgres", "NAME": "uso"}
    )
    | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
}
# Only what `accounts.bulk.statements` runs is prepared: Django fills in values by itself.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 1)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]] = {
    "default": {"KEY_PREFIX": "uso", "TIMEOUT": 300}
    | (
        {
            "BACKEND": "uso_portal.cache.SharedCache",
            "LOCATION": env.REDIS_URL,
            # Somebody is waiting for the page: a Redis that does not answer is done without.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
        if env.REDIS_URL
        else {"BACKEND": "uso_portal.embedded.cache.EmbeddedRedisCache", "LOCATION": "0"}
    )
}
# In the database alone: an emptied Redis signs nobody out, and one that comes back with what it
# held before brings no session back that was ended meanwhile.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

locals().update(
    celery_settings(night_starts_at=env.NIGHT_STARTS_AT, evening_starts_at=env.EVENING_STARTS_AT)
)

# --- Words, times, mail ------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
vars().update(env.email(env.EMAIL_URL))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.EMAIL_FROM
DESK_EMAIL = env.DESK_EMAIL
PORTAL_URL = env.portal_url()
EMAIL_TIMEOUT = 20  # seconds: a mail server that hangs holds no worker

# --- Static files ------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if IS_PRODUCTION else None
STATICFILES_DIRS = [folder for folder in [BASE_DIR / "static" / "dist"] if folder.is_dir()]
# One machine serves what was built straight away; production serves what collectstatic gathered.
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
# What a browser keeps for when the site cannot be reached is served at the root of the site.
_AT_THE_ROOT = (STATIC_ROOT or BASE_DIR / "static" / "dist") / "root"
WHITENOISE_ROOT = _AT_THE_ROOT if _AT_THE_ROOT.is_dir() else None
WHITENOISE_ADD_HEADERS_FUNCTION = add_headers
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# A file sent through a form stays in memory: nothing unfiltered is ever written to a disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# --- Signing in --------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.PortalUser"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "uso_portal.sign_in.AccountAdapter"
_FORMS = "uso_portal.sign_in_forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "add_email": f"{_FORMS}.AddEmailForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm",
    "reauthenticate": f"{_FORMS}.CodeAgainForm",
    "activate_totp": f"{_FORMS}.SetUpAppForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# Whoever was invited has shown that the mailbox is theirs. Anybody else confirms it at sign-in.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]  # nobody signs up
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = str
ALLAUTH_TRUSTED_PROXY_COUNT = env.NUM_TRUSTED_PROXIES
USERSESSIONS_TRACK_ACTIVITY = True

#: Whether those in ``accounts.permissions.SECOND_STEP_ROLES`` must have a second step.
REQUIRE_SECOND_STEP = env.REQUIRE_SECOND_STEP
SECOND_STEP_FRESH_MINUTES = env.SECOND_STEP_FRESH_MINUTES
#: How many people may hold a role at a school, where the desk has not set another number.
ROLE_QUOTAS = {"head": 1, "head_proxy": 2, "nominated_contact": 4}
ROLE_REVIEW_DAYS = 365
#: How long before the last day, or the day of the review, a reminder is sent.
ROLE_REMINDER_DAYS = 30
INVITATION_DAYS = 14
SEEING_MINUTES = 30
MFA_ADAPTER = "uso_portal.sign_in.SecondStepAdapter"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "USO AutoUpdate"
#: A code that the app changed while it was being typed still counts, and a phone's clock may be
#: half a minute out (RFC 6238, 5.2). `sign_in_forms` sees that no code counts twice.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION

SOCIALACCOUNT_ADAPTER = "uso_portal.sign_in.SocialAccountAdapter"
# An outside account opens a portal user who is there already: the one it was connected to by its
# owner, or the one whose confirmed address the provider itself vouches for (`openid_connect_apps`).
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": env.openid_connect_apps()}}

# --- Security ----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
# Health is asked for inside the network, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.TRUST_FORWARDED_PROTO else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # The script that shows the page which is kept for when the site cannot be reached.
        "worker-src": [SELF],
        # A form's answer may lead on to where somebody signs in, or approves at a vendor.
        "form-action": [SELF, *env.openid_connect_origins(), *env.vendor_origins()],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- API ---------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"agent": env.AGENT_API_RATE},
    "NUM_PROXIES": env.NUM_TRUSTED_PROXIES,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "USO AutoUpdate agent API",
    "DESCRIPTION": "What the AutoUpdate software at a school asks of the portal and sends to it.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
}

# --- The portal's own --------------------------------------------------------------------------
UPLOAD_ENCRYPTION_KEYS = env.UPLOAD_ENCRYPTION_KEYS
UPLOAD_STORE_DIR = DATA_DIR / "uploads"
UPLOAD_KEEP_DAYS = env.UPLOAD_KEEP_DAYS
UPLOAD_MAX_BYTES = env.UPLOAD_MAX_BYTES
AGENT_API_RATE = env.AGENT_API_RATE
ROW_PROBLEMS_KEPT = env.ROW_PROBLEMS_KEPT
VENDOR_PARTNERS = env.VENDOR_PARTNERS
VENDOR_TEST_HOSTS = env.VENDOR_TEST_HOSTS
EVENING_STARTS_AT = env.EVENING_STARTS_AT
NO_FORCE_FROM = env.NO_FORCE_FROM
NO_FORCE_UNTIL = env.NO_FORCE_UNTIL
NIGHT_STARTS_AT = env.NIGHT_STARTS_AT
BRAKE_SHARE = env.BRAKE_SHARE
BRAKE_NUMBER = env.BRAKE_NUMBER
RECENTLY_UNALLOCATED_DAYS = env.RECENTLY_UNALLOCATED_DAYS
# How old the copy may be by which lists of thousands of schools are sorted and counted.
FACTS_ARE_FRESH_FOR = timedelta(seconds=30)
# Matching asks by this name what it must not know itself: whether newer data wait.
NEWER_DATA_OF = "autoupdate.queries.newer.newer_data_of"

# --- Logs --------------------------------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "uso_portal.logging.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "celery": {"handlers": [], "propagate": True},
        # Every sweep would say five lines about itself; what fails is a warning or an error.
        "celery.beat": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
