"""What every test here needs: the kernel, installed where only the tests see it.

`cargo xtask test clients` builds the binary, installs the kernelspec below the target folder and sets
`JUPYTER_PATH` and `ROOTLET_BINARY`.
"""

import os
import pathlib

import pytest


@pytest.fixture(scope="session")
def rootlet():
    """The binary under test."""
    path = pathlib.Path(os.environ.get("ROOTLET_BINARY", ""))
    assert path.is_file(), "run `cargo xtask test clients`, which sets ROOTLET_BINARY"
    return path


@pytest.fixture(scope="session")
def checkout():
    """The root of the repository."""
    return pathlib.Path(__file__).resolve().parents[2]
