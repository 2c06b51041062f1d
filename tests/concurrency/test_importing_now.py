"""A statement that is kept and matched in a thread of its own, behind its page (V14)."""

from __future__ import annotations

from time import monotonic, sleep
from uuid import UUID

from curule.core.permissions import Actor, StaffRole
from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.services.sweeps import importing_now
from curule.services.sweeps.importing_now import ImportState
from tests.gateways.statements.files import MT940
from tests.support.factories import make_world

FINANCE = Actor.staff(person_id=str(UUID(int=7)), name="finance", role=StaffRole.FINANCE)


def test_a_file_is_kept_and_matched_behind_its_page(
    fresh_database: DatabaseUrl,
) -> None:
    del fresh_database
    world = make_world("licence_portal", seats=2)

    began = importing_now.start(
        actor=FINANCE,
        raw=MT940.encode(),
        name="nov.sta",
        columns=None,
        iban="",
        now=world.at(days=2),
    )
    deadline = monotonic() + 20
    while importing_now.behind(began.id).is_running() and monotonic() < deadline:
        sleep(0.02)
    over = importing_now.find_import(began.id)

    assert over is not None
    assert over.state is ImportState.DONE
    assert over.done == over.number == models.BankEntry.objects.filter(amount_minor__gt=0).count()
    assert over.statement_ids == tuple(models.BankStatement.objects.values_list("id", flat=True))
