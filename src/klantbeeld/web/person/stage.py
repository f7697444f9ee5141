"""Where one customer stands, for the panel of value on the person's page.

Entering: the stage as the gate gave it. Leaving: its name, since when, and why, in sentences.
"""

from __future__ import annotations

from klantbeeld.pipeline.valuing.lifecycle_figures import today_of
from klantbeeld.privacy.lifecycle_reads import StageView
from klantbeeld.web.languages import Language
from klantbeeld.web.site import Site
from klantbeeld.web.value.person_contexts import StagePanel
from klantbeeld.web.value.stage_words import rule_words, stage_name, why


def stage_panel(site: Site, language: Language, view: StageView | None) -> StagePanel:
    """The stage in words; without one somebody is a prospect."""
    stage = view.stage if view is not None else "prospect"
    return StagePanel(
        stage=stage,
        name=stage_name(language, stage),
        rule=rule_words(site, language, stage),
        since=view.since if view is not None else None,
        why=why(site, language, view, today_of(site.services)) if view is not None else (),
    )
