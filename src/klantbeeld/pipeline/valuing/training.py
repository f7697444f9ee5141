"""New versions of the models of customer value, with everything that their pages say.

Entering: purchases of who may be profiled. Leaving: a version of each model in use, or one that was
refused with its reason, and everybody scored anew. Who is left out of the purpose is not learnt
from either (AVG/GDPR Article 21).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import Progress
from klantbeeld.metrics.fold import fold
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.insight import in_sight
from klantbeeld.pipeline.valuing.models import EPOCH, Kind, Version, add_version, barred
from klantbeeld.pipeline.valuing.scoring import declared_terms, local_day, rescore
from klantbeeld.value.arrays import Reason
from klantbeeld.value.backtest import Foretold
from klantbeeld.value.churn import ChurnTest
from klantbeeld.value.frozen import plain_reason
from klantbeeld.value.purchases import Purchases
from klantbeeld.value.training import (
    Period,
    TrainedChurn,
    TrainedLifetime,
    last_day,
    train_churn_model,
    train_lifetime,
)

MENDS = {
    "purpose_missing": "Declare it in catalog/purposes.yaml with `profiling: true` and `dpia`, or "
    "name another purpose in catalog/value.yaml.",
    "purpose_not_profiling": "Write `profiling: true` and its `dpia`: scores are profiling.",
    "purpose_off": "Once its `dpia` is done, write `active: true` under it.",
}


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of it: a version of each model, and how many people were scored."""

    versions: tuple[Version, ...]
    scored: int


def train(services: Services, progress: Progress) -> Trained:
    """Learns lifetime value and churn from all purchases, and scores everybody.

    Raises InputError where no purpose allows profiling.
    """
    catalogue, now = services.catalogue, services.clock()
    check_purpose(catalogue)
    fold(services.database, catalogue)
    today = (local_day(services) - EPOCH).days
    with services.database.transaction() as transaction:
        seen = in_sight(transaction, catalogue, None, now)
    until = last_day(seen.purchases, today)
    with progress.step("learning lifetime value", 1) as step:
        lifetime = train_lifetime(seen.purchases, until, declared_terms(catalogue))
        step.advance()
    with progress.step("learning who stays away", 1) as step:
        horizon = catalogue.value.churn.horizon_days
        churn = train_churn_model(seen.purchases, until, horizon)
        step.advance()
    about = _about(catalogue, seen.purchases, until, seen.counts())
    with services.database.transaction() as transaction:
        made = (
            add_version(
                transaction, Kind.LIFETIME_VALUE, now, {**about, **_told_lifetime(lifetime)},
                None if isinstance(lifetime, Reason) else lifetime.model.plain(),
            ),
            add_version(
                transaction, Kind.CHURN, now,
                {**about, "horizon_days": horizon, **_told_churn(churn)},
                None if isinstance(churn, Reason) else churn.model.plain(),
            ),
        )  # fmt: skip
    return Trained(made, rescore(services, progress))


def check_purpose(catalogue: Catalogue) -> None:
    """Raises InputError where nobody may be scored, with the purpose and the mend."""
    code = barred(catalogue)
    if code is not None:
        raise InputError.single(
            f"no purpose allows scoring people: `{catalogue.value.purpose}` "
            f"{code.removeprefix('purpose_').replace('_', ' ')}",
            "catalog/purposes.yaml",
            MENDS[code],
        )


def _about(
    catalogue: Catalogue, purchases: Purchases, until: int, left_out: Mapping[str, int]
) -> dict[str, Any]:
    """What every version says: from what, for what, in which terms, without whom."""
    return {
        "purpose": catalogue.value.purpose,
        "currency": catalogue.organisation.currency,
        "terms": catalogue.value.lifetime_value.model_dump(),
        "until": (EPOCH + timedelta(days=until)).isoformat(),
        "left_out": dict(left_out),
        "buyers": len(purchases.days().seen(until).person),
    }


def _told_lifetime(made: TrainedLifetime | Reason) -> dict[str, Any]:
    if isinstance(made, Reason):
        return {"trouble": plain_reason(made)}
    fitted, amounts = made.model.choice.fitted, made.model.amounts
    return {
        "period": _period(made.period),
        "chosen": fitted.model.name if fitted else "",
        "parameters": list(fitted.parameters.items()) if fitted else [],
        "amounts": list(zip(("p", "q", "gamma"), amounts.parameters.tolist(), strict=True)),
        "level": made.model.choice.level,
        "record": _record(made.record),
        "rivals": _record(made.rivals),
        "money": None if made.money is None else asdict(made.money),
        "limits": [plain_reason(limit) for limit in made.limits],
    }


def _told_churn(made: TrainedChurn | Reason) -> dict[str, Any]:
    if isinstance(made, Reason):
        return {"trouble": plain_reason(made)}
    learnt = made.model.model.logistic
    test: dict[str, Any] = (
        {"untested": plain_reason(made.test)}
        if isinstance(made.test, Reason)
        else _told_test(made.test)
    )
    return {
        "period": _period(made.period),
        "chosen": "logistic" if learnt is not None else "closed_form",
        "weights": (
            {} if learnt is None else dict(zip(learnt.columns, learnt.coefficient, strict=True))
        ),
        "parameters": list(made.model.closed_form.parameters.items()),
        "moments": len(made.model.model.origins),
        "rows": made.model.model.rows,
        "limits": [plain_reason(limit) for limit in made.limits],
        **test,
    }


def _told_test(test: ChurnTest) -> dict[str, Any]:
    return {
        "regression": None if test.logistic is None else asdict(test.logistic),
        "closed_form": asdict(test.closed_form),
    }


def _period(period: Period) -> dict[str, Any]:
    return {
        "first": (EPOCH + timedelta(days=period.first_day)).isoformat(),
        "last": (EPOCH + timedelta(days=period.last_day)).isoformat(),
        "customers": period.customers,
        "came_back": period.came_back,
        "purchases": period.purchases,
    }


def _record(record: Mapping[str, Sequence[Foretold]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [asdict(one) for one in told] for name, told in record.items()}
