from pathlib import Path

import pytest

from parlour.server import config


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path `parlour.toml` in a folder where the test runs, and no configuration anywhere else."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("PARLOUR_CONFIG", raising=False)
    monkeypatch.delenv("PARLOUR_DATA", raising=False)
    monkeypatch.setattr(config, "SYSTEM_FILE", tmp_path / "etc" / "parlour.toml")
    return Path("parlour.toml")
