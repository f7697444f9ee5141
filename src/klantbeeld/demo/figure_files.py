"""The files with figures about nobody: their columns. Rows come from ``figures``. All made up."""

from __future__ import annotations

from klantbeeld.catalog.attribute_types import AttributeType as T
from klantbeeld.demo.files import Column, DataFile, Provenance
from klantbeeld.demo.records import CRM, WEBSHOP

_MADE_UP = Provenance.MADE_UP

COSTS, ANALYTICS, STOCK = "marketingkosten", "webstatistiek", "voorraad"
PANEL, SOCIAL, APP = "onderzoek", "sociale_media", "app"

_MONTH = Column("maand", T.CATEGORY, "month, as 2026-03")
_WEEK = Column("week", T.CATEGORY, "week of ISO 8601, as 2026-W09")


def _number(name: str, meaning: str) -> Column:
    return Column(name, T.NUMBER, meaning)


def _figures(
    name: str, source: str, key: str, columns: tuple[Column, ...], delimiter: str = ","
) -> DataFile:
    return DataFile(name, source, "figures", key, "", _MADE_UP, columns, delimiter=delimiter)


FIGURE_FILES = (
    _figures(
        "marketingkosten.csv", COSTS, "boeking",
        (
            Column("boeking", T.IDENTIFIER, "number of the booking"),
            Column("datum", T.DATE, "day of the booking, ISO 8601"),
            Column("post", T.CATEGORY, "what it was spent on"),
            Column("bedrag", T.MONEY, "amount, decimal comma; a credit is negative"),
            Column("valuta", T.CATEGORY, "ISO 4217; now and then a supplier bills in dollars"),
        ),
        delimiter=";",
    ),
    _figures(
        "webstatistiek_bezoekers.csv", ANALYTICS, "maand, herkomst",
        (
            _MONTH,
            Column("herkomst", T.CATEGORY, "where they came from; empty: all together"),
            _number("bezoekers", "distinct visitors of the month"),
        ),
    ),
    _figures(
        "webstatistiek_toestemming.csv", ANALYTICS, "maand",
        (
            _MONTH, _number("gevraagd", "visitors who were asked to be measured"),
            _number("toegestaan", "of those, who allowed it"),
        ),
    ),
    _figures(
        "voorraad_per_dag.csv", STOCK, "dag, productgroep",
        (
            Column("dag", T.DATE, "day, ISO 8601"),
            Column("productgroep", T.CATEGORY, "department", Provenance.REAL),
            _number("aangeboden", "items offered"),
            _number("niet_op_voorraad", "of those, out of stock"),
        ),
        delimiter=";",
    ),
    _figures(
        "merkonderzoek.csv", PANEL, "kwartaal, maat",
        (
            Column("kwartaal", T.CATEGORY, "quarter, as 2026-Q1"),
            Column("maat", T.CATEGORY, "eerst genoemd, spontaan or geholpen"),
            _number("genoemd", "respondents who named or recognised the brand"),
            _number("ondervraagden", "all respondents: no customers"),
        ),
    ),
    _figures(
        "sociale_media.jsonl", SOCIAL, "week, netwerk",
        (
            _WEEK, Column("netwerk", T.CATEGORY, "network"),
            _number("bereik", "people reached by own posts"),
            _number("reacties", "likes, comments and shares"),
        ),
    ),
    _figures(
        "vermeldingen.csv", SOCIAL, "week, toon",
        (
            _WEEK, Column("toon", T.CATEGORY, "positief, neutraal or negatief"),
            _number("aantal", "times the brand was mentioned"),
        ),
    ),
    _figures(
        "vermeldingen_anderen.csv", SOCIAL, "week, merk",
        (
            _WEEK, Column("merk", T.CATEGORY, "competitor, made up"),
            _number("aantal", "times it was mentioned"),
        ),
    ),
    _figures(
        "app_toestellen.csv", APP, "dag",
        (
            Column("dag", T.DATE, "day of the count, ISO 8601"),
            _number("klanten", "all customers"),
            _number("met_toestel", "of those, with an app whose signal they allowed"),
        ),
    ),
    _figures(
        "crm_offertes.csv", CRM, "maand",
        (
            Column("maand", T.CATEGORY, "month in which they closed, as 2026-03"),
            _number("gesloten", "offers of catering to companies that were won or lost"),
            _number("gewonnen", "of those, won"),
            Column("bedrag_gesloten", T.MONEY, "their amount, decimal comma"),
            Column("bedrag_gewonnen", T.MONEY, "of that, won"),
        ),
        delimiter=";",
    ),
    _figures(
        "webshop_accounts_per_dag.csv", WEBSHOP, "dag",
        (
            Column("dag", T.DATE, "day, ISO 8601"),
            _number("accounts", "accounts made, counted from the accounts"),
        ),
    ),
)  # fmt: skip
