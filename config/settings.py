"""One settings file, safe by default: what differs between machines is environment.

Without any variable the house runs embedded: SQLite, an in-memory broker, mail in files, one process. Each variable
below swaps one part for its production twin (see docs/production.md).
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")
# Embedded: one process on one machine holds web, worker and scheduler. Production says who it is by giving a secret.
EMBEDDED = env.bool("EMBEDDED", not SECRET_KEY)
if not SECRET_KEY:
    if not EMBEDDED:
        raise ImproperlyConfigured("Set SECRET_KEY: a long random text kept out of the repository.")
    # Kept in var/ so that a restart does not sign everybody out.
    from config.secret import kept_secret

    SECRET_KEY = kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "config",
    "associations",
    "journal",
    "reminders",
    "governance",
    "charter",
    "calendar_app",
    "moderation",
    "kpis",
    "training",
    "watch",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.permissions_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.preferences",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "config.middleware.admin_scope",
    "config.middleware.refusals",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "config.context.house",
            ],
        },
    }
]
SILENCED_SYSTEM_CHECKS = [
    # HSTS, its subdomains and preload are the reverse proxy's to decide: see docs/production.md.
    "security.W004",
    "security.W005",
    "security.W021",
]

# -- data ------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portevoix.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that will write takes its lock at once, so two hands queue instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
# A kept connection spares each page its opening (and SQLite its PRAGMAs).
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

STATIC_URL = "static/"
# Collected in production only; embedded mode serves straight from the sources.
STATIC_ROOT = None if EMBEDDED or DEBUG else BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
WHITENOISE_USE_FINDERS = EMBEDDED or DEBUG
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "woff2")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# An attendance sheet has a field per person: an assembly of some thousands is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# -- language and time -----------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# -- people ----------------------------------------------------------------
AUTH_USER_MODEL = "associations.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "associations.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "associations.adapter.display"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SIGNUP_FORM_CLASS = "associations.adapter.NameForm"
ACCOUNT_FORMS = {
    "login": "associations.sign_in_forms.LoginForm",
    "request_login_code": "associations.sign_in_forms.RequestLoginCodeForm",
    "signup": "associations.sign_in_forms.SignupForm",
    "add_email": "associations.sign_in_forms.AddEmailForm",
    "change_email": "associations.sign_in_forms.ChangeEmailForm",
    "reset_password": "associations.sign_in_forms.ResetPasswordForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
}
# Behind a proxy every request comes from its address: without this one stranger's failed attempts would shut everybody
# out. In production one proxy stands before us and writes X-Forwarded-For (docs/production.md).
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0 if EMBEDDED or DEBUG else 1)
USERSESSIONS_TRACK_ACTIVITY = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# -- the right to act, the list of what waits, the reminders: read like MIDDLEWARE ----
RIGHT_TO_ACT: list[str] = [
    "governance.requirements.mandate_in_date",
    "charter.requirements.charter_signed",
    "calendar_app.requirements.no_hold",
]
# What is voted with the articles of a text, kept by rooms above (charter/annexes.py).
CHARTER_ANNEXES: list[str] = ["calendar_app.editorial.annex.SOURCE"]
TODO_SOURCES: list[str] = [
    "moderation.todo.waiting",
    "governance.todo.waiting",
    "governance.meeting_todo.waiting",
    "governance.minutes_todo.waiting",
    "charter.todo.waiting",
    "charter.surveys.todo.waiting",
    "charter.amendments.telling.waiting",
    "calendar_app.todo.waiting",
    "calendar_app.editorial.breaking.waiting",
    "calendar_app.accounts_todo.waiting",
    "calendar_app.library.telling.waiting",
    "calendar_app.presence.register.waiting",
    "calendar_app.duty.todo.waiting",
    "calendar_app.comments.telling.waiting",
    "calendar_app.relay.telling.waiting",
    "calendar_app.departures.telling.waiting",
    "calendar_app.connectors.telling.waiting",
    "kpis.todo.waiting",
    "config.people.waiting",
]
# The ground floor writes its deeds upstairs, and its front page borrows lines from the rooms above.
JOURNAL = "journal.models.Entry"
PREPARED_MAIL = "reminders.tasks.send_prepared"
OVERVIEW_SOURCES: list[str] = ["config.overview.in_force", "config.overview.this_week", "config.overview.journal"]
# Heads of the journal kept elsewhere, to be met again when it is verified.
JOURNAL_ANCHORS: list[str] = ["governance.minutes.anchors"]
JOURNAL_NAMES: list[str] = [
    "associations.naming.names",
    "governance.naming.names",
    "charter.naming.names",
    "calendar_app.naming.names",
    "moderation.naming.names",
    "kpis.naming.names",
    "training.naming.names",
    "watch.naming.names",
]
REMINDER_SOURCES: list[str] = [
    "governance.reminding.planned",
    "governance.meeting_reminding.planned",
    "charter.reminding.planned",
    "charter.surveys.reminding.planned",
    "charter.amendments.telling.planned",
    "charter.reviewing.planned",
    "calendar_app.reminding.wanted",
    "calendar_app.editorial.breaking.wanted",
    "calendar_app.reviewing.wanted",
    "calendar_app.library.telling.wanted",
    "calendar_app.duty.reminding.wanted",
    "calendar_app.comments.telling.planned",
    "calendar_app.relay.telling.planned",
    "calendar_app.departures.telling.planned",
    "calendar_app.connectors.telling.wanted",
    "kpis.reminding.wanted",
]

# -- mail ------------------------------------------------------------------
# Embedded, each mail is a file in var/mail/: nobody's address is written to by a demo.
EMAIL_BACKEND, EMAIL_FILE_PATH = "config.mail.EmailBackend", str(VAR_DIR / "mail")
if env.str("EMAIL_URL", ""):
    vars().update(env.email_url("EMAIL_URL"))
# Seconds. A silent mail server must not keep a worker, nor the row of the mail in hand, for ever.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Portevoix <portevoix@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# -- tasks -----------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if not REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.2}
    CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
# The database is the truth and holds what is due; the scheduler only says "look now".
CELERY_BEAT_SCHEDULE = {
    "close ballots": {"task": "governance.tasks.close_due_ballots", "schedule": crontab()},
    "bring texts into force": {"task": "charter.tasks.bring_due_into_force", "schedule": crontab(minute="1,31")},
    "close surveys": {"task": "charter.tasks.close_due_surveys", "schedule": crontab(minute="2,32")},
    "send waiting convocations": {
        "task": "governance.convocations.send_waiting_notices",
        "schedule": crontab(minute="*/5"),
    },
    "clear the library": {"task": "calendar_app.library.tasks.clear_library", "schedule": crontab(hour=4, minute=40)},
    "erase testimonies": {"task": "calendar_app.relay.tasks.erase_testimonies", "schedule": crontab(hour=4, minute=50)},
    "ask substitutes": {"task": "calendar_app.duty.tasks.ask_substitutes", "schedule": crontab(minute="*/5")},
    "send what is due": {"task": "calendar_app.connectors.tasks.send_due", "schedule": crontab()},
    "remind": {"task": "reminders.tasks.remind", "schedule": crontab(minute="*/5")},
    "take back lost plannings": {
        "task": "calendar_app.planning.tasks.requeue_plannings",
        "schedule": crontab(minute="*/10"),
    },
    "forget old plannings": {
        "task": "calendar_app.planning.tasks.forget_old_plannings",
        "schedule": crontab(hour=4, minute=20),
    },
    "take back lost workbooks": {"task": "kpis.tasks.requeue_exports", "schedule": crontab(minute="*/10")},
    "read posts left behind": {"task": "kpis.tasks.reread_posts", "schedule": crontab(minute="*/10")},
    # Hourly, so that a machine asleep on the 2nd catches up: asking twice makes one workbook.
    "prepare monthly workbooks": {"task": "kpis.tasks.prepare_monthly", "schedule": crontab(minute=5)},
    # Hourly: a machine asleep at night catches up, and asking twice makes one draft.
    "prepare repeated posts": {
        "task": "calendar_app.campaigns.tasks.extend_recurrences",
        "schedule": crontab(minute=25),
    },
    "invite": {"task": "associations.tasks.send_waiting_invitations", "schedule": crontab(minute="*/5")},
}

# -- what leaves by itself ---------------------------------------------------
# Off until the machine says yes; then each account is switched on by its coordination (calendar_app/connectors).
CONNECTORS = env.bool("CONNECTORS", False)
# Fernet keys, the newest first: the first one seals, each one opens. Without any, one is derived from SECRET_KEY.
CONNECTOR_KEYS: list[str] = env.list("CONNECTOR_KEY", default=[])
# Seconds to connect, and seconds without a byte.
CONNECTOR_TIMEOUT = (10.0, 10.0)
# Tests alone speak to a server of this machine.
CONNECTOR_LOCAL = False

# -- browser walls ---------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
if not (DEBUG or EMBEDDED):
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    # An address that opens an agenda, or a testimony, is a key: it is printed nowhere.
    "filters": {"secrets": {"()": "calendar_app.feeds.masking.MaskSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    # A refusal is an answer, not a fault: only what breaks is printed.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.csrf": {"level": "ERROR"}},
}
