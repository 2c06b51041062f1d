"""The presets say what the vendors' pages say, cell by cell."""

from collections.abc import Mapping

import pytest

from curule.core.policy import NamedNoun, contradictions
from curule.core.presets import PRESET_SEAT_TYPES, PRESETS

NAMES = ("tutkit", "autodesk", "zoom", "licence_portal", "gotoassist")

# One line per field: its name, then the five presets' values in the order of NAMES.
TABLE = """
who.change_roles                 | owner | contract_manager | owner admin | owner admin | billing_contact
who.assign_roles                 | owner | owner admin | owner admin | owner admin | owner admin
who.self_service.online          | full | full | full | full | full
who.self_service.reseller        | contact | contact | contact | contact | contact
who.self_service.corporate       | contact | contact | contact | contact | quote_only
who.requires_auto_renew          | no | yes | no | no | no
quantity.min_seats               | 1 | 1 | 1 | 1 | 1
quantity.max_seats               | 10 | null | null | null | null
quantity.step                    | 1 | 1 | 1 | 1 | 1
quantity.at_max                  | upgrade_plan contact | contact | contact | contact | contact
quantity.when_full               | offer_seats | refuse | offer_seats | offer_seats | offer_seats
quantity.quantity_input          | delta | total | total | delta | total
increase.effective               | on_payment | on_order | on_order | on_payment | on_order
increase.charge                  | prorated | prorated | prorated | own_term | new_period_minus_unused
increase.bill                    | now | now | now | now | now
increase.open_reduction          | ask | ask | ask | ask | ask
proration.unit                   | day | day | day | day | day
proration.lines                  | net | net | credit_and_charge | net | credit_and_charge
anchor.at                        | start | start | start | start | start
anchor.first_period              | prorated | prorated | prorated | prorated | prorated
anchor.on_change                 | keep | keep | keep | keep | reset_to_change
decrease.allowed                 | never_in_term | any_time | any_time | never_in_term | any_time
decrease.effective               | at_renewal | at_renewal | at_renewal | at_renewal | now
decrease.money                   | none | none | none | none | account_credit
decrease.last_day                | paid | paid | paid | paid | paid
decrease.occupied                | choose | choose | refuse | choose | refuse
renewal.mode                     | automatic | automatic | automatic | manual | automatic
renewal.assignments              | carry_over | carry_over | carry_over | reissue | carry_over
renewal.reminder_days            | 30 7 | 45 30 4 | 30 7 | 60 30 7 1 | 7
term.starts                      | on_payment | on_order | on_order | on_payment | on_order
term.length                      | null | null | null | null | null
term.trial_days                  | 0 | 0 | 0 | 0 | 0
unpaid.grace                     | 30:no | 15:yes 30:no | 15:yes 30:no | – | 15:yes 30:no
unpaid.blocks                    | – | – | add reduce | – | –
payment.method                   | ask | on_file | on_file | invoice | ask
payment.other_method_saved_first | no | yes | no | no | no
payment.due_days                 | 14 | 14 | 14 | 14 | 14
payment.tax_id                   | never | never | never | always | on_price_increase
assignment.mode                  | invitation | direct | invitation | registered_person | direct
assignment.identity              | email_and_names | email_and_names | email | email | email_and_names
assignment.invitation_days       | 14 | 7 | 30 | 14 | 14
assignment.resend_resets         | yes | yes | yes | yes | yes
assignment.old_link_dies         | yes | yes | no | yes | yes
assignment.holds_seat            | yes | yes | yes | yes | yes
assignment.buyer_takes_seat      | yes | no | no | no | no
assignment.duplicate             | refuse | ignore | refuse | refuse | refuse
assignment.reassign              | unlimited | unlimited | unlimited | unlimited | unlimited
assignment.auto_assign           | off | off | off | off | off
joining.own_plan                 | refuse | keep_both | settle | keep_both | keep_both
joining.requires                 | – | – | no_unpaid_invoice sole_member | – | –
joining.undo_hours               | 0 | 0 | 72 | 0 | 0
price.model                      | flat | flat | flat | flat | flat
people.inactive_after_days       | 90 | 90 | 90 | 90 | 90
people.reclaim                   | none | none | none | none | none
words.seat_noun                  | place | seat | licence | licence | seat
"""  # noqa: E501 - a table is read across


def cell(value: object) -> str:
    """Return a written value as the table shows it."""
    match value:
        case True | False:
            return "yes" if value else "no"
        case None:
            return "null"
        case []:
            return "–"
        case {"days": days, "access": access}:
            return f"{days}:{cell(access)}"
        case list():
            return " ".join(cell(item) for item in value)
        case _:
            return str(value)


def leaves(written: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in written.items():
        if isinstance(value, dict):
            found |= leaves(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = cell(value)
    return found


@pytest.mark.parametrize("place", range(5), ids=NAMES)
def test_a_preset_says_what_its_column_says(place: int) -> None:
    rows = [[part.strip() for part in line.split("|")] for line in TABLE.strip().splitlines()]
    column = {row[0]: row[place + 1] for row in rows}
    assert leaves(PRESETS[NAMES[place]].to_mapping()) == column


def test_there_are_five() -> None:
    assert tuple(PRESETS) == NAMES
    assert tuple(PRESET_SEAT_TYPES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_does_not_contradict_itself(name: str) -> None:
    assert contradictions(PRESETS[name], PRESET_SEAT_TYPES[name]) == ()


def test_the_seat_types_are_the_vendors() -> None:
    names = {preset: [t.name for t in types] for preset, types in PRESET_SEAT_TYPES.items()}
    assert names == {
        "tutkit": ["participant"],
        "autodesk": ["seat"],
        "zoom": ["licensed", "basic"],
        "licence_portal": ["licence"],
        "gotoassist": ["organizer", "agent", "expert"],
    }
    licensed, basic = PRESET_SEAT_TYPES["zoom"]
    assert (licensed.min, licensed.unlimited) == (1, False)
    assert (basic.min, basic.max, basic.unlimited) == (0, None, True)
    assert PRESET_SEAT_TYPES["tutkit"][0].max == 10
    assert [t.noun for t in PRESET_SEAT_TYPES["gotoassist"]] == [
        NamedNoun.ORGANISER,
        NamedNoun.AGENT,
        NamedNoun.EXPERT,
    ]
