"""The head of a scenario: policy, prices, plans, account, people, tax."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from curule.core.intervals import Interval, IntervalUnit, ProrationUnit
from curule.core.languages import Language
from curule.core.policy import Channel
from curule.core.presets import PRESETS
from curule.core.pricing import Price, PriceModel, Tier
from curule.core.roles import Role
from curule.playback.problems import ScenarioError
from curule.playback.scenario import USUAL_PEOPLE, Scenario, read_scenario
from tests.playback.scenes import HEAD, problem_of, with_steps

TAIL = "steps: [{at: 2026-04-01, do: advance}]\n"
PRICES = "prices: [{seat_type: agent, currency: EUR, interval: month, unit_amount: 3000}]\n"
POLICY = "policy: {preset: gotoassist}\n"


def read(text: str) -> Scenario:
    return read_scenario(text, file="test.yaml")


def test_what_a_short_scenario_leaves_out_has_its_documented_value() -> None:
    scenario = read(POLICY + PRICES + TAIL)
    account = scenario.account
    assert (account.business, account.time_zone, account.channel) == (True, "UTC", Channel.ONLINE)
    assert (account.country, account.tax_id, account.language) == (None, None, Language.EN)
    assert scenario.tax is None
    assert scenario.people == USUAL_PEOPLE
    assert [(person.email, person.roles) for person in scenario.people] == [
        ("owner@example.test", (Role.OWNER,)),
        ("contract_manager@example.test", (Role.CONTRACT_MANAGER,)),
        ("billing_contact@example.test", (Role.BILLING_CONTACT,)),
        ("admin@example.test", (Role.ADMIN,)),
        ("member@example.test", ()),
    ]
    assert list(scenario.plans) == ["main"]
    assert [terms.name for terms in scenario.plan.seat_types] == ["agent"]
    assert scenario.plan.preset == "gotoassist"


def test_an_account_is_read_whole() -> None:
    text = (
        'account: {country: RU, business: false, tax_id: "7700000009", time_zone: Europe/Moscow,'
        ' language: ru, channel: reseller}\ntax: "5.5"\n'
    )
    scenario = read(POLICY + PRICES + text + TAIL)
    account = scenario.account
    assert (account.country, account.business, account.tax_id) == ("RU", False, "7700000009")
    assert (account.language, account.channel) == (Language.RU, Channel.RESELLER)
    assert scenario.zone == "Europe/Moscow"
    assert scenario.tax is not None
    assert (scenario.tax.written, scenario.tax.percent) == ("5.5", Fraction(11, 2))
    assert scenario.steps[0].at.isoformat() == "2026-03-31T21:00:00+00:00"


def test_people_who_are_given_are_the_only_ones() -> None:
    scenario = read(
        POLICY + PRICES + "people: [{email: a@x.test, roles: [owner, admin], first_name: A}, "
        "{email: b@x.test, roles: [member], last_name: B}, {email: c@x.test}]\n" + TAIL
    )
    assert [(p.email, p.roles, p.first_name, p.last_name) for p in scenario.people] == [
        ("a@x.test", (Role.OWNER, Role.ADMIN), "A", None),
        ("b@x.test", (), None, "B"),
        ("c@x.test", (), None, None),
    ]


def test_an_empty_list_of_people_is_as_none_given() -> None:
    assert (
        read(POLICY + PRICES + "people: []\nplans: {}\ntax: none\n" + TAIL).people == USUAL_PEOPLE
    )


def test_all_addresses_of_a_file_are_known_in_their_order() -> None:
    scenario = with_steps(
        "{do: invite, people: [{email: z@x.test}, {email: y@x.test}], by: q@x.test}",
        "{do: advance, expect: {access: {e@x.test: {allowed: false}}}}",
        "{do: set_seats, seats: {agent: 8}, leave: [l@x.test]}",
        "{do: accept, person: y@x.test}",
    )
    assert scenario.addresses[5:] == ("z@x.test", "y@x.test", "q@x.test", "e@x.test", "l@x.test")


# --- policy -------------------------------------------------------------------------------------


def test_a_policy_is_a_preset_with_overrides() -> None:
    scenario = read(
        "policy: {preset: gotoassist, proration.unit: second, "
        "renewal: {reminder_days: [14, 3]}, who.self_service.corporate: contact}\n" + PRICES + TAIL
    )
    policy = scenario.plan.policy
    assert policy.proration.unit is ProrationUnit.SECOND
    assert policy.renewal.reminder_days == (14, 3)
    assert policy.who.self_service.corporate.value == "contact"
    assert policy.decrease == PRESETS["gotoassist"].decrease


@pytest.mark.parametrize("preset", PRESETS)
def test_a_policy_may_be_written_out_in_every_field(preset: str) -> None:
    written = PRESETS[preset].to_mapping()
    terms = read(f"policy: {json.dumps(written)}\n" + PRICES + TAIL).plan
    assert terms.policy == PRESETS[preset]
    assert terms.preset is None
    dotted = {
        f"{group}.{name}": value
        for group, fields in written.items()
        if isinstance(fields, dict)
        for name, value in fields.items()
    }
    assert read(f"policy: {json.dumps(dotted)}\n" + PRICES + TAIL).plan.policy == PRESETS[preset]


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ("§zoom", "expected a policy such as {preset: zoom}, got the text `zoom`"),
        ("{preset: §zomm}", "`zomm` is not a preset; did you mean `zoom`?"),
        ("{preset: §12}", "expected a preset, got the number 12"),
        ("{preset: zoom, §proration.unti: day}", "did you mean `proration.unit`?"),
        ("{preset: zoom, proration.unit: §days}", "did you mean `day`?"),
        ("{preset: zoom, proration: {§units: day}}", "did you mean `proration.unit`?"),
        ("{preset: zoom, proration: {unit: §1}}", "proration.unit: "),
        ("{preset: zoom, §proration: day}", "is not a group of fields"),
        ("{preset: zoom, quantity.max_seats: §-1}", "quantity.max_seats: "),
        ("{preset: zoom, who.requires_auto_renew: §yes}", "neither true nor false"),
        ("{preset: zoom, decrease.allowed: §days_after_purchase(0)}", "decrease.allowed: "),
        ("{preset: zoom, unpaid.grace: §[{days: x, access: true}]}", "unpaid.grace: "),
        ("{preset: zoom, proration.unit: day, proration: {unit: §day}}", "is given twice"),
        ("§{proration.unit: day}", "a policy without `preset` gives every field; "),
        (
            "{preset: zoom, decrease.effective: §now, decrease.allowed: never_in_term}",
            (
                "the policy contradicts itself: decrease.effective is now, decrease.allowed is "
                "never_in_term. Fewer seats cannot count at once if no reduction is allowed during"
            ),
        ),
        (
            "{preset: licence_portal, renewal.mode: §automatic}",
            "the policy contradicts itself: increase.charge is own_term, renewal.mode is automatic",
        ),
    ],
)
def test_a_wrong_policy_is_told_at_its_field(policy: str, sentence: str) -> None:
    assert sentence in problem_of(f"policy: {policy}\n" + PRICES + TAIL)


def test_every_wrong_field_of_a_policy_is_told_at_once() -> None:
    text = "policy: {preset: zoom, proration.unit: days, increase.charge: free, nothing: 1}\n"
    with pytest.raises(ScenarioError) as caught:
        read(text + PRICES + TAIL)
    told = {str(problem).partition(": ")[0] for problem in caught.value.problems}
    assert told == {"test.yaml:1:40", "test.yaml:1:63", "test.yaml:1:69"}


# --- seat types and prices ----------------------------------------------------------------------


def test_limits_that_a_seat_type_leaves_out_are_the_policys() -> None:
    scenario = read(
        "policy: {preset: tutkit}\n"
        "seat_types: [{name: agent}, {name: big, min: 5, max: null, step: 5, base: agent}, "
        "{name: guest, unlimited: true}]\n"
        "prices: [{seat_type: agent, currency: EUR, interval: month, unit_amount: 1}, "
        "{seat_type: big, currency: EUR, interval: month, unit_amount: 1}]\n" + TAIL
    )
    agent, big, guest = scenario.plan.seat_types
    assert (agent.min, agent.max, agent.step, agent.base, agent.unlimited) == (
        1,
        10,
        1,
        None,
        False,
    )
    assert (big.min, big.max, big.step, big.base) == (5, None, 5, "agent")
    assert (guest.min, guest.unlimited) == (0, True)


def test_prices_are_read_with_every_model() -> None:
    scenario = read(
        POLICY + "prices:\n"
        "- {seat_type: a, currency: EUR, interval: month, interval_count: 3, unit_amount: 3000, "
        "base_fee: 5000}\n"
        "- {seat_type: b, currency: EUR, interval: month, interval_count: 3, model: graduated, "
        "tiers: [{up_to: 10, unit_amount: 1000, flat_amount: 7}, "
        "{up_to: null, unit_amount: 800}]}\n"
        "- {seat_type: c, currency: EUR, interval: month, interval_count: 3, model: package, "
        "package_size: 50, unit_amount: 9900}\n" + TAIL
    )
    quarter = Interval(IntervalUnit.MONTH, 3)
    tiers = (
        Tier(up_to=10, unit_amount=1000, flat_amount=7),
        Tier(up_to=None, unit_amount=800, flat_amount=0),
    )
    assert [terms.price for terms in scenario.plan.prices] == [
        Price(currency="EUR", interval=quarter, unit_amount=3000, base_fee=5000),
        Price(model=PriceModel.GRADUATED, currency="EUR", interval=quarter, tiers=tiers),
        Price(
            model=PriceModel.PACKAGE,
            currency="EUR",
            interval=quarter,
            unit_amount=9900,
            package_size=50,
        ),
    ]
    assert (scenario.plan.currency, scenario.plan.interval) == ("EUR", quarter)


def test_a_price_without_a_model_has_the_policys() -> None:
    tiers = "tiers: [{up_to: null, unit_amount: 800}]"
    scenario = read(
        "policy: {preset: zoom, price.model: volume}\n"
        f"prices: [{{seat_type: a, currency: EUR, interval: year, {tiers}}}]\n" + TAIL
    )
    assert scenario.plan.prices[0].price.model is PriceModel.VOLUME


@pytest.mark.parametrize(
    ("price", "sentence"),
    [
        ("§{seat_type: agent, currency: EUR, interval: month}", "a flat price needs `unit_amount`"),
        ("§{currency: EUR, interval: month, unit_amount: 1}", "a price needs `seat_type`"),
        ("§{seat_type: agent, interval: month, unit_amount: 1}", "a price needs `currency`"),
        ("§{seat_type: agent, currency: EUR, unit_amount: 1}", "a price needs `interval`"),
        ("{seat_type: agent, currency: §EURO, interval: month, unit_amount: 1}", "mean `EUR`?"),
        ("{seat_type: agent, currency: §eur, interval: month, unit_amount: 1}", "mean `EUR`?"),
        ("{seat_type: agent, currency: §XAU, interval: month, unit_amount: 1}", "no minor unit"),
        ("{seat_type: agent, currency: EUR, interval: §monthly, unit_amount: 1}", "mean `month`?"),
        ("{seat_type: agent, currency: EUR, interval: month, unit_amount: §-1}", "from 0 to"),
        ("{seat_type: agent, currency: EUR, interval: month, unit_amount: §30.00}", "decimal"),
        ('{seat_type: agent, currency: EUR, interval: month, unit_amount: §"30"}', "got the text"),
        ("{seat_type: agent, currency: EUR, interval: month, unit_amount: §true}", "got true"),
        (
            "{seat_type: agent, currency: EUR, interval: month, unit_amount: §9223372036854775808}",
            "from 0 to 1000000000000000, got 9223372036854775808",
        ),
        (
            "{seat_type: agent, currency: EUR, interval: day, interval_count: §0, unit_amount: 1}",
            "from 1 to 1000, got 0",
        ),
        ("{seat_type: agent, §curency: EUR}", "unknown key `curency`; did you mean `currency`?"),
        (
            "{seat_type: agent, currency: EUR, interval: month, model: §tiered, unit_amount: 1}",
            "`tiered` is not a price model; ",
        ),
        (
            "§{seat_type: agent, currency: EUR, interval: month, model: graduated, unit_amount: 1}",
            "a graduated price needs `tiers`",
        ),
        (
            (
                "{seat_type: agent, currency: EUR, interval: month, model: volume, "
                "§tiers: [{up_to: 5, unit_amount: 1}]}"
            ),
            "the last tier has no end",
        ),
        (
            (
                "{seat_type: agent, currency: EUR, interval: month, model: volume, "
                "§tiers: [{up_to: 5, unit_amount: 1}, {up_to: 5, unit_amount: 1}, "
                "{up_to: null, unit_amount: 1}]}"
            ),
            "tier",
        ),
        (
            (
                "{seat_type: agent, currency: EUR, interval: month, model: volume, "
                "tiers: [§{unit_amount: 1}]}"
            ),
            "a tier needs `up_to`",
        ),
        (
            "{seat_type: agent, currency: EUR, interval: month, §unit_amount: 1, model: package}",
            "package_size",
        ),
        (
            "{seat_type: agent, currency: EUR, interval: month, §unit_amount: 1, package_size: 5}",
            "a flat price has no package_size",
        ),
        (
            "{seat_type: §a b, currency: EUR, interval: month, unit_amount: 1}",
            "name of a seat type",
        ),
        ("§agent", "expected a price, got the text `agent`"),
    ],
)
def test_a_wrong_price_is_told_at_its_key(price: str, sentence: str) -> None:
    assert sentence in problem_of(f"{POLICY}prices: [{price}]\n{TAIL}")


ONE = "{seat_type: agent, currency: EUR, interval: month, unit_amount: 1}"


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (f"prices: [{ONE}, §{ONE}]", "a second price for `agent`"),
        (
            f"prices: [{ONE}, §{{seat_type: b, currency: USD, interval: month, unit_amount: 1}}]",
            "all prices of a plan are in one currency, here EUR",
        ),
        (
            f"prices: [{ONE}, §{{seat_type: b, currency: EUR, interval: year, unit_amount: 1}}]",
            "all prices of a plan are for one interval, here month",
        ),
        ("prices: §[]", "expected a list of prices, got an empty one"),
        ("prices: §{}", "expected a list of prices, got a map"),
        ("§prices: null", "a scenario needs `prices`"),
        (
            f"seat_types: [{{name: agnet}}]\nprices: [§{ONE}]",
            "there is no seat type `agent`; did you mean `agnet`?",
        ),
        (
            f"seat_types: [{{name: agent, unlimited: true}}]\nprices: [§{ONE}]",
            "none of `agent` is bought (unlimited), so it has no price",
        ),
        (
            f"seat_types: [{{name: agent}}, {{name: b}}]\nprices: [§{ONE}]",
            "the seat type `b` has no price",
        ),
        (
            f"seat_types: §[{{name: agent}}, {{name: agent}}]\nprices: [{ONE}]",
            "the seat type `agent` stands here twice",
        ),
        (f"seat_types: [{{name: agent, min: §-1}}]\nprices: [{ONE}]", "min: "),
        (f"seat_types: [{{name: agent, max: §ten}}]\nprices: [{ONE}]", "max: "),
        (f"seat_types: [{{name: agent, §minimum: 1}}]\nprices: [{ONE}]", "did you mean `min`?"),
        (f"seat_types: [§{{min: 1}}]\nprices: [{ONE}]", "a seat type needs `name`"),
        (f"seat_types: [{{name: §a b}}]\nprices: [{ONE}]", "is not a name of a seat type"),
        (
            f"seat_types: [{{name: agent, min: §9, max: 3}}]\nprices: [{ONE}]",
            "the policy contradicts itself: seat_types.agent.min, seat_types.agent.max. The min",
        ),
        (
            f"seat_types: [{{name: agent, base: §other}}]\nprices: [{ONE}]",
            "the policy contradicts itself: seat_types.agent.base. The add-on stands on",
        ),
    ],
)
def test_prices_and_seat_types_fit_together(head: str, sentence: str) -> None:
    assert sentence in problem_of(POLICY + head + "\n" + TAIL)


def test_units_and_terms_fit_the_interval() -> None:
    weekly = "prices: [{seat_type: a, currency: EUR, interval: week, unit_amount: 1}]\n"
    assert "30/360 counts in months" in problem_of(
        "policy: {preset: zoom, proration.unit: §thirty_360}\n" + weekly + TAIL
    )
    assert "anchor.at: day_of_month anchors intervals of months" in problem_of(
        "policy: {preset: zoom, anchor.at: §day_of_month(1)}\n" + weekly + TAIL
    )
    assert "term.length: " in problem_of(
        "policy: {preset: zoom, term.length: §months(1)}\n" + weekly + TAIL
    )


# --- plans, account, people, tax ----------------------------------------------------------------


def test_further_plans_have_policies_and_prices_of_their_own() -> None:
    scenario = read(
        POLICY
        + PRICES
        + "plans:\n  team:\n    policy: {preset: zoom}\n"
        + "    prices: [{seat_type: licensed, currency: USD, interval: year, unit_amount: 9}]\n"
        + "steps:\n- {at: 2026-04-01, do: subscribe, plan: team, seats: {licensed: 2}}\n"
        + "- {do: change_plan, plan: main, seats: {agent: 1}}\n"
    )
    assert list(scenario.plans) == ["main", "team"]
    team = scenario.plans["team"]
    assert (team.name, team.preset, team.currency) == ("team", "zoom", "USD")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("plans: {§main: {}}", "`main` is the plan at the top of the file"),
        ("plans: {team: {§polcy: {preset: zoom}}}", "did you mean `policy`?"),
        ("plans: {team: §{}}", "the plan `team` needs `policy`"),
        ("plans: {team: §7}", "expected the plan `team`, got the number 7"),
        ("plans: {§a b: {}}", "`a b` is not a name of a plan"),
        ("plans: §[]", "expected a map of plans, got a list"),
        ("account: {country: §France}", "no country code of two capital letters"),
        ("account: {country: §UK}", "the United Kingdom is GB"),
        ("account: {country: §EU}", "no country code"),
        ("account: {country: §no}", "no country code"),
        ("account: {business: §1}", "expected true or false, got the number 1"),
        (
            "account: {tax_id: §7700000009}",
            'got the number 7700000009; write "7700000009" in quotes',
        ),
        ("account: {time_zone: §Europe/Pariss}", "did you mean `Europe/Paris`?"),
        ("account: {time_zone: §Europe}", "is no time zone"),
        ("account: {time_zone: §../../etc/passwd}", "is no time zone"),
        ("account: {time_zone: §localtime}", "is no time zone"),
        (
            "account: {language: §english}",
            "`english` is not a language; known here: en, fr, de, ru",
        ),
        ("account: {channel: §onlin}", "did you mean `online`?"),
        ("account: {§zone: UTC}", "unknown key `zone`; did you mean `time_zone`?"),
        ("account: §[]", "expected an account, got a list"),
        ("people: [{email: §nobody}]", "`nobody` is not an e-mail address"),
        ('people: [{email: §"a@x.test,b@x.test"}]', "is not an e-mail address"),
        ('people: [{email: §"a@x.test\\nBcc: b@x.test"}]', "no control characters"),
        ('people: [{email: §"\\"a b\\"@x.test"}]', "is not an e-mail address"),
        ('people: [{email: §"a@[127.0.0.1]"}]', "is not an e-mail address"),
        (f"people: [{{email: §{'a' * 250}@x.test}}]", "is not an e-mail address"),
        ("people: [{email: a@x.test, roles: [§chief]}]", "is not a role"),
        ("people: [{email: a@x.test, roles: §owner}]", "expected a list of roles"),
        ("people: [{email: a@x.test, §role: owner}]", "did you mean `roles`?"),
        ("people: [§{roles: [owner]}]", "a person needs `email`"),
        ("people: §[{email: a@x.test}, {email: A@x.test}]", "a@x.test stands in this list twice"),
        ('people: [{email: a@x.test, first_name: §"a\\0b"}]', "no control characters"),
        ('people: [{email: a@x.test, first_name: §" "}]', "got an empty one"),
        (f"people: [{{email: a@x.test, first_name: §{'a' * 10_001}}}]", "at most 10000 characters"),
        ("tax: §20", 'write "20" in quotes'),
        ("tax: §5.5", "decimal number"),
        ('tax: §"05"', "neither none nor a rate"),
        ('tax: §"101"', "neither none nor a rate"),
        ('tax: §"100.5"', "neither none nor a rate"),
        ("tax: §non", "did you mean `none`?"),
        ("tax: §auto", "not available yet: tax worked out by country (`tax: auto`) will come"),
        ("§taxes: none", "unknown key `taxes`; did you mean `tax`?"),
    ],
)
def test_what_is_wrong_around_the_steps_is_told_at_its_place(line: str, sentence: str) -> None:
    assert sentence in problem_of(POLICY + PRICES + line + "\n" + TAIL)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("§just words", "expected a scenario, got the text `just words`"),
        ("§[]", "expected a scenario, got a list"),
        ("§" + PRICES + TAIL, "a scenario needs `policy`"),
        ("§" + POLICY + PRICES, "a scenario needs `steps`"),
        (POLICY + PRICES + "steps: §[]", "expected a list of steps, got an empty one"),
        (POLICY + PRICES + "steps: §{}", "expected a list of steps, got a map"),
        (POLICY + PRICES + "§steps: null", "a scenario needs `steps`"),
    ],
)
def test_the_parts_of_a_scenario_must_be_there(text: str, sentence: str) -> None:
    assert sentence in problem_of(text)


def test_a_scenario_has_at_most_two_thousand_steps() -> None:
    steps = "".join("- {do: advance}\n" for _ in range(2000))
    with pytest.raises(ScenarioError, match="at most 2000 steps are played, got 2001"):
        read(HEAD + steps)
