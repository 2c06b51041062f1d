"""A relay in a process of its own: drain the outbox once, or die between sending and recording."""

import logging
import os
import sys

import django

logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
django.setup()

from curule.gateways.mail import configured_mailer  # noqa: E402 - needs Django
from curule.services.mails import deliveries  # noqa: E402 - the same
from curule.worker.clock import utc_now  # noqa: E402 - the same
from curule.worker.relay import drain  # noqa: E402 - the same

if sys.argv[1:] == ["dying"]:
    deliveries.record = lambda *_args, **_named: os._exit(9)
drain(mailer=configured_mailer(), clock=utc_now)
