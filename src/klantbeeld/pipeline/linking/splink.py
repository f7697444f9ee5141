"""Model versions to and from Splink's model JSON.

Entering: a file that Splink saved, or the number of a version. Leaving: a version over the records
held, or a file that Splink loads; and for each comparison what could not be carried over.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from klantbeeld.core.errors import Fault, InputError
from klantbeeld.core.progress import Progress
from klantbeeld.identity import link
from klantbeeld.identity.accuracy import estimate_accuracy
from klantbeeld.identity.adopt import adopt
from klantbeeld.identity.splink_json import SplinkModel, read_splink, write_splink
from klantbeeld.pipeline.linking.links import judgements
from klantbeeld.pipeline.linking.models import ModelVersion, model
from klantbeeld.pipeline.linking.records import read_records
from klantbeeld.pipeline.linking.train import add_version
from klantbeeld.pipeline.services import Services


@dataclass(frozen=True, slots=True)
class Imported:
    """The version made, and why each comparison that is not in it could not be read."""

    version: ModelVersion
    left_out: tuple[Fault, ...]


def import_splink(services: Services, file: Path, progress: Progress) -> Imported:
    """A version with Splink's comparisons and weights; not in use until a rebuild promotes it.

    Raises InputError when the file is no model of Splink's, nothing in it is common, or it compares
    a column that the records lack.
    """
    read = read_splink(_json(file))
    with services.database.transaction() as transaction:
        records = read_records(transaction, services.catalogue)
        said = judgements(transaction)
    made = adopt(read.model, records, progress=progress)
    with progress.step("estimate accuracy", 1) as step:
        accuracy = estimate_accuracy(link(made, records, said), said)
        step.advance()
    told = {"origin": "splink", "accuracy": asdict(accuracy)}
    return Imported(add_version(services, made, told), read.left_out)


def export_splink(services: Services, model_no: int, file: Path) -> SplinkModel:
    """Writes a version as settings that Splink loads; raises InputError for an unknown one."""
    with services.database.transaction() as transaction:
        written = write_splink(model(transaction, model_no))
    try:
        file.write_text(json.dumps(written.settings, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError.single(
            f"the file cannot be written ({error.strerror})", str(file), "Name another file."
        ) from None
    return written


def _json(file: Path) -> dict[str, object]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError.single(
            "there is no such file", str(file), "Name a model that Splink saved."
        ) from None
    except (OSError, ValueError):
        read = None
    if not isinstance(read, dict):
        raise InputError.single(
            "not a JSON object",
            str(file),
            "Save it in Splink with linker.misc.save_model_to_json().",
        )
    return read
