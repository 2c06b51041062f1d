"""Rules that a constraint cannot hold, as triggers that are declared beside the models.

A trigger reads only rows of the account whose row it guards (catalog rows: of the catalog), so that
the tables can be distributed by account one day; numbers of documents, one sequence over all
accounts, are looked up by the number alone. A broken rule is an `IntegrityError` that carries the
rule's name as its constraint, as if the database knew it by heart.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import pgtrigger
from django.db.models import Model
from pgtrigger import compiler

TAKEN_AWAY: Final = "curule_taken_away"
"""The channel on which rows are told that no longer give the access they gave."""


BOOKS_LOCK: Final = "1651470187, 1"
"""The lock of the books: shared by transactions that book or date something, whole by closing."""

ON_OPEN_DAY: Final = "_on_open_day"
"""How the names of the rules end by which nothing counts on a closed day."""

CLOSED_THROUGH: Final = (
    "(SELECT closed_through FROM curule_month_closing ORDER BY number DESC LIMIT 1)"
)
"""The last day of the months that are closed, as an expression; NULL where none is."""


class RuleSql(compiler.UpsertTriggerSql):
    """What installs a rule. Migrations refer to this class: change it only by adding another.

    It leaves out the session variable by which django-pgtrigger lets a caller switch triggers off:
    nothing in Curule may go around a rule, and looking the variable up costs more than most rules.
    """

    def get_template(self) -> str:
        """Return the statements, with the parts of the trigger in braces."""
        return """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                    RETURN COALESCE(NEW, OLD);
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE FUNCTION {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Rule(pgtrigger.Trigger):
    """A trigger that refuses what breaks the rule it is named after."""

    # django-pgtrigger annotates `model` as a row where it means its class; so must we.

    def render_condition(self, model: Model) -> str:
        """Return the condition in brackets of its own."""
        if self.condition is None:
            return ""
        return f"WHEN ({self.condition.resolve(model)})"  # type: ignore[no-untyped-call]

    def compile(self, model: Model) -> compiler.Trigger:
        """Return the trigger as migrations keep it."""
        return compiler.Trigger(
            name=self.name,
            sql=RuleSql(
                pgid=self.get_pgid(model),
                declare=self.render_declare(model),
                func=str(self.render_func(model)),
                table=model._meta.db_table,  # noqa: SLF001 - Django's documented door
                constraint="CONSTRAINT" if self.timing else "",
                when=self.when,
                operation=self.operation,
                timing=f"DEFERRABLE INITIALLY {self.timing}" if self.timing else "",
                referencing=str(self.referencing) if self.referencing else "",
                level=self.level,
                condition=self.render_condition(model),
                execute=self.render_execute(model),
            ),
        )


class Changed(pgtrigger.Condition):
    """Some column changed that is not in `but`; with `when`, only for rows that were in that state.

    Columns that are added later are guarded too, unless they are put into `but`.
    """

    def __init__(self, *, but: Sequence[str] = (), when: str = "") -> None:
        super().__init__("changed")
        self._but = frozenset(but)
        self._when = when

    def resolve(self, model: Model) -> str:
        """Return the condition as SQL over OLD and NEW."""
        columns = [field.column for field in model._meta.fields]  # noqa: SLF001 - the same
        unknown = self._but.difference(columns)
        if unknown:
            raise ValueError(f"{model} has no column {', '.join(sorted(unknown))}")
        guarded = [column for column in columns if column not in self._but]
        changed = f"({_row('OLD', guarded)}) IS DISTINCT FROM ({_row('NEW', guarded)})"
        return f"{self._when} AND {changed}" if self._when else changed


def update_of(*columns: str) -> pgtrigger.Operation:
    """Return the operation of an update that names one of the columns."""
    return pgtrigger.UpdateOf(*columns)  # type: ignore[no-untyped-call]


def refuse(rule: str, sentence: str) -> str:
    """Return the statement that ends the transaction; `sentence` says what is wrong."""
    return (
        f"RAISE EXCEPTION '{rule}: {sentence}' USING ERRCODE = 'integrity_constraint_violation', "
        f"CONSTRAINT = '{rule}', TABLE = TG_TABLE_NAME;"
    )


def refuse_if(rule: str, sentence: str, broken: str) -> str:
    """Return the statement that ends the transaction if `broken`, an expression of SQL, is true."""
    return f"IF {broken} THEN {refuse(rule, sentence)} END IF;"


def append_only(table: str) -> list[Rule]:
    """Return the rules of a table whose rows are written once (I13)."""
    rule = f"{table}_append_only"
    return [
        Rule(
            name=rule,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=refuse(rule, "its rows never change and never go"),
        ),
        not_emptied(table),
    ]


def kept(table: str) -> list[Rule]:
    """Return the rules of a table whose rows may change but never go: closed ones are history."""
    rule = f"{table}_kept"
    return [
        Rule(
            name=rule,
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=refuse(rule, "its rows never go"),
        ),
        not_emptied(table),
    ]


def not_emptied(table: str) -> Rule:
    """Return the rule that a table is never truncated."""
    rule = f"{table}_not_emptied"
    return Rule(
        name=rule,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=refuse(rule, "its rows never go"),
    )


def unchanging(rule: str, *, but: Sequence[str] = (), when: str = "") -> Rule:
    """Return the rule that only the columns `but` of a row may change, for rows that are `when`."""
    allowed = f"only {', '.join(but)} may change" if but else "it may not change"
    return Rule(
        name=rule,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=Changed(but=but, when=when),
        func=refuse(rule, allowed),
    )


def never(rule: str, sentence: str, *, when: str) -> Rule:
    """Return the rule that no update of a row may be `when`, a condition over OLD and NEW."""
    return Rule(
        name=rule,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(when),
        func=refuse(rule, sentence),
    )


def on_no_later_day(rule: str, day: str, instant: str) -> Rule:
    """Return the rule that a new row names no `day` after its `instant`, wherever it is later."""
    return Rule(
        name=rule,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition(
            f"NEW.{day} > (NEW.{instant} AT TIME ZONE 'UTC')::date + 1"  # 14 hours ahead of UTC
        ),
        func=refuse(rule, "that day had not come"),
    )


def on_open_day(rule: str, day: str, *, on: pgtrigger.Operation, when: str = "") -> Rule:
    """Return the rule that a row of a real customer counts on no day of a closed month.

    `day` is an expression over NEW and `zone`, the time zone of its account. The lock that is taken
    lets no month be closed before the commit.
    """
    closed = refuse_if(rule, "that month is closed", f"{day} <= {CLOSED_THROUGH}")
    locked = f"PERFORM pg_advisory_xact_lock_shared({BOOKS_LOCK});"
    of = "FROM curule_account WHERE id = NEW.account_id AND clock_id IS NULL"
    return Rule(
        name=rule,
        when=pgtrigger.Before,
        operation=on,
        condition=pgtrigger.Condition(when) if when else None,
        declare=[("zone", "text")],
        func=f"SELECT time_zone INTO zone {of}; IF FOUND THEN {locked} {closed} END IF;",
    )


def dated_on_open_day(table: str) -> Rule:
    """Return the rule that a document of a real customer is issued on no day of a closed month."""
    issued_on = "(NEW.issued_at AT TIME ZONE zone)::date"
    return on_open_day(f"{table}{ON_OPEN_DAY}", issued_on, on=pgtrigger.Insert)


def one_way(table: str, steps: Mapping[str, Sequence[str]]) -> Rule:
    """Return the rule that a status goes only where `steps` leads; one without steps is final."""
    allowed = [
        f"OLD.status = '{old}' AND NEW.status IN ({_words(news)})"
        for old, news in steps.items()
        if news
    ]
    return never(
        f"{table}_status_one_way",
        "its status does not go that way",
        when=f"OLD.status <> NEW.status AND NOT ({' OR '.join(allowed)})",
    )


def tells(rule: str, *, on: pgtrigger.Operation, when: str, whose: str = "id") -> Rule:
    """Return the rule that a change which takes access away is told when it is committed.

    Whoever remembers an answer that was read from the row `whose` (a column of NEW) then forgets it
    (`selectors.hearing`). A commit that tells waits for every other one that does: what gives
    access, or leaves it as it is, tells nothing. Of one transaction each row is told once.
    """
    return Rule(
        name=rule,
        when=pgtrigger.After,
        operation=on,
        condition=pgtrigger.Condition(when),
        func=f"PERFORM pg_notify('{TAKEN_AWAY}', NEW.{whose}::text);",
    )


def at_commit(
    rule: str,
    sentence: str,
    *,
    on: pgtrigger.Operation,
    broken: str,
    when: str = "",
    under: str = "",
) -> Rule:
    """Return the rule that a row must not be `broken` when its transaction ends.

    `broken` is a query over the row as it is at the end (found by NEW's keys) that returns
    something if the rule is broken. `under` locks the one row that all writers of a sum share: who
    comes second waits and then sees what the first has written.
    """
    return Rule(
        name=rule,
        when=pgtrigger.After,
        operation=on,
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Condition(when) if when else None,
        func=under + refuse_if(rule, sentence, f"EXISTS ({broken})"),
    )


def _row(alias: str, columns: Sequence[str]) -> str:
    return ", ".join(f'{alias}."{column}"' for column in columns)


def _words(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
