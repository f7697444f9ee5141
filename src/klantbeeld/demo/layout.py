"""Every file of the demo but ``truth.csv``, by name: its columns, and what of it is made up.

The demo project's catalogue is written from ``FILES``; the pages show ``PROVENANCE``.
"""

from __future__ import annotations

from collections.abc import Mapping

from klantbeeld.demo.customer_files import CUSTOMER_FILES
from klantbeeld.demo.figure_files import FIGURE_FILES
from klantbeeld.demo.files import DataFile, Provenance
from klantbeeld.demo.touchpoint_files import REFERENCE_FILES, TOUCHPOINT_FILES

FILES: Mapping[str, DataFile] = {
    file.name: file
    for file in (*CUSTOMER_FILES, *TOUCHPOINT_FILES, *REFERENCE_FILES, *FIGURE_FILES)
}
PROVENANCE: Mapping[str, Provenance] = {name: file.provenance for name, file in FILES.items()}
