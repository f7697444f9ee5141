"""Migrations, on both servers: they end at the schema, and repeating them changes nothing."""

from __future__ import annotations

from importlib import resources
from typing import Any

import psycopg
import pytest
from psycopg import sql

from klantbeeld.proofs.scratch import drop_database
from klantbeeld.store.database import Database
from klantbeeld.store.migrate import migrate

pytestmark = pytest.mark.store

SHAPE = """
    select 'column' as kind, table_name, column_name as name,
           concat_ws(' ', data_type, is_nullable, column_default, identity_generation) as is
    from information_schema.columns where table_schema = current_schema()
    union all
    select 'index', tablename, indexname, indexdef
    from pg_indexes where schemaname = current_schema()
    union all
    select 'constraint', c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
    from pg_constraint c join pg_namespace n on n.oid = c.connamespace
    where n.nspname = current_schema() and c.contype <> 'n'
    union all
    select 'trigger', t.tgrelid::regclass::text, t.tgname, pg_get_triggerdef(t.oid)
    from pg_trigger t where not t.tgisinternal
    union all
    select 'comment', c.relname, d.objsubid::text, d.description
    from pg_description d join pg_class c on c.oid = d.objoid
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema()
    order by 1, 2, 3, 4
"""


def shape(url: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        rows = connection.execute(SHAPE).fetchall()
    return [row for row in rows if "alembic_version" not in row[1]]


def test_the_migrations_end_at_the_schema(database_url: str) -> None:
    migrated = shape(database_url)
    name = psycopg.conninfo.conninfo_to_dict(database_url)["dbname"]
    other = f"{name}_schema"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(other)))
    other_url = psycopg.conninfo.make_conninfo(database_url, dbname=other)
    schema = resources.files("klantbeeld.store").joinpath("schema.sql").read_text(encoding="utf-8")
    with psycopg.connect(other_url) as connection:
        connection.execute(schema.encode())
    assert shape(other_url) == migrated
    drop_database(database_url, other)


def test_migrating_again_changes_nothing(database_url: str) -> None:
    before = shape(database_url)
    migrate(database_url)
    assert shape(database_url) == before


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as transaction:
        transaction.execute(
            "insert into load (source, delivery, started_at) values ('s', 'd', now())"
        )
        raise ZeroDivisionError
    with database.transaction() as transaction:
        row = transaction.execute("select count(*) as loads from load").fetchone()
    assert row == {"loads": 0}
