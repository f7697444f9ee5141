"""The routes of model versions: by what logic records become people. No personal value in them.

Entering: JSON. Leaving: the versions, what each expects of itself, and its weights.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel

from klantbeeld.api.access import caller_with
from klantbeeld.pipeline.linking.model_views import (
    ModelLine,
    ModelView,
    Promotion,
    model_lines,
    model_view,
    promotions,
)
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.errors import NotFound


class Models(BaseModel):
    """All versions and promotions, newest first."""

    models: tuple[ModelLine, ...]
    promotions: tuple[Promotion, ...]


def modelling(services: Services) -> APIRouter:
    """``/models`` and ``/models/{model_no}``."""
    router = APIRouter(
        prefix="/models", tags=["models"], dependencies=[Depends(caller_with(services, "read"))]
    )

    @router.get("")
    def models() -> Models:
        """The model versions, and who put which in use."""
        return Models(
            models=model_lines(services.database), promotions=promotions(services.database)
        )

    @router.get("/{model_no}")
    def model(model_no: Annotated[int, Path(ge=1, le=2**63 - 1)]) -> ModelView:
        """One version: expected precision and recall, and the weight of each comparison level."""
        if model_no not in {line.model_no for line in model_lines(services.database)}:
            raise NotFound(f"There is no model {model_no}. See /api/v1/models.")
        return model_view(services.database, services.catalogue, model_no)

    return router
