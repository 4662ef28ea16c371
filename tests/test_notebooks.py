"""The notebooks run from top to bottom, and are kept without their outputs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

HERE = Path(__file__).parents[1]
NOTEBOOKS = sorted((HERE / "notebooks").glob("*.ipynb"))
SECONDS = 240


class ThisPython(AsyncKernelManager):
    """A kernel of the interpreter that runs the tests, whatever is registered."""

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [
            sys.executable,
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
        ]
        return KernelSpec(argv=command, language="python", display_name="here")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_runs(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    places = [HERE / "planner", HERE / "models"]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, places)))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_manager_class=ThisPython,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert all(c.execution_count for c in code)
    assert any(o.output_type == "stream" and o.text for c in code for o in c.outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_is_kept_without_outputs(path: Path) -> None:
    content = json.loads(path.read_text("utf-8"))
    nbformat.validate(nbformat.from_dict(content))
    for cell in content["cells"]:
        assert cell["cell_type"] != "code" or cell["outputs"] == []
        assert cell.get("execution_count") is None


def test_there_are_three() -> None:
    assert len(NOTEBOOKS) == 3
