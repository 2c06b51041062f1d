"""Django's settings, all from the environment, safe for production where nothing is said."""

from typing import Any

from curule.config import environment
from curule.data.database_url import DatabaseUrl

CURULE_DATA = environment.data_folder()
CURULE_BASE_URL = environment.base_url()
CURULE_DEMO = environment.envbool("CURULE_DEMO", default=False)

DEBUG = environment.envbool("CURULE_DEBUG", default=False)
SECRET_KEY = environment.secret_key(CURULE_DATA)
ALLOWED_HOSTS = environment.hosts(CURULE_BASE_URL)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "pgtrigger",
    "procrastinate.contrib.django",
    "curule.data",
]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "curule.config.urls"
WSGI_APPLICATION = "curule.config.wsgi.application"
AUTH_USER_MODEL = "curule.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The empty text means the embedded server: whoever needs it starts or joins it, and completes the
# entry below with its address (curule.data.databases.point_at). Until then there is no database.
CURULE_DATABASE_URL = environment.envsecret("DATABASE_URL")
_POOLED = (
    environment.envchoice(
        "CURULE_DB_POOLER", default="none", choices=frozenset({"none", "transaction"})
    )
    == "transaction"
)

_address: dict[str, Any] = (
    DatabaseUrl.parse(CURULE_DATABASE_URL).django()
    if CURULE_DATABASE_URL
    else {"NAME": "curule", "HOST": "/nonexistent", "OPTIONS": {}}
)
_options: dict[str, Any] = {"application_name": "curule", **_address["OPTIONS"]}
# A statement bound by the server is prepared at its fifth use (curule.data.statements). It lives in
# one server connection, and such a pooler changes that each time.
_options["prepare_threshold"] = None if _POOLED else 5

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_address,
        "ENGINE": "django.db.backends.postgresql",
        # One command, one transaction, opened by the command itself: never by the request.
        "ATOMIC_REQUESTS": False,
        "DISABLE_SERVER_SIDE_CURSORS": _POOLED,
        "OPTIONS": _options,
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("ru", "Русский")]

# Without a mail server every mail is held and can be read; nothing pretends to have been sent.
_mail_server = environment.mail_server()
CURULE_MAIL_IS_HELD = _mail_server is None
EMAIL_BACKEND = (
    "django.core.mail.backends.dummy.EmailBackend"
    if _mail_server is None
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = _mail_server.host if _mail_server else ""
EMAIL_PORT = _mail_server.port if _mail_server else 0
EMAIL_HOST_USER = _mail_server.user if _mail_server else ""
EMAIL_HOST_PASSWORD = _mail_server.password if _mail_server else ""
EMAIL_USE_SSL = _mail_server is not None and _mail_server.tls
# smtp:// on the submission port is encrypted by STARTTLS; a relay on this machine (25) is not.
EMAIL_USE_TLS = _mail_server is not None and not _mail_server.tls and _mail_server.port == 587
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.envstr(
    "CURULE_MAIL_FROM", f"curule@{environment.base_host(CURULE_BASE_URL)}"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
