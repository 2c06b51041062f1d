"""What tables of steps are compared with: the reports of the steps that were played."""

from collections.abc import Callable

from curule.playback.report import PlayedStep, ScenarioReport, StepReport
from curule.playback.steps import Step

Play = Callable[[str], ScenarioReport]


def played_steps(report: ScenarioReport) -> list[tuple[Step, StepReport]]:
    """Return each step beside its report; steps that ran at once are left out."""
    return [(each.step, each.report) for each in report.played if isinstance(each, PlayedStep)]
