"""Whether figures can be kept apart by what the attributes say.

Entering: the project's nodes. Leaving: faults: two regions, a value that is encrypted, a segment of
as many parts as there are people.
"""

from __future__ import annotations

from collections.abc import Iterator

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.attributes import Breakdown
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import one_of
from klantbeeld.core.errors import Fault

_REGIONS = (AttributeType.POSTCODE, AttributeType.CITY, AttributeType.COUNTRY)
_SEGMENTS = (AttributeType.CATEGORY, AttributeType.BOOLEAN, AttributeType.GENDER,
             AttributeType.CITY, AttributeType.COUNTRY)  # fmt: skip
"""Types with so few values that a part of the figures is no person."""


def breakdown_faults(project: Project) -> Iterator[Fault]:
    """Every fault of ``breakdown`` in ``catalog/attributes.yaml``."""
    region = ""
    for name, node in (project.attributes.entries if project.attributes else {}).items():
        breakdown, kind = node.get("breakdown"), node.text_at("type")
        if breakdown is None or breakdown.text not in [each.value for each in Breakdown]:
            continue
        is_region = breakdown.text == Breakdown.REGION
        possible = _REGIONS if is_region else _SEGMENTS
        if kind in list(AttributeType) and kind not in possible:
            what = f"figures cannot be kept apart by a value of type `{kind}`"
            mend = f"A {breakdown.text} takes a type of: {one_of(possible)}."
            yield breakdown.fault(what, mend)
        encrypted = node.get("encrypted")
        if encrypted is not None and encrypted.value is True:
            what = "figures cannot be kept apart by a value that is encrypted"
            yield breakdown.fault(what, "Remove `breakdown`, or `encrypted`.")
        if is_region and region:
            what = f"`{region}` tells the region already"
            yield breakdown.fault(what, "Keep `breakdown: region` on one of the two.")
        region = region or (name if is_region else "")
