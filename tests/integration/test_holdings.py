"""The declaration of what the store holds equals the store, and a stranger in it is found."""

from fideslang.default_taxonomy import DEFAULT_TAXONOMY

from klantbeeld.store.database import Database
from klantbeeld.store.holdings import MEANINGS, Difference, differences, holdings


def test_every_table_and_column_is_declared(database: Database) -> None:
    with database.transaction() as transaction:
        assert [str(found) for found in differences(transaction)] == []


def test_what_somebody_added_by_hand_is_found(database: Database) -> None:
    with database.transaction() as transaction:
        before = set(differences(transaction))
        transaction.execute("create table leads (email text)")
        transaction.execute("create schema side create view side.copies as select 1 as number")
        transaction.execute("alter table person add column notes text")
        transaction.execute("alter table product drop column detail")
        transaction.execute("create temp table staged (x text)")
        found = differences(transaction)
        transaction.rollback()
    assert set(found) - before == {
        Difference("leads", None, exists=True),
        Difference("side.copies", None, exists=True),
        Difference("person", "notes", exists=True),
        Difference("product", "detail", exists=False),
    }


def test_every_meaning_is_known() -> None:
    known = {item.fides_key for item in DEFAULT_TAXONOMY.data_category} | MEANINGS
    for holding in holdings().values():
        assert known >= set(holding.columns.values()), holding.table


def test_whatever_is_personal_hangs_on_somebody_or_is_a_model() -> None:
    loose = {name for name, own in holdings().items() if own.categories and not own.hangs_on}
    assert loose == {"linkage_model", "organisation_model"}
