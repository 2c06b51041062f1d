"""Somebody guesses a password of EMAIL so many TIMES, served by a process of its own."""

import sys

import django

django.setup()

from django.test import Client  # noqa: E402 - needs Django

email, times = sys.argv[1:]
for _ in range(int(times)):
    answer = Client().post(
        "/auth/login/", {"login": email, "password": "wrong"}, SERVER_NAME="localhost"
    )
    assert answer.status_code == 200, answer.status_code  # the form again, not a limit
