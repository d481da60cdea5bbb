"""Settings of an Own Turf site. Development needs no variable; production refuses to start without what it needs."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_file(BASE_DIR / ".env")

PRODUCTION = env.flag("PRODUCTION")
env.required(
    ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "SITE_URL", "DEFAULT_FROM_EMAIL", "EMAIL_URL"], PRODUCTION
)
DEBUG = env.flag("DEBUG", default=not PRODUCTION)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be False in production: error pages would show private data.")

# /style/ shows every component to those who build pages.
STYLE_PAGE = DEBUG

SECRET_KEY = env.text("SECRET_KEY", "development-only-not-a-secret")
if PRODUCTION and len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY is too short: use at least 40 random characters.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.text("SITE_URL", f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")
if not SITE_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(f"SITE_URL is “{SITE_URL}”: start it with https:// or http://.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "config.apps.SiteConfig",
    "reflections",
    "visits",
    "hunts",
    "accounts",
    "config.apps.SiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "heroicons",
    "leaflet",
]

MIDDLEWARE = [
    "config.requests.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.CompressedPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.SignedInByDefaultMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.kept_pages.KeptPagesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.signing_in.AccountFirstMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ]
            if not DEBUG
            else ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["config.templatetags.own_turf", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "config.renderer.OwnTurfFormRenderer"
FORMS_URLFIELD_ASSUME_HTTPS = True  # Goes with Django 6, which does so unasked.

# Database -----------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'own-turf.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a phone deletes its copy once we say that ours is kept, so that has to outlive a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        # Counters against guessing live here: those of a whole party must not push each other out.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# People -------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.NameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Own Turf: "
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "accounts.account_forms.LoginForm",
    "signup": "accounts.account_forms.SignupForm",
    "request_login_code": "accounts.account_forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.account_forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "accounts.account_forms.ConfirmEmailVerificationCodeForm",
    "add_email": "accounts.account_forms.AddEmailForm",
    "change_password": "accounts.account_forms.ChangePasswordForm",
    "set_password": "accounts.account_forms.SetPasswordForm",
    "reset_password": "accounts.account_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.account_forms.ReauthenticateForm",
}
# A whole party joins and signs in from one address; per-person limits stay tight.
ACCOUNT_RATE_LIMITS = {"login": "200/m/ip", "signup": "60/m/ip", "request_login_code": "120/m/ip,3/m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0)
MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "accounts.account_forms.AuthenticateForm",
    "reauthenticate": "accounts.account_forms.ReauthenticateByCodeForm",
    "activate_totp": "accounts.account_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.account_forms.AddWebAuthnForm",
    "login_webauthn": "accounts.account_forms.LoginWebAuthnForm",
    "authenticate_webauthn": "accounts.account_forms.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "accounts.account_forms.ReauthenticateWebAuthnForm",
    "edit_webauthn": "accounts.account_forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Language and time --------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# Files --------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / "var" / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "config.storage.HashedStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# In development files come straight from their folders; production serves what collectstatic gathered.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
MAX_PHOTO_BYTES = 25 * 1024 * 1024
MAX_PHOTO_PIXELS = 120_000_000
MAX_PHOTOS_PER_REFLECTION = 8
MAX_VOICE_BYTES = 25 * 1024 * 1024
MAX_VOICE_SECONDS = 600
MAX_VOICES_PER_REFLECTION = 4
# What one person may log on one hunt: far beyond any day out, and short of filling the disk.
QUOTA_REFLECTIONS = env.number("QUOTA_REFLECTIONS", 1000, minimum=1)
QUOTA_MEGABYTES = env.number("QUOTA_MEGABYTES", 500, minimum=1)

# Background work ----------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Safety -------------------------------------------------------------------

SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_TLS_PROXY", PRODUCTION) else None
X_FRAME_OPTIONS = "DENY"
TILES_URL = env.text("TILES_URL", "https://tile.openstreetmap.org/{z}/{x}/{y}.png")
TILES_ATTRIBUTION = env.text("TILES_ATTRIBUTION", "© OpenStreetMap contributors")
TILES_ORIGIN = "/".join(TILES_URL.split("/")[:3]).replace("{s}", "*")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", TILES_ORIGIN],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()"
# Putting a domain on the browsers' preload lists is its owner's decision, and hard to take back.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Mail ---------------------------------------------------------------------

vars().update(env.email("EMAIL_URL", "consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Own Turf <own-turf@localhost>")

# Map ----------------------------------------------------------------------

LEAFLET_CONFIG = {"TILES": [], "RESET_VIEW": False, "ATTRIBUTION_PREFIX": "Leaflet"}
GEOCODERS = {"nominatim": "https://nominatim.openstreetmap.org", "photon": "https://photon.komoot.io"}
GEOCODER = env.one_of("GEOCODER", GEOCODERS)
GEOCODER_URL = env.web_address("GEOCODER_URL", GEOCODERS.get(GEOCODER, ""))
GEOCODER_TIMEOUT = env.number("GEOCODER_TIMEOUT", 4, minimum=1)
GEOCODER_USER_AGENT = env.text("GEOCODER_USER_AGENT", f"Own Turf ({SITE_URL})")
ROUTING_URL = env.web_address("ROUTING_URL")
ROUTING_KIND = env.one_of("ROUTING_KIND", ["osrm", "valhalla"], "osrm")
ROUTING_MODES = env.some_of("ROUTING_MODES", ["foot", "bicycle", "minibus"])
ROUTING_TIMEOUT = env.number("ROUTING_TIMEOUT", 4, minimum=1)

# Logs ---------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.requests.RequestIdFilter"}},
    "formatters": {"json": {"()": "config.requests.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would print paths, which carry personal links, and what people typed.
        "django": {"level": "INFO", "handlers": []},
        # Below an error, the request log says it already.
        "django.request": {"level": "ERROR", "handlers": []},
        "django.server": {"level": "CRITICAL", "propagate": False, "handlers": []},
        # Their worker says twice that it runs whenever it does something.
        "django_tasks_db": {"level": "ERROR"},
    },
}
