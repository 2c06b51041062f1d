"""Django's settings, from the environment and files; safe for production where nothing is said."""

from email.utils import parseaddr
from pathlib import Path
from typing import Any

from curule.config import bounding, environment, files, logs, reaching
from curule.config.statics import digest_of
from curule.data.database_url import DatabaseUrl

files.take_over()
CURULE_DATA = environment.data_folder()
CURULE_BASE_URL = environment.base_url()
CURULE_DEMO = environment.envbool("CURULE_DEMO", default=False)
CURULE_STRIPE = environment.stripe()
CURULE_VIES_URL = environment.vies_url(demo=CURULE_DEMO)
CURULE_WEBHOOK_PORTS = reaching.webhook_ports()
CURULE_WEBHOOK_LOOPBACK = environment.envbool("CURULE_WEBHOOK_LOOPBACK", default=False)
CURULE_SSO_PORTS = reaching.sso_ports()
CURULE_SSO_LOOPBACK = environment.envbool("CURULE_SSO_LOOPBACK", default=False)
CURULE_BANK_ACCOUNT = environment.bank_account(demo=CURULE_DEMO)
CURULE_METRICS_TOKEN = environment.metrics_token()
CURULE_WORKER_ADDRESS = environment.worker_address()
CURULE_TOKEN_DAYS = environment.token_days()
CURULE_TOKEN_DEVICES = environment.token_devices()
CURULE_API_RATE = environment.api_rate()
CURULE_ENTITLEMENT_RATE = environment.entitlement_rate()
CURULE_REQUEST_LOG_DAYS = environment.request_log_days()
CURULE_BOUNDS = bounding.limits()
CURULE_RUNS_BEHIND = True  # runs that a page or a program begins go on in threads

DEBUG = environment.envbool("CURULE_DEBUG", default=False)
SECRET_KEY = environment.secret_key(CURULE_DATA)
ALLOWED_HOSTS = environment.hosts(CURULE_BASE_URL)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "curule.web",  # before allauth: our templates come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "curule.data.apps.TriggersConfig",
    "procrastinate.contrib.django",
    "curule.data.apps.DataConfig",
]
MIDDLEWARE = [
    "curule.httpkit.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "curule.httpkit.programs.Programs",  # what follows is for pages
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "curule.web.middleware.ReaderMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "curule.config.urls"
WSGI_APPLICATION = "curule.config.wsgi.application"
AUTH_USER_MODEL = "curule.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The empty text means the embedded server: whoever needs it starts or joins it, and completes the
# entry below with its address (curule.data.databases.point_at). Until then there is no database.
CURULE_DATABASE_URL = environment.envsecret("DATABASE_URL")
CURULE_DB_IS_POOLED = (
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
_options["prepare_threshold"] = None if CURULE_DB_IS_POOLED else 5

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_address,
        "ENGINE": "django.db.backends.postgresql",
        # One command, one transaction, opened by the command itself: never by the request.
        "ATOMIC_REQUESTS": False,
        # A new connection costs a request many times what it then asks for; one that broke while
        # nobody used it is replaced at the next request.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": CURULE_DB_IS_POOLED,
        "OPTIONS": _options,
    }
}

# Limits on guessing hold over all processes and machines that serve the installation.
CACHES = {"default": {"BACKEND": "curule.data.shared_cache.SharedCache"}}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "curule.web.templatetags.curule"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "curule.web.context.reader",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# What a browser may keep for good carries a digest of all of it in its address.
CURULE_WEB = Path(__file__).resolve().parents[1] / "web"
STATIC_URL = f"/static/{digest_of(CURULE_WEB / 'static')}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 365 * 24 * 3600
WHITENOISE_INDEX_FILE = False

# Nothing but our own files runs on a page, not even what stands in the page itself.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
_IS_HTTPS = CURULE_BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = False  # the reverse proxy does that; it also knows what it forwards
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _IS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # none at all would make browsers hide the Origin too
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-curule" if _IS_HTTPS else "curule"
SESSION_COOKIE_SECURE = _IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-curule-csrf" if _IS_HTTPS else "curule-csrf"
CSRF_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [CURULE_BASE_URL]
CSRF_FAILURE_VIEW = "curule.web.errors.csrf_failure"
LANGUAGE_COOKIE_NAME = "curule-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

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
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# The levels of messages as our boxes are called.
MESSAGE_TAGS = {10: "", 20: "", 25: "ok", 30: "warn", 40: "danger"}

# Sign-in is allauth's; what it says to a stranger never tells whether an address is known (TH31).
ACCOUNT_ADAPTER = "curule.web.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
# Codes of coupons are tried no faster than somebody types them, beside the usual ones: per account,
# and per address, as somebody may open many accounts.
ACCOUNT_RATE_LIMITS = {
    "coupon_code": "20/h/key,60/h/ip",
    # A look into the DNS holds a page up while nobody answers.
    "domain_check": "10/m/key",
}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
# A header says where a request comes from, and only our own proxies may say it.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.proxies()
ACCOUNT_FORMS = {
    "login": "curule.web.sign_in.SignInForm",
    "signup": "curule.web.sign_in.SignUpForm",
}
MFA_ADAPTER = "curule.web.sign_in.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Curule"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _IS_HTTPS
# Signing in with Curule, for the vendor's own products: a code lives a minute, what is read with it
# ten; nothing is asked anew without the person.
IDP_OIDC_ADAPTER = "curule.web.single_sign_on.provider.ProviderAdapter"
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 10 * 60
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 5 * 60

LOGGING = logs.logging(
    shown_as=environment.envchoice(
        "CURULE_LOG_FORMAT", default=logs.usual_format(), choices=environment.LOG_FORMATS
    ),
    least=environment.envchoice("CURULE_LOG_LEVEL", default="info", choices=environment.LOG_LEVELS),
)
# Addresses have no slash at their end, so what is below one begins with it.
SILENCED_SYSTEM_CHECKS = ["urls.W002"]

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("ru", "Русский")]

# Without a mail server every mail is held and can be read; nothing pretends to have been sent.
_mail_server = environment.mail_server()
CURULE_MAIL_IS_HELD = _mail_server is None
EMAIL_BACKEND = (
    "django.core.mail.backends.filebased.EmailBackend"
    if _mail_server is None
    else "django.core.mail.backends.smtp.EmailBackend"
)
# Without a mail server, sign-in codes can be read here by whoever may read the data folder.
EMAIL_FILE_PATH = CURULE_DATA / "held-mail" if _mail_server is None else None
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
CURULE_CONTACT = environment.envstr("CURULE_CONTACT", parseaddr(DEFAULT_FROM_EMAIL)[1])
CURULE_NAME_SERVERS = reaching.name_servers()
CURULE_CHECK_MAIL_DOMAINS = environment.envbool("CURULE_CHECK_MAIL_DOMAINS", default=True)
