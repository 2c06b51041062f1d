"""What a reviewer would otherwise have to look for in every change."""

import re
from pathlib import Path

import pytest

from tests.support.tree import ROOT, files, text

_LONGEST = {"src": 500, "tests": 600, "benchmarks": 500}
# Written in pieces, so that this file does not contain them.
_REGISTRY = re.compile(r"(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com)\b", re.IGNORECASE)
_MACHINE = re.compile(r"(?<![\w.~}*])/(?:work|home|Users|tmp|root)/\w")
_MARKDOWN_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


def _python(folder: str) -> list[Path]:
    return [path for path in files() if path.parts[0] == folder and path.suffix == ".py"]


def _places(pattern: re.Pattern[str], path: Path) -> list[str]:
    lines = enumerate(text(path).splitlines(), start=1)
    return [f"{path}:{number}: {line.strip()}" for number, line in lines if pattern.search(line)]


def test_no_registry_host_is_written_down() -> None:
    assert [place for path in files() for place in _places(_REGISTRY, path)] == []


def test_no_path_of_one_machine_is_written_down() -> None:
    assert [place for path in files() for place in _places(_MACHINE, path)] == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (_REGISTRY, "index-url = https://" + "pypi." + "org/simple"),
        (_REGISTRY, "--extra-index-url https://files.python" + "hosted.org"),
        (_MACHINE, "see /" + "work/main/README.md"),
        (_MACHINE, "open('/" + "tmp/x')"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize("folder", _LONGEST)
def test_no_file_is_longer_than_a_reader_s_patience(folder: str) -> None:
    lengths = {
        str(path): len(text(path).splitlines())
        for path in _python(folder)
        if "migrations" not in path.parts
    }

    assert {path: n for path, n in lengths.items() if n > _LONGEST[folder]} == {}


def test_every_adr_is_listed_under_its_title() -> None:
    index = text(Path("docs/adr/README.md"))
    decisions = [
        path for path in files() if re.fullmatch(r"docs/adr/\d{4}-[a-z0-9-]+\.md", str(path))
    ]

    assert len(decisions) >= 12
    for path in decisions:
        title = text(path).splitlines()[0].removeprefix("# ")
        assert f"[{title}]({path.name})" in index


def test_adr_numbers_run_without_gap() -> None:
    numbers = [int(p.name[:4]) for p in files() if re.match(r"docs/adr/\d{4}-", str(p))]

    assert numbers == list(range(1, len(numbers) + 1))


def test_links_between_documents_lead_somewhere() -> None:
    dead = [
        f"{path}: {target}"
        for path in files()
        if path.suffix == ".md"
        for target in _MARKDOWN_LINK.findall(text(path))
        if not (ROOT / path.parent / target).exists()
    ]

    assert dead == []


def test_every_python_folder_is_a_package() -> None:
    folders = {path.parent for top in ("src", "tests") for path in _python(top)} - {Path("src")}

    assert [
        folder for folder in sorted(folders) if Path(folder, "__init__.py") not in files()
    ] == []
