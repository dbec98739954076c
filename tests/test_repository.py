import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import parlour

ROOT = Path(__file__).parents[1]


def tracked() -> list[Path]:
    """The files of the project, as git lists them, or all below the folder when this is no checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        folders = (ROOT / name for name in ("src", "tests", "docs", "bench"))
        paths = [*ROOT.glob("*.*"), *(path for folder in folders for path in folder.rglob("*.*"))]
    return [path for path in paths if path.is_file() and "__pycache__" not in path.parts]


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(parlour.__file__).parent / "py.typed").is_file()


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    assert "version" not in project
    assert re.fullmatch(r"\d+\.\d+\.\d+([ab.]\w+)?", parlour.__version__)


def test_the_architecture_page_stays_short() -> None:
    path = ROOT / "docs" / "architecture.md"
    if not path.exists():
        pytest.skip("docs/architecture.md is not written yet")
    assert len(text(path).splitlines()) <= 60


def test_nothing_names_a_folder_of_one_persons_machine() -> None:
    home = re.compile(r"(?<![\w~.$}])/(work|root|home(?!/(?:ann|bob)\b)|Users)/\w+")
    found = {
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked()
        if path != Path(__file__)
        for number, line in enumerate(text(path).splitlines(), 1)
        if home.search(line)
    }
    assert not found


def test_the_links_between_pages_lead_somewhere() -> None:
    broken = {
        f"{page.relative_to(ROOT)}: {target}"
        for page in tracked()
        if page.suffix == ".md"
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text(page))
        if not (page.parent / target).exists()
    }
    assert not broken


@pytest.mark.parametrize("script", [".ci/run", "tests/install-tools"])
def test_a_script_can_be_run_and_is_right_as_far_as_bash_can_tell(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(path)], check=True, timeout=60)


def test_every_make_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md"):
        assert set(re.findall(r"\bmake ([a-z]+)\b", text(ROOT / page))) <= targets
