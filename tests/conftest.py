"""What tests share: where real records are, and how the installed command is run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Kg = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder of real records and gold corpora, or skip."""
    folder = os.environ.get("KG_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("real records are not here: set KG_DATA to the folder that holds them")
    return Path(folder)


@pytest.fixture(scope="session")
def command() -> str:
    """Give the installed command's path."""
    beside = Path(sys.executable).parent / "kg"
    found = str(beside) if beside.exists() else shutil.which("kg")
    assert found, "the command kg is not installed: pip install -e '.[dev]'"
    return found


@pytest.fixture
def kg(command: str, tmp_path: Path) -> Kg:
    """Run the installed command in an empty folder, as a user does."""

    def run(*arguments: object, stdin: str | None = None, code: int | None = 0) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [command, *map(str, arguments)],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            timeout=300,
            check=False,
        )
        assert code is None or done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run
