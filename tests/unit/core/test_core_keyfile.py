"""The secrets of a project folder: made once, closed to others, and named when they are missing."""

from __future__ import annotations

import secrets
import stat
from pathlib import Path

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.core.keyfile import CONTACTS, KEY_FILES, KeyFile, make_key, read_key

ROOT = Path(__file__).parents[3]


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    assert read_key(tmp_path, CONTACTS) is None
    key = make_key(tmp_path, CONTACTS)
    assert (make_key(tmp_path, CONTACTS), read_key(tmp_path, CONTACTS)) == (key, key)
    assert len(key) == 32
    assert [path.name for path in tmp_path.iterdir()] == [CONTACTS.name]
    assert stat.S_IMODE((tmp_path / CONTACTS.name).stat().st_mode) == 0o600


def test_a_copy_that_everybody_could_read_is_closed(tmp_path: Path) -> None:
    path = tmp_path / CONTACTS.name
    path.write_text(secrets.token_hex(32))
    path.chmod(0o644)
    assert read_key(tmp_path, CONTACTS) is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("text", ["", "not a key", "3cbc4f2fb376523c", "é"])
def test_what_is_no_key_is_not_used_and_not_told(tmp_path: Path, text: str) -> None:
    (tmp_path / CONTACTS.name).write_text(text, encoding="utf-8")
    for use in (read_key, make_key):
        with pytest.raises(InputError) as refused:
            use(tmp_path, CONTACTS)
        said = str(refused.value)
        assert CONTACTS.name in said
        assert "backup" in said
        assert not text or text not in said


@pytest.mark.parametrize("file", KEY_FILES, ids=lambda file: file.name)
def test_each_file_is_told_of_where_backups_and_threats_are(file: KeyFile) -> None:
    for page in ("how-to/back-up-and-move.md", "explanation/threat-model.md"):
        assert f"`{file.name}`" in (ROOT / "docs" / page).read_text(encoding="utf-8")
