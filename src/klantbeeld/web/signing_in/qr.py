"""A QR code as SVG that stands in the page itself: no script, no address, no style.

Entering: a short text. Leaving: ``<svg>`` with a white ground, because an app reads dark on light,
also where the page is dark (ISO/IEC 18004, through segno).
"""

from __future__ import annotations

import io

import segno
from markupsafe import Markup

_QUIET_ZONE = 4
"""Modules of white around it, as the standard asks."""


def qr_code(text: str) -> Markup:
    """The picture, whose name stands around it. Its markup is segno's own, drawn from the text and
    never holding it."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=4, border=_QUIET_ZONE, xmldecl=False, svgns=False,
        dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False,
    )  # fmt: skip
    markup = drawn.getvalue().decode().replace("<svg ", '<svg aria-hidden="true" ', 1)
    return Markup(markup)  # noqa: S704  # segno's markup, without the text
