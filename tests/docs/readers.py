"""The shell of somebody who follows a page: `curule` on the path, nothing of ours set."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def reader_s_environment(**variables: str) -> dict[str, str]:
    """Return the environment; output is as wide as where there is no terminal, 80 columns."""
    unset = {"COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return {**kept, "PATH": path, "PYTHONUTF8": "1", **variables}
