"""Plays a scenario through the real services, in a scratch database that is dropped afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from django.db import connections

from curule.core.refusals import Refusal, Refused
from curule.data.database_url import DatabaseUrl
from curule.data.databases import pointing_at, scratch_database
from curule.gateways.payments import registry
from curule.playback import observing
from curule.playback.acting import Acted, act
from curule.playback.actors import actor_for
from curule.playback.report import ScenarioReport, StepReport, TogetherReport
from curule.playback.scenario import Scenario
from curule.playback.stage import VENDOR, Stage, set_up
from curule.playback.steps import Step, TimelineStep, Together
from curule.services.sweeps import clocks
from curule.wording import refusal_text


def play(
    scenario: Scenario,
    *,
    database: DatabaseUrl,
    before_drop: Callable[[], object] | None = None,
) -> ScenarioReport:
    """Play a scenario on the server of `database` and judge what happened.

    Nothing is left behind: it plays in a database of its own, made from the migrated template.
    `before_drop` is called when all is played, while Django still points at that database.

    Raises:
        DatabaseUnavailable: the role may not make databases.
    """
    with (
        scratch_database(database, durable=False) as scratch,
        pointing_at(scratch),
        tempfile.TemporaryDirectory(prefix="curule-scenario-") as folder,
    ):
        try:
            reports = _play(scenario, Path(folder))
            if before_drop is not None:
                before_drop()
            return ScenarioReport.of(scenario, reports)
        finally:
            connections.close_all()


def _play(scenario: Scenario, folder: Path) -> list[StepReport | TogetherReport]:
    stage = set_up(scenario, folder)
    reports: list[StepReport | TogetherReport] = []
    with registry.replaced(sandbox=stage.sandbox):
        for place, step in enumerate(scenario.steps):
            following = scenario.steps[place + 1 : place + 2]
            collects = not any(_is_failure(each) for each in (step, *following))
            reports.append(_play_step(stage, step, collects=collects))
    return reports


def _is_failure(step: TimelineStep) -> bool:
    """Whether a step declines a payment: what is due with it, or just before it, is not charged."""
    return isinstance(step, Step) and step.do == "fail_payment"


def _play_step(stage: Stage, step: TimelineStep, *, collects: bool) -> StepReport | TogetherReport:
    before = observing.happened(stage)
    clocks.advance(actor=VENDOR, clock_id=stage.clock_id, to=step.at, attempt_payments=collects)
    if isinstance(step, Together):
        return _play_together(stage, step)
    if step.do != "advance":
        before = observing.happened(stage)
    acted = _try(stage, step)
    return _report(stage, step, acted, observing.happened(stage).since(before))


def _try(stage: Stage, step: Step) -> Acted | Refusal:
    try:
        return act(stage, step)
    except Refused as refused:
        return refused.refusal


def _play_together(stage: Stage, together: Together) -> TogetherReport:
    """Run steps at once, each on a connection of its own; all wait until all are ready."""
    ready = Barrier(len(together.steps))

    def run(step: Step) -> Acted | Refusal:
        try:
            ready.wait(timeout=60)
            return _try(stage, step)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(together.steps)) as threads:
        acted = list(threads.map(run, together.steps))
    results = tuple(
        _report(stage, step, each, observing.Happened())
        for step, each in zip(together.steps, acted, strict=True)
    )
    return TogetherReport(at=together.at, results=results)


def _report(
    stage: Stage, step: Step, acted: Acted | Refusal, did: observing.Happened
) -> StepReport:
    refusal = acted if isinstance(acted, Refusal) else acted.refusal
    done = acted if isinstance(acted, Acted) else Acted()
    stands = observing.standing(stage, done.label or step.subscription, step.at)
    return StepReport(
        at=step.at,
        do=step.do,
        by=actor_for(stage, step).name,
        replayed=done.replayed,
        refused=refusal.code if refusal else None,
        sentence=_sentence(stage, refusal),
        options=tuple(refusal.options) if refusal else (),
        quote=observing.quote_report(done.account_id or stage.account_id, done.quote_id)
        if done.quote_id
        else None,
        invoices=tuple(observing.invoice_report(row) for row in did.invoices),
        credit_notes=tuple(observing.invoice_report(row) for row in did.credit_notes),
        payments=observing.payment_reports(did.payments),
        refunds=observing.refund_reports(did.refunds),
        settlements=observing.settlement_reports(did.settlements),
        mails=observing.mail_reports(did.mails),
        seats=stands.seats,
        renews_at=stands.renews_at,
        ends_at=stands.ends_at,
        status=stands.status,
        balance=stands.balance,
        own=stands.own,
        invitations=stands.invitations,
        access=stands.access,
    )


def _sentence(stage: Stage, refusal: Refusal | None) -> str | None:
    """Say what a refusal means, and why, in the account's language."""
    if refusal is None:
        return None
    noun = stage.scenario.plan.policy.words.seat_noun
    language = stage.scenario.account.language
    return str(refusal_text(refusal, language, zone=stage.scenario.zone, noun=noun))
