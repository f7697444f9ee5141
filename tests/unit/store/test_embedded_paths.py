"""The data folder and the settings of the embedded server, without a server."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

import pytest

from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.store import embedded_account
from klantbeeld.store.embedded_account import Account, server_account
from klantbeeld.store.embedded_config import name_map, server_settings
from klantbeeld.store.embedded_paths import (
    LONGEST_SOCKET,
    ROOT_DATA,
    DataFolder,
    default_data_dir,
    make_private,
    prepare_data_folder,
    prepare_sockets,
    socket_fits,
)

NOBODYS_ID = 3_999_999_999


@pytest.fixture
def me() -> Account:
    """An account that runs its own server."""
    name = pwd.getpwuid(os.geteuid()).pw_name
    return Account(os.geteuid(), os.getegid(), name, name)


@pytest.mark.parametrize(
    ("xdg", "expected"),
    [
        ("/data", "/data/klantbeeld/postgresql"),
        ("", "/home/me/.local/share/klantbeeld/postgresql"),
        ("not/absolute", "/home/me/.local/share/klantbeeld/postgresql"),
    ],
)
def test_an_ordinary_users_data_lies_below_their_home(
    monkeypatch: pytest.MonkeyPatch, xdg: str, expected: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("XDG_DATA_HOME", xdg)
    assert default_data_dir() == Path(expected)


def test_roots_data_lies_outside_any_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("XDG_DATA_HOME", "/root/data")
    assert default_data_dir() == ROOT_DATA


def test_a_new_folder_is_private_and_its_like_again(tmp_path: Path, me: Account) -> None:
    path = tmp_path / "new" / "data"
    folder = prepare_data_folder(path, me)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    folder.mutex.touch()
    folder.pgdata.mkdir()
    assert prepare_data_folder(path, me) == folder


def test_a_folder_with_something_else_is_left_as_it_is(tmp_path: Path, me: Account) -> None:
    (tmp_path / "letter.txt").touch()
    tmp_path.chmod(0o755)
    with pytest.raises(InputError, match="not empty"):
        prepare_data_folder(tmp_path, me)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/proc/klantbeeld", "cannot be used"),
        ("/dev/null/data", "cannot be used"),
        ("/usr/data\n", "unprintable"),
    ],
)
def test_a_folder_that_cannot_be_written_is_named_with_the_mend(
    path: str, what: str, me: Account
) -> None:
    with pytest.raises(InputError, match=f"{what}.*KLANTBEELD_DATA_DIR"):
        prepare_data_folder(Path(path), me)


def test_a_folder_of_another_user_is_refused(monkeypatch: pytest.MonkeyPatch, me: Account) -> None:
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    stranger = Account(other, other, me.name, me.name)
    with pytest.raises(InputError, match="another user"):
        prepare_data_folder(Path("/usr"), stranger)


def test_a_link_is_no_private_folder(tmp_path: Path, me: Account) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="is a link"):
        make_private(tmp_path / "run", me)
    assert stat.S_IMODE((tmp_path / "elsewhere").stat().st_mode) == 0o755


def test_a_socket_fits_up_to_the_limit() -> None:
    lock = len("/.s.PGSQL.5432.lock")
    assert socket_fits(Path("/" + "x" * (LONGEST_SOCKET - lock - 1)))
    assert not socket_fits(Path("/" + "x" * (LONGEST_SOCKET - lock)))
    assert not socket_fits(Path("/" + "é" * (LONGEST_SOCKET - lock - 1)))
    assert not socket_fits(Path("/a,b"))


def test_a_long_folder_keeps_its_socket_in_one_place_elsewhere(tmp_path: Path, me: Account) -> None:
    folder = DataFolder(tmp_path / ("x" * 120))
    folder.path.mkdir()
    assert folder.sockets() is None
    sockets = prepare_sockets(folder, me)
    assert socket_fits(sockets)
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert prepare_sockets(folder, me) == folder.sockets() == sockets
    sockets.rmdir()


def test_a_user_without_a_name_gets_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: NOBODYS_ID)
    with pytest.raises(InternalError, match=r"has none.*KLANTBEELD_DATABASE_URL"):
        server_account()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes accounts")
def test_an_account_that_cannot_be_made_gets_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_account, "SERVER_ACCOUNT", "not a:name")
    with pytest.raises(InternalError, match=r"could not be made.*Run Klantbeeld as an ordinary"):
        server_account()


def test_only_owner_server_and_root_are_mapped() -> None:
    lines = name_map(Account(12, 12, "server", "odd name")).splitlines()[1:]
    assert [line.split('"')[1] for line in lines] == [
        *("odd name", "odd name", "server", "server", "root", "root")
    ]


@pytest.mark.parametrize(("gib", "megabytes"), [(1, 128), (4, 256), (24, 1024), (512, 1024)])
def test_shared_memory_follows_the_machine(gib: int, megabytes: int) -> None:
    assert server_settings(gib * 1024**3)["shared_buffers"] == f"{megabytes}MB"
