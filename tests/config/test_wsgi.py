"""The entry point: behind a proxy that ends TLS, browsers are told to stay with HTTPS."""

import os
import subprocess
import sys

import pytest

ASKED = """
from wsgiref.util import setup_testing_defaults
from curule.config.wsgi import application

environ = {"PATH_INFO": "/auth/login/", "HTTP_HOST": "seats.example.com"}
setup_testing_defaults(environ)
answered = []
application(environ, lambda status, headers: answered.extend([status, dict(headers)]))
print(answered[0], answered[1].get("Strict-Transport-Security"))
"""


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("https://seats.example.com", "max-age=31536000"),
        ("http://seats.example.com", "None"),
    ],
)
def test_only_who_comes_by_https_is_told_to_stay_there(base: str, said: str) -> None:
    env = {**os.environ, "CURULE_BASE_URL": base, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/x"}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.split()[-1] == said, done.stderr
