"""A scenario played in the database of a test, which is still there afterwards to be looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from curule.data.models import OutboxMessage
from curule.gateways.payments import registry
from curule.gateways.signing import LinkPurpose
from curule.playback.acting import act
from curule.playback.scenario import read_scenario
from curule.playback.stage import Stage, set_up
from curule.playback.steps import Step
from curule.services.mails import deliveries


@dataclass
class Played:
    """What has been played so far; more can follow."""

    text: str
    stage: Stage
    now: datetime

    @classmethod
    def of(cls, text: str, *steps: str, folder: Path) -> "Played":
        """Play a scenario with these steps at its end."""
        whole = _with(text, steps)
        scenario = read_scenario(whole, file="test.yaml")
        played = cls(whole, set_up(scenario, folder), scenario.all_steps[0].at)
        played._act(scenario.all_steps)
        return played

    def then(self, *steps: str) -> None:
        """Play these steps after everything that was played before."""
        before = len(read_scenario(self.text, file="test.yaml").all_steps)
        self.text = _with(self.text, steps)
        self._act(read_scenario(self.text, file="test.yaml").all_steps[before:])

    def _act(self, steps: Iterable[Step]) -> None:
        with registry.replaced(sandbox=self.stage.sandbox):
            for step in steps:
                act(self.stage, step)
                self.now = step.at


def _with(text: str, steps: Iterable[str]) -> str:
    return text + "".join(f"- {step}\n" for step in steps)


def mail_of(template: str, to: str) -> OutboxMessage:
    """Return the newest mail of a kind to somebody."""
    found = OutboxMessage.objects.filter(template=template, recipient=to).order_by("id").last()
    assert found is not None, f"no {template} to {to}"
    return found


def link_in(message: OutboxMessage) -> str:
    """Return where the link of an invitation leads, as it stands in a line of the mail's text."""
    text = deliveries.readable(message_id=message.id, purpose=LinkPurpose.MAIL).text
    [line] = [line for line in text.splitlines() if "/invitations/" in line]
    pasted = urlsplit(line.strip())
    assert (pasted.query, pasted.fragment) == ("", "")  # nothing that a mail program may cut off
    return pasted.path
