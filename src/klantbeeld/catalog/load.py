"""Loads a project folder into the catalogue that every package reads."""

from __future__ import annotations

from pathlib import Path

from klantbeeld.catalog.check import examine
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.errors import InputError


def load_project(folder: Path) -> Catalogue:
    """The catalogue of a project folder.

    Raises InputError with every fault of every file at once.
    """
    found, faults = examine(folder)
    if faults:
        raise InputError(*faults)
    return Catalogue(**found)
