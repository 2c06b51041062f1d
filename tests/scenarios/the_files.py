"""The scenario files of the repository."""

from tests.support.tree import files

MAIN = tuple(
    f"scenarios/{vendor}.yaml"
    for vendor in ("tutkit", "autodesk", "zoom", "licence_portal", "gotoassist")
)
"""One for each vendor: what `curule demo-cli` plays."""

ALL = tuple(
    str(file) for file in files() if file.parts[0] == "scenarios" and file.suffix == ".yaml"
)
EXAMPLES = tuple(file for file in ALL if file.startswith("scenarios/examples/"))
