"""`make docs`: the site of the documentation, beside it each page as Markdown, and llms.txt.

The pages stand in `docs/` as people read them on GitHub. What the site needs is made of copies: the
pages of the root (architecture, changelog) join them, links to files that are no pages become the
names of those files, and the table of contents of `docs/README.md` becomes that of the site.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from tests.docs.pages import DOCS
from tests.support.tree import ROOT, files, text

ROOT_PAGES: Final = ("ARCHITECTURE", "CHANGELOG", "CONTRIBUTING", "SECURITY", "STYLE")
HOME: Final = "index.md"
_LINK: Final = re.compile(
    r"\[(?P<text>[^\]]*)\]\((?P<target>(?!https?:|mailto:|#)[^)#\s]+)(?P<part>#[^)]*)?\)"
)
_ENTRY: Final = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<target>[^)]+)\)(?:: (?P<about>.+))?$")


def sources() -> Mapping[str, str]:
    """Return the pages of the site by their names, with links that lead within it."""
    taken = {path: _name_of(path) for path in _pages()}
    pages = {name: _rewritten(path, taken) for path, name in taken.items()}
    pages[HOME] += _contents(pages[HOME], taken)
    return pages


def build(source: Path, site: Path) -> str:
    """Write the sources and the site; return what Sphinx complains about, "" for nothing."""
    for folder in (source, site):
        shutil.rmtree(folder, ignore_errors=True)
    for name, written in sources().items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
    shutil.copy(DOCS / "site" / "conf.py", source)
    shutil.copytree(DOCS / "pictures", source / "pictures")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going",
         "--builder", "html", str(source), str(site)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    _write_twins(site)
    return "" if done.returncode == 0 else done.stderr or done.stdout


def llms_txt() -> str:
    """Return the list of all pages for programs that read: one line each (llmstxt.org)."""
    lines = ["# Curule", "", "> " + _first_sentence(), ""]
    for line in text(Path("docs/README.md")).splitlines()[2:]:
        entry = _ENTRY.match(line)
        if entry is None:
            lines.append(line)
            continue
        page = PurePosixPath("docs", entry["target"])
        name = _name_of(_normal(page)).removesuffix(".md")
        about = f": {entry['about']}" if entry["about"] else ""
        lines.append(f"- [{entry['title']}]({name}.md){about}")
    return "\n".join(lines).rstrip() + "\n"


def _pages() -> list[PurePosixPath]:
    found = [PurePosixPath(path) for path in files() if path.suffix == ".md"]
    within = [path for path in found if path.parts[0] == "docs"]
    return sorted([*within, *(PurePosixPath(f"{name}.md") for name in ROOT_PAGES)])


def _name_of(page: PurePosixPath) -> str:
    """Return where a page of the checkout stands in the site."""
    if page.parts[0] != "docs":
        return f"project/{page.name.lower()}"
    within = page.relative_to("docs")
    return str(within.with_name(HOME) if within.name == "README.md" else within)


def _rewritten(page: PurePosixPath, taken: Mapping[PurePosixPath, str]) -> str:
    """Return a page whose links lead to pages of the site; what is no page is only named."""
    here = PurePosixPath(taken[page]).parent

    def lead(found: re.Match[str]) -> str:
        target = _normal(page.parent / found["target"])
        if target in taken:
            up = "../" * len(here.parts)
            return f"[{found['text']}]({up}{taken[target]}{found['part'] or ''})"
        if target.parts[:2] == ("docs", "pictures"):
            return found[0]
        return found["text"]

    return _LINK.sub(lead, text(Path(page)))


def _normal(path: PurePosixPath) -> PurePosixPath:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return PurePosixPath(*parts)


def _contents(home: str, taken: Mapping[PurePosixPath, str]) -> str:
    """Return the table of contents: the lists of the first page by heading, then what is left."""
    listed: set[str] = set()
    tables = []
    for heading, body in re.findall(r"^## (.+)\n((?:(?!^## ).*\n?)*)", home, re.MULTILINE):
        named = [target.removesuffix(".md") for target in re.findall(r"\]\(([^)#]+\.md)\)", body)]
        listed.update(named)
        tables.append(_toctree(heading, named))
    left = sorted({name.removesuffix(".md") for name in taken.values()} - listed - {"index"})
    decisions = [name for name in left if name.startswith("adr/")]
    others = [name for name in left if name not in decisions]
    return "\n" + "\n".join(
        [*tables, _toctree("Decisions", decisions), _toctree("Project", others)]
    )


def _toctree(caption: str, names: list[str]) -> str:
    return "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```", ""])


def _write_twins(site: Path) -> None:
    """Put each page beside itself as Markdown, without what only Sphinx reads."""
    for name, written in sources().items():
        path = site / name
        if path.parent.is_dir():
            path.write_text(written.partition("\n```{toctree}")[0], encoding="utf-8")
    (site / "llms.txt").write_text(llms_txt(), encoding="utf-8")


def _first_sentence() -> str:
    return next(line for line in text(Path("README.md")).splitlines()[1:] if line.strip())


def main() -> None:
    """Build the site into var/site, or say what is wrong with a page."""
    site = ROOT / "var" / "site"
    complaints = build(ROOT / "var" / "site-source", site)
    if complaints:
        sys.exit(complaints)
    sys.stdout.write(f"The site is in {site}; begin with index.html.\n")


if __name__ == "__main__":
    main()
