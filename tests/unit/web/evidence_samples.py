"""Why the records of the made-up person are one, who comes near, and how two compare."""

from __future__ import annotations

from dataclasses import replace

from person_samples import RECORDS, record

from klantbeeld.privacy.evidence import (
    ChangeView,
    CompareView,
    CounterfactualView,
    HowView,
    PairView,
    RejectedView,
    SideView,
    StepView,
)
from klantbeeld.privacy.views import (
    FieldEvidence,
    LinkView,
    RuleView,
)

LINKS = (
    LinkView(812, 4711, 9.2, 0.9983, (
        FieldEvidence("prior", "prior", -9.2, -9.0, 1.0),
        FieldEvidence("given_name", "initial", 2.1, 2.1, 2.1),
        FieldEvidence("family_name", "shared_part", 6.4, 8.0, 1.5),
        FieldEvidence("birth_date", "exact", 11.8, 12.5, 9.0),
        FieldEvidence("address", "different", -1.9, -2.4, -0.5)),
        household_probability=0.001,
        missing=("phone", "email"),
        rules=tuple(
            RuleView(parts)
            for parts in (
                (("birth_date", "all"),),
                (("birth_date", "all"), ("family_name", "first_3")),
                (("given_name", "initial"), ("birth_date", "year")),
                (("email", "local"),), (("email", "number"), ("family_name", "squeezed")),
            )
        ),
        crowded=(RuleView((("family_name", "all"),)),)),
    LinkView(1904, 4711, 9.4, 0.9985, (
        FieldEvidence("given_name", "similar", 5.2),
        FieldEvidence("family_name", "shared_part", 7.9),
        FieldEvidence("phone", "different", -0.4), FieldEvidence("address", "same_area", 0.9)),
        hidden_rules=True),
    LinkView(77, 812, 12.9, 0.9998, (
        FieldEvidence("given_name", "initial", 2.1), FieldEvidence("email", "one_edit", 15.0))),
)  # fmt: skip
HOW = HowView(
    RECORDS,
    (
        StepView(1, (77,), (812,), "evidence", 12.9, (
            FieldEvidence("email", "", 15.0), FieldEvidence("given_name", "", 2.1),
            FieldEvidence("address", "", -1.2)), PairView(77, 812, 12.9)),
        StepView(2, (77, 812), (4711,), "evidence", 5.2, (), PairView(812, 4711, 9.2)),
        StepView(3, (77, 812, 4711), (1904,), "judgement", None, (), None),
    ),
    (3305,),
)  # fmt: skip
STRANGER = record(3305, "crm", 40, {}, given_name="Marijke", family_name="Jansen",
                  birth_date="1991-02-03", postcode="3511 AB", house_number="12")  # fmt: skip
NEAR_LINK = LinkView(812, 3305, -4.4, 0.0453, (
    FieldEvidence("prior", "prior", -9.2, -9.0, 1.0),
    FieldEvidence("given_name", "initial", 2.1, 2.1, 2.1),
    FieldEvidence("family_name", "exact_rarity_7", 5.1, 6.3, 0.4),
    FieldEvidence("birth_date", "different", -9.4, -9.6, -9.4),
    FieldEvidence("address", "same", 7.0, 12.3, 0.0)),
    household_probability=0.87)  # fmt: skip
NEAR = (
    RejectedView(3305, "Marijke Jansen", "conflict", NEAR_LINK, (RECORDS[0], STRANGER), None, (),
                 ("birth_date",)),
    RejectedView(9001, "M. Jansen", "average", replace(NEAR_LINK, record_b=9001, match_weight=2.0),
                 (RECORDS[0],), -3.1, (PairView(4711, 9001, -8.0),), ()),
)  # fmt: skip
COMPARED = CompareView(
    first=SideView(812, "Marijke van der Hoeven-Jansen", RECORDS[:2]),
    second=SideView(3305, "Marijke Jansen", (STRANGER,)),
    one_person=False,
    reason="conflict",
    link=NEAR_LINK,
    conflicts=("birth_date",),
    pairs=(PairView(812, 3305, -4.4), PairView(1904, 3305, -17.9)),
    changes=(
        CounterfactualView((ChangeView("birth_date", "same", "different"),), 14.6),
        CounterfactualView(
            (ChangeView("phone", "same", None), ChangeView("birth_date", "unknown", "different")),
            12.0,
        ),
    ),
    changes_about=(812, 3305),
    hidden_changes=True,
)
