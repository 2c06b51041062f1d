"""Sphinx's settings for the site of the documentation, which `make docs` builds."""

from curule import __version__

project = "Curule"
author = "The authors of Curule"
release = __version__
extensions = ["myst_parser"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"Curule {release}"
html_show_copyright = False
html_static_path: list[str] = []
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
# Blocks of a page show what is typed, in many notations; no lexer has to know them.
highlight_language = "none"
suppress_warnings = ["misc.highlighting_failure"]
