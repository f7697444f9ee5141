"""Passwords: what is refused, and what fits."""

from __future__ import annotations

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.privacy.accounts.passwords import check_password, fits, hash_password


@pytest.mark.parametrize("password", ["", "short", "x" * 257, "zzzzzzzzzzzzzzzz", "ANNA-de-Vries"])
def test_weak_passwords_are_refused_without_repeating_them(password: str) -> None:
    with pytest.raises(InputError) as refused:
        check_password(password, "anna-de-vries")
    assert not password or password not in str(refused.value)


def test_length_is_enough() -> None:
    check_password("vier woorden zijn genoeg", "anna")


def test_the_same_letters_from_another_keyboard_fit() -> None:
    stored = hash_password("cafe\u0301 met appeltaart")
    assert fits("café met appeltaart", stored)
    assert not fits("cafe met appeltaart", stored)


def test_nobody_fits_nothing() -> None:
    assert not fits("the password of nobody", None)
    assert not fits("whatever it is", "not a hash")
