"""Django's settings that no instance changes; ``configure.configure`` adds the instance's own.

Rules
1. Nothing from elsewhere: no third-party address, font, script or cookie.
2. Cookies are strict: ``SameSite=Strict``, ``HttpOnly``, ``Secure`` and ``__Host-`` as soon as there is TLS.
3. A request that may write is one transaction (``transactions.OneTransaction``); one that only reads takes no lock.
4. What can be counted has a limit: body, fields, files, sessions.
"""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.forms",
    "uarazom.desk.people",
    "uarazom.desk.audit",
    "uarazom.desk.drafts",
    "uarazom.desk.outbox",
    "uarazom.desk.register",
    "uarazom.desk.duty",
    "uarazom.desk.watch",
    "uarazom.desk",
]
MIDDLEWARE = [
    "uarazom.desk.web.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "uarazom.desk.people.sessions.SessionLimits",
    "uarazom.desk.web.language.ChosenLanguage",
    "uarazom.desk.web.transactions.OneTransaction",
]
ROOT_URLCONF = "uarazom.desk.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["uarazom.desk.templatetags.say"],
            "context_processors": [
                "django.template.context_processors.request",
                "uarazom.desk.web.context.desk",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en"
FORM_RENDERER = "uarazom.desk.web.rendering.DeskRenderer"

# ── who signs in ──────────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["uarazom.desk.people.backend.ActivePeople"]
PASSWORD_HASHERS = ["uarazom.desk.people.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("id", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"

# ── cookies and sessions ──────────────────────────────────────────────────────────────────────────────────────────────
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600  # a shift; idle_seconds in people.sessions ends it sooner
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "uarazom.desk.web.errors.csrf"

# ── headers ───────────────────────────────────────────────────────────────────────────────────────────────────────────
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
APPEND_SLASH = False

# ── limits ────────────────────────────────────────────────────────────────────────────────────────────────────────────
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # a words blob is at most 1 MiB; percent-encoding of Cyrillic triples it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a bulletin of a busy day: some 300 items with three fields each
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

LOGGING_CONFIG = None  # cli decides where messages go
