"""Many texts that one statement asks about, as one parameter.

Entering: texts. Leaving: the text form of a PostgreSQL array (documentation, "Array Input and
Output Syntax"), to be cast by the statement; a list as a parameter costs a step per value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPECIAL = re.compile(r'["\\]')


def array_of_texts(texts: Sequence[str]) -> str:
    """For ``text[]``; without nulls."""
    together = "".join(texts)
    if '"' in together or "\\" in together:
        texts = [_SPECIAL.sub(r"\\\g<0>", text) for text in texts]
    return '{"' + '","'.join(texts) + '"}' if texts else "{}"
