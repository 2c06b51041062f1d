"""What the worker does by the clock. A job only starts a sweep; what is due is found by its rows.

No job holds a business date, so a sweep that is late, that runs twice, or that two machines run at
once finds the same rows and does each of them once. procrastinate keeps one job waiting and one
running at most, so that sweeps do not pile up behind a slow one.
"""

import logging
from typing import Final

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from curule.httpkit.metrics import job_time
from curule.services.accounts.tax_id_checks import ask_before_renewals, put_waiting
from curule.services.answered_once import forget_old as forget_answers
from curule.services.asked_requests import forget_old as forget_requests
from curule.services.directory.giving import run_waiting as give_seats_of_groups
from curule.services.payments.gateway_events import look_at_waiting
from curule.services.payments.payments import collect_pending
from curule.services.payments.waiting_lines import record_waiting
from curule.services.report_mails import send_due as mail_reports
from curule.services.seats.domain_claims import check_due as check_domains
from curule.services.seats.imports import forget_old as forget_lists
from curule.services.seats.imports import run_waiting as carry_on_with_lists
from curule.services.sweeps.clocks import keep_following
from curule.services.sweeps.due import run_due
from curule.worker.clock import utc_now

EVERY_MINUTE: Final = "* * * * *"
EVERY_NIGHT: Final = "17 3 * * *"
KEPT_HOURS: Final = 7 * 24
"""How long jobs that failed can be looked at."""

_log = logging.getLogger(__name__)


def sweep() -> None:
    """Do all that is due by now: ends, renewals, invitations, grace, reminders, then payments.

    What one part stumbles over keeps no other waiting.

    Raises:
        ExceptionGroup: parts that failed, after all were tried.
    """
    now = utc_now()
    faults: list[Exception] = []
    for part in (
        run_due,
        keep_following,
        look_at_waiting,
        collect_pending,
        record_waiting,
        carry_on_with_lists,
        give_seats_of_groups,
        mail_reports,
    ):
        try:
            part(now=now)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the others go on; it is raised
            _log.exception("a part of the sweep failed")
            faults.append(fault)
    if faults:
        raise ExceptionGroup("parts of the sweep failed", faults)


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="curule.sweep", queue="curule", lock="curule.sweep", queueing_lock="curule.sweep")
def sweep_by_the_minute(timestamp: int) -> None:
    """Sweep once; the minute it was asked for does not matter."""
    del timestamp
    with job_time("curule.sweep"):
        sweep()


@app.periodic(cron=EVERY_MINUTE)
@app.task(
    name="curule.ask_offices",
    queue="curule",
    lock="curule.ask_offices",
    queueing_lock="curule.ask_offices",
)
def ask_offices(timestamp: int) -> None:
    """Put the questions about tax numbers; beside the sweep, since an office may be slow."""
    del timestamp
    with job_time("curule.ask_offices"):
        put_waiting(now=utc_now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(
    name="curule.check_domains",
    queue="curule",
    lock="curule.check_domains",
    queueing_lock="curule.check_domains",
)
def check_domains_by_the_minute(timestamp: int) -> None:
    """Look for the records of domains; beside the sweep, since a name server may be slow."""
    del timestamp
    with job_time("curule.check_domains"):
        check_domains(now=utc_now())


@app.periodic(cron=EVERY_NIGHT)
@app.task(
    name="curule.ask_before_renewals", queue="curule", queueing_lock="curule.ask_before_renewals"
)
def ask_offices_before_renewals(timestamp: int) -> None:
    """Ask again about the numbers by which renewals soon bear no tax."""
    del timestamp
    with job_time("curule.ask_before_renewals"):
        ask_before_renewals(now=utc_now())


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="curule.recover", queue="curule", queueing_lock="curule.recover", pass_context=True)
async def recover_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Close the jobs whose worker died; else their lock would hold every later sweep back.

    They are not run again: the next minute's job finds the same rows due. This task has no lock
    itself, since nobody would recover it.
    """
    del timestamp
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        try:
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
        except ConnectorException:
            _log.info("job %s was recovered by another worker", job.id)
        else:
            _log.warning("job %s (%s) lost its worker", job.id, job.task_name)


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="curule.forget", queue="curule", queueing_lock="curule.forget", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete failed jobs that nobody looks at any more; successful ones are deleted at once."""
    del timestamp
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_aborted=True, include_cancelled=True
    )


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="curule.forget_requests", queue="curule", queueing_lock="curule.forget_requests")
def forget_old_requests(timestamp: int) -> None:
    """Forget what programs asked for so long ago that nobody looks for it or asks again."""
    del timestamp
    with job_time("curule.forget_requests"):
        forget_requests(now=utc_now())
        forget_answers(now=utc_now())


@app.periodic(cron=EVERY_NIGHT)
@app.task(name="curule.forget_lists", queue="curule", queueing_lock="curule.forget_lists")
def forget_old_lists(timestamp: int) -> None:
    """Forget lists of people that were brought a month ago."""
    del timestamp
    with job_time("curule.forget_lists"):
        forget_lists(now=utc_now())
