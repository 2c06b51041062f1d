"""The command `curule`: find the subcommand, and turn what went wrong into one sentence.

Exit status: 0 done · 1 the answer is no, or there is no database to work on · 2 wrong usage or a
wrong file · 3 there is no such thing · 4 not allowed · 5 it conflicts with how things stand · 130
interrupted.
"""

import difflib
import importlib
import os
import sys
from typing import NoReturn

import click

import curule

# A command is imported only when it is called for; one whose module is not there is not listed.
_COMMANDS = {
    "accounts": "curule.cli.nouns.parking:accounts",
    "backup": "curule.cli.backup:backup",
    "balance-entries": "curule.cli.nouns.paying:balance_entries",
    "bank-lines": "curule.cli.nouns.bank:bank_lines",
    "calc": "curule.cli.calc:calc",
    "clock": "curule.cli.nouns.clocks:clock",
    "config": "curule.config.command:config",
    "coupons": "curule.cli.nouns.coupons:coupons",
    "credit-notes": "curule.cli.nouns.crediting:credit_notes",
    "demo-cli": "curule.cli.demo_cli:demo_cli",
    "devices": "curule.cli.nouns.programs:devices",
    "contradictions": "curule.cli.nouns.paying:contradictions",
    "disputes": "curule.cli.nouns.disputing:disputes",
    "doctor": "curule.config.doctor.command:doctor",
    "domains": "curule.cli.domains:domains",
    "entitlements": "curule.cli.nouns.programs:entitlements",
    "events": "curule.cli.nouns.events:events",
    "external-ids": "curule.cli.nouns.programs:external_ids",
    "import": "curule.cli.importing:import_",
    "imports": "curule.cli.nouns.bank:imports",
    "invitations": "curule.cli.nouns.people:invitations",
    "invoice": "curule.cli.invoice:invoice",
    "invoice-requests": "curule.cli.nouns.paying:invoice_requests",
    "invoices": "curule.cli.nouns.crediting:invoices",
    "jobs": "curule.cli.nouns.jobs:jobs",
    "joins": "curule.cli.nouns.deciding:joins",
    "keys": "curule.cli.keys:keys",
    "leases": "curule.cli.nouns.leases:leases",
    "license-batches": "curule.cli.nouns.licenses:license_batches",
    "licenses": "curule.cli.nouns.licenses:licenses",
    "listen": "curule.cli.webhooks:listen",
    "mails": "curule.cli.mails:mails",
    "members": "curule.cli.nouns.people:members",
    "migrate": "curule.cli.database:migrate",
    "month-closings": "curule.cli.nouns.months:month_closings",
    "oidc": "curule.cli.oidc:oidc",
    "orders": "curule.cli.nouns.buying:orders",
    "payment-methods": "curule.cli.nouns.paying:payment_methods",
    "payments": "curule.cli.nouns.paying:payments",
    "plan-versions": "curule.cli.nouns.catalog:plan_versions",
    "plans": "curule.cli.nouns.catalog:plans",
    "price-change": "curule.cli.price_change:price_change",
    "price-changes": "curule.cli.nouns.deciding:price_changes",
    "prices": "curule.cli.nouns.catalog:prices",
    "products": "curule.cli.nouns.catalog:products",
    "quotes": "curule.cli.nouns.terms:quotes",
    "reconcile": "curule.cli.reconcile:reconcile",
    "refunds": "curule.cli.nouns.paying:refunds",
    "renewals": "curule.cli.renewals:renewals",
    "report": "curule.cli.report:report",
    "requests": "curule.cli.nouns.programs:requests",
    "restore": "curule.cli.backup:restore",
    "restore-check": "curule.cli.restore_check:restore_check",
    "scenario": "curule.cli.scenario:scenario",
    "scim": "curule.cli.scim:scim",
    "seat-requests": "curule.cli.nouns.deciding:seat_requests",
    "seats": "curule.cli.nouns.people:seats",
    "seller": "curule.cli.seller:seller",
    "serve": "curule.cli.serve:serve",
    "staff": "curule.cli.staff:staff",
    "subscriptions": "curule.cli.nouns.terms:subscriptions",
    "tokens": "curule.cli.tokens:tokens",
    "trigger": "curule.cli.webhooks:trigger",
    "usage": "curule.cli.nouns.programs:usage",
    "verify": "curule.cli.verify:verify",
    "webhook-deliveries": "curule.cli.nouns.hooks:webhook_deliveries",
    "webhook-endpoints": "curule.cli.nouns.hooks:webhook_endpoints",
    "worker": "curule.cli.worker:worker",
}
_SETTINGS = ("curule.config.files", "take_over")
"""What puts the settings of files into the environment; it stands above us, as the commands do."""
_INTERRUPTED = 130


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], known, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"No such command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, attribute = _COMMANDS[cmd_name].partition(":")
        found = getattr(importlib.import_module(module), attribute)
        assert isinstance(found, click.Command), found
        return found


@click.group(
    cls=_LazyGroup, name="curule", context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(curule.__version__, prog_name="curule")
def cli() -> None:
    """Sell seats, give them to people, change their number, renew and bill."""


def main() -> NoReturn:
    """Run the command line of this process and exit with its status."""
    try:
        module, name = _SETTINGS
        getattr(importlib.import_module(module), name)()
        outcome = cli.main(prog_name="curule", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        _fail(error.format_message(), status=error.exit_code)
    except click.UsageError as error:
        place = error.ctx.command_path if error.ctx else "curule"
        _fail(f"{place}: {error.format_message()} Try `{place} --help`.", status=error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message(), status=error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("Interrupted.", status=_INTERRUPTED)
    except BrokenPipeError:
        # Whoever read along (head, less) has gone; Python's own flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        _fail(sentence, status=1)
    sys.exit(outcome if isinstance(outcome, int) else 0)


def _sentence(error: Exception) -> str | None:
    """Return what to tell about an error of the installation; None about one of the program."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import InterfaceError, OperationalError

    from curule.data.database_url import DatabaseUnavailable

    if isinstance(error, ImproperlyConfigured | DatabaseUnavailable):
        return str(error)
    if isinstance(error, InterfaceError | OperationalError):
        reason = " ".join(str(error).split())
        return f"The database was lost on the way ({reason}); see to it and run the command again."
    return None


def _fail(sentence: str, status: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(status)
