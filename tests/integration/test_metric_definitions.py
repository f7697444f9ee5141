"""Each supplied definition on a few known figures: tables in, values out.

A table is written as text: the first line names it and its columns, each further line is a row;
``-`` is an empty text, ``.`` nothing at all. What is expected has the columns of the answer.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from psycopg import sql

from klantbeeld.metrics.asking import filled_in
from klantbeeld.metrics.registry import supplied
from klantbeeld.store.database import Database

TYPES = """
metric_type: type kind
purchase order
account_made account
offer opportunity
send campaign_send
reply campaign_response
visit visit
poll survey
advice referral
call case
"""
FLOWS = """
metric_flow: flow month customers
new 2026-01-01 40
new 2026-02-01 10
lost 2026-02-01 20
"""
PARTS = (
    "metric_part_month: dimension part month customers new_customers won_back lost orders ordered "
    "amount new_amount"
)
FIGURE = "metric_figure: figure period day part source delivery row_key value base"
ITEM = (
    "metric_item: item kind pillar stage lowest highest low_is_good role type source key_field "
    "word number_field form_field remark_field channel_field"
)

CASES: dict[str, tuple[str, str]] = {
    "new_customers": (
        """
        metric_cohort: source first_month month customers orders amount
        - 2026-03-01 2026-03-01 40 50 900
        shop 2026-03-01 2026-03-01 40 50 900
        ===
        PARTS
        region 35 2026-03-01 30 25 0 0 40 700 700 600
        region - 2026-03-01 15 15 0 0 20 300 300 300
        region 35 2026-04-01 9 0 0 0 9 90 90 0
        """,
        """
        2026-03-01 - - 40 . 40
        2026-03-01 channel shop 40 . 40
        2026-03-01 region - 15 . 15
        2026-03-01 region 35 25 . 25
        """,
    ),
    # Two orders of one customer and one of nobody known: it rests on two.
    "transaction_value": (
        """
        metric_day: source type day status currency touchpoints linked amount
        shop purchase 2026-03-02 - EUR 3 2 60
        shop purchase 2026-03-03 - USD 9 9 99
        ===
        metric_cohort: source first_month month customers orders amount
        - 2026-03-01 2026-03-01 1 2 40
        shop 2026-03-01 2026-03-01 1 2 40
        ===
        metric_category_begun: month category customers
        2026-03-01 fruit 1
        ===
        metric_line_day: source type day category currency orders quantity amount discount
        shop purchase 2026-03-02 bread EUR 1 3 20 0
        shop purchase 2026-03-02 fruit EUR 3 3 30 0
        ===
        PARTS
        region 35 2026-03-01 2 1 0 0 3 60 50 40
        """,
        """
        2026-03-01 - - 60 3 2
        2026-03-01 category bread 20 1 1
        2026-03-01 category fruit 30 3 2
        2026-03-01 channel shop 60 3 2
        2026-03-01 region 35 60 3 2
        """,
    ),
    "churn": (
        """
        PARTS
        region 35 2026-01-01 30 30 0 0 40 700 700 700
        region 35 2026-02-01 5 0 2 6 5 70 70 0
        region 10 2026-02-01 5 5 0 0 5 70 70 70
        """,
        """
        2026-02-01 - - 20 40 40
        2026-02-01 region 35 6 30 30
        """,
    ),
    "order_to_ship": (
        """
        metric_ship_day: source day hours orders minutes
        shop 2026-03-02 0 2 60
        shop 2026-03-09 4 6 1620
        shop 2026-03-10 30 2 3600
        """,
        # Five of ten are the third of the six that took four hours, nine the first of the last two.
        """
        2026-03-01 - - 88 10 10
        2026-03-01 channel shop 88 10 10
        2026-03-01 spread half 4.5 . 10
        2026-03-01 spread nine_in_ten 30.5 . 10
        """,
    ),
    "cross_sell": (
        """
        metric_cohort: source first_month month customers orders amount
        - 2026-02-01 2026-02-01 40 50 900
        - 2026-02-01 2026-03-01 20 20 300
        shop 2026-02-01 2026-03-01 20 20 300
        ===
        metric_category_first: month category customers
        2026-03-01 - 12
        2026-03-01 bread 12
        2026-03-01 fruit 3
        ===
        metric_offer_month: month kind outcome offers
        2026-03-01 upgrade accepted 4
        2026-03-01 upgrade declined 12
        2026-03-01 new accepted 9
        """,
        """
        2026-03-01 - - 12 20 20
        2026-03-01 category bread 12 20 20
        2026-03-01 reading up_sell 4 16 16
        """,
    ),
    "new_accounts": (
        """
        metric_day: source type day status currency touchpoints linked amount
        shop account_made 2026-03-02 - - 3 3 0
        shop account_made 2026-03-08 - - 4 4 0
        shop purchase 2026-03-08 - - 9 9 0
        shop purchase 2026-03-16 - - 9 9 0
        till purchase 2026-03-23 - - 9 9 0
        ===
        FIGURE
        accounts_made day 2026-03-09 - app x - 5 .
        """,
        """
        2026-03-02 - - 7 . 7
        2026-03-02 channel shop 7 . 7
        2026-03-09 - - 5 . 5
        2026-03-09 channel app 5 . 5
        2026-03-16 - - 0 . 0
        2026-03-16 channel shop 0 . 0
        """,
    ),
    "brand_awareness": (
        """
        FIGURE
        brand_survey quarter 2026-01-01 unaided panel x - 30 100
        brand_survey quarter 2026-01-01 aided panel x - 70 100
        brand_survey month 2026-04-01 unaided panel y - 10 50
        brand_survey month 2026-05-01 unaided panel y - 20 50
        """,
        """
        2026-01-01 - - 30 100 100
        2026-01-01 measure aided 70 100 100
        2026-01-01 measure unaided 30 100 100
        2026-04-01 - - 30 100 100
        2026-04-01 measure unaided 30 100 100
        """,
    ),
    "acquisition_cost": (
        """
        FIGURE
        acquisition_cost day 2026-01-05 search ads x - 300 .
        acquisition_cost day 2026-01-06 folder ads x - 100 .
        acquisition_cost month 2026-02-01 - ads y - 50 .
        acquisition_cost month 2026-03-01 - ads y - 70 .
        """,
        """
        2026-01-01 - - 400 40 40
        2026-01-01 spending folder 100 40 40
        2026-01-01 spending search 300 40 40
        2026-02-01 - - 50 10 10
        2026-03-01 - - 70 0 0
        """,
    ),
    "win_rate": (
        """
        metric_day: source type day status currency touchpoints linked amount
        crm offer 2026-01-05 Gewonnen EUR 3 3 300
        crm offer 2026-01-06 verloren EUR 1 1 900
        crm offer 2026-01-06 open EUR 8 8 100
        crm offer 2026-01-07 verloren USD 1 1 5000
        ===
        metric_word: type said word
        offer gewonnen won
        offer verloren lost
        ===
        FIGURE
        opportunities month 2026-02-01 - crm x - 5 20
        opportunity_value month 2026-02-01 - crm y - 100 200
        """,
        """
        2026-01-01 - - 3 5 5
        2026-01-01 weighing by_value 300 1200 5
        2026-02-01 - - 5 20 20
        2026-02-01 weighing by_value 100 200 20
        """,
    ),
    "unique_visitors": (
        """
        FIGURE
        visitors month 2026-01-01 - web x - 900 .
        visitors month 2026-01-01 search web x - 700 .
        visitors day 2026-01-02 - web y - 90 .
        """,
        """
        2026-01-01 - - 900 . 900
        2026-01-01 origin search 700 . 700
        """,
    ),
    "out_of_stock": (
        """
        FIGURE
        stock day 2026-01-01 fruit stock x - 2 10
        stock day 2026-01-01 bread stock x - 1 30
        stock day 2026-01-02 - stock x - 5 40
        stock day 2026-01-02 fruit stock x - 5 10
        """,
        """
        2026-01-01 - - 3 40 40
        2026-01-01 category bread 1 30 30
        2026-01-01 category fruit 2 10 10
        2026-01-02 - - 5 40 40
        2026-01-02 category fruit 5 10 10
        """,
    ),
    "click_rate": (
        """
        metric_day: source type day status currency touchpoints linked amount
        mail send 2026-01-05 - - 50 50 0
        ===
        metric_measure_day: measure source type day key told level touchpoints total
        reply.response mail reply 2026-01-06 clicked true 0 5 5
        reply.response mail reply 2026-01-06 opened true 0 20 20
        reply.response mail reply 2026-03-06 clicked true 0 9 9
        ===
        FIGURE
        mail_clicks day 2026-02-03 - tool x - 3 30
        """,
        """
        2026-01-01 - - 5 50 50
        2026-01-01 channel mail 5 50 50
        2026-02-01 - - 3 30 30
        2026-02-01 channel tool 3 30 30
        """,
    ),
    "engagement": (
        """
        metric_day: source type day status currency touchpoints linked amount
        web visit 2026-01-05 - - 60 60 0
        web advice 2026-01-05 - - 2 2 0
        web visit 2026-03-05 - - 30 30 0
        ===
        metric_measure_day: measure source type day key told level touchpoints total
        reply.response mail reply 2026-01-06 clicked true 0 10 10
        poll.score shop poll 2026-01-06 nps true 9 4 36
        poll.score shop poll 2026-01-06 nps false 0 7 0
        ===
        ITEM
        known pillar personalisation - 0 10 false - form - - - - - - -
        solved pillar resolution - 0 10 false - form - - - - - - -
        ===
        metric_answer_day: item source day channel outcome level answers remarks
        known shop 2026-01-06 - answered 8 2 0
        known shop 2026-01-06 - answered 9 1 0
        known shop 2026-01-06 - silent 0 10 0
        solved shop 2026-01-06 - answered 8 2 0
        """,
        # Of the form three were filled in: its questions together are no more.
        """
        2026-01-01 - - 111 40 40
        2026-01-01 kind campaign_response 20 40 40
        2026-01-01 kind referral 10 40 40
        2026-01-01 kind survey 21 40 40
        2026-01-01 kind visit 60 40 40
        2026-03-01 - - 30 30 30
        2026-03-01 kind visit 30 30 30
        """,
    ),
    "linked_data": (
        """
        metric_day: source type day status currency touchpoints linked amount
        web visit 2026-01-05 - - 60 45 0
        till purchase 2026-01-06 - - 40 5 0
        ===
        metric_census: measure part day people base
        field email 2026-01-10 10 100
        field email 2026-01-20 30 100
        consent offers 2026-01-20 5 100
        """,
        """
        2026-01-01 - - 50 100 100
        2026-01-01 attribute email 30 100 100
        2026-01-01 channel till 5 40 40
        2026-01-01 channel web 45 60 60
        """,
    ),
    "phone_tracking": (
        """
        metric_day: source type day status currency touchpoints linked amount
        crm call 2026-01-05 - - 20 15 0
        ===
        metric_measure_day: measure source type day key told level touchpoints total
        call.seconds crm call 2026-01-05 - true 0 20 900
        ===
        FIGURE
        consented_devices day 2026-01-30 - app x - 9 100
        consented_devices day 2026-01-31 - app x - 12 100
        """,
        """
        2026-01-01 - - 12 100 100
        2026-01-01 reading calls 15 20 20
        """,
    ),
    "referrals": (
        """
        metric_day: source type day status currency touchpoints linked amount
        web advice 2026-01-05 - - 2 2 0
        ===
        FIGURE
        referrals month 2026-01-01 - till x - 3 .
        """,
        """
        2026-01-01 - - 5 40 40
        2026-01-01 channel till 3 40 40
        2026-01-01 channel web 2 40 40
        2026-02-01 - - 0 10 10
        """,
    ),
    "time_on_site": (
        """
        metric_measure_day: measure source type day key told level touchpoints total
        visit.seconds web visit 2026-01-06 search true 0 10 600
        visit.seconds web visit 2026-01-06 app true 0 30 900
        visit.seconds web visit 2026-01-06 app false 0 5 0
        call.seconds crm call 2026-01-06 - true 0 5 5000
        ===
        FIGURE
        engagement_time day 2026-02-01 - tool x - 5000 100
        """,
        """
        2026-01-01 - - 1500 40 40
        2026-01-01 origin app 900 30 30
        2026-01-01 origin search 600 10 10
        2026-02-01 - - 5000 100 100
        """,
    ),
    "social_activity": (
        """
        FIGURE
        social_media week 2026-01-05 instagram tool x - 50 1000
        social_media day 2026-01-08 facebook tool y - 10 500
        """,
        """
        2026-01-05 - - 60 1500 1500
        2026-01-05 network facebook 10 500 500
        2026-01-05 network instagram 50 1000 1000
        """,
    ),
    "customer_intimacy": (
        """
        metric_cohort: source first_month month customers orders amount
        - 2025-01-01 2025-01-01 30 30 900
        - 2025-01-01 2026-01-01 15 15 450
        - 2026-01-01 2026-01-01 5 5 100
        - 2026-02-01 2026-02-01 20 20 300
        ===
        metric_category_begun: month category customers
        2026-01-01 bread 30
        2026-02-01 fruit 10
        ===
        metric_day: source type day status currency touchpoints linked amount
        mail send 2026-01-05 - - 100 100 0
        crm call 2026-01-05 - - 20 20 0
        crm call 2025-01-05 - - 5 5 0
        ===
        metric_measure_day: measure source type day key told level touchpoints total
        reply.response mail reply 2026-01-06 clicked true 0 10 10
        ===
        metric_observed_day: measure source type day cases total
        hours_to_resolve crm call 2026-01-05 15 99
        ===
        ITEM
        known pillar personalisation - 0 10 false - poll - - - - - - -
        ===
        metric_answer_day: item source day channel outcome level answers remarks
        known shop 2026-01-06 - answered 8 30 0
        known shop 2026-01-06 - silent 0 10 0
        known till 2026-04-06 - answered 9 9 0
        """,
        # Breadth: 40 first purchases in a category, of 2 x 50. Tenure: 15 of 40. Contact: 10 % of
        # mails and 75 % of forms, and 75 % of questions. Known: 8 of 10. In April nine are too few.
        """
        2026-01-01 - - 216.25 4 20
        2026-01-01 component breadth 40 . 50
        2026-01-01 component contact 58.75 . 20
        2026-01-01 component known 80 . 30
        2026-01-01 component tenure 37.5 . 20
        2026-04-01 component known 90 . 9
        """,
    ),
    "brand_mentions": (
        """
        FIGURE
        mentions week 2026-01-05 positive tool x - 30 .
        mentions week 2026-01-05 negative tool x - 20 .
        competitor_mentions week 2026-01-05 Rival tool y - 150 .
        """,
        """
        2026-01-05 - - 50 . 50
        2026-01-05 company Rival 150 . 150
        2026-01-05 company own 50 . 50
        2026-01-05 tone negative 20 . 20
        2026-01-05 tone positive 30 . 30
        """,
    ),
}


def put(database: Database, text: str) -> None:
    """Writes one table of text into the store; figures get a load of their own."""
    head, *rows = [line.split() for line in text.strip().splitlines()]
    table, columns = head[0].rstrip(":"), head[1:]
    values = [[None if v == "." else "" if v == "-" else v for v in row] for row in rows]
    if table == "metric_figure":
        columns = [*columns, "load_no", "landed_at"]
        values = [[*row, "1", "2026-03-01"] for row in values]
    insert = sql.SQL("insert into {} ({}) values ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
    )
    with database.transaction() as transaction:
        for row in values:
            transaction.execute(insert, row)


def answer(database: Database, name: str) -> list[str]:
    """What the definition answers, in the writing of the cases."""
    metric = supplied()[name]
    assert metric.sql is not None
    with database.transaction() as transaction:
        rows = transaction.execute(metric.sql, filled_in(metric)).fetchall()
    return sorted(" ".join(map(written, list(row.values())[:6])) for row in rows)


def written(value: Any) -> str:
    if value is None:
        return "."
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value) or "-"


@pytest.fixture
def filled(database: Database) -> Database:
    with database.transaction() as transaction:
        transaction.execute(
            "insert into load (source, delivery, started_at) values ('x', 'x', now())"
        )
        transaction.execute("update metric_setting set lost_after_months = 12")
    for table in (TYPES, FLOWS):
        put(database, table)
    return database


@pytest.mark.parametrize("name", CASES)
def test_a_definition_answers_what_its_figures_say(filled: Database, name: str) -> None:
    given, expected = CASES[name]
    heads = {"FIGURE": FIGURE, "PARTS": PARTS, "ITEM": ITEM}
    for name_of_head, head in heads.items():
        given = given.replace(name_of_head, head)
    for table in given.split("==="):
        put(filled, table)
    assert answer(filled, name) == sorted(line.strip() for line in expected.strip().splitlines())


@pytest.mark.parametrize("name", supplied())
def test_a_definition_without_any_figure_answers_nothing(database: Database, name: str) -> None:
    if supplied()[name].sql is not None:
        assert answer(database, name) == []
