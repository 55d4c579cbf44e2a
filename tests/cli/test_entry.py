"""The command from its first moment."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from agent.cli.entry import main


class Interrupting:
    """Ctrl-C comes while the command line is being imported."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """As the import system asks every finder."""
        if name == "agent.cli.main":
            raise KeyboardInterrupt
        return None


def test_ctrl_c_while_it_is_loaded_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the exit status that shells know."""
    monkeypatch.delitem(sys.modules, "agent.cli.main", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "agent: interrupted\n"


def test_nothing_that_takes_time_is_loaded_before_that() -> None:
    """Neither by the package nor by its entry."""
    code = "import sys, agent.cli.entry; print(*sorted(n for n in sys.modules if 'agent' in n))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = [name for name in done.stdout.split() if not name.startswith("__editable__")]
    assert loaded == ["agent", "agent.cli", "agent.cli.entry"]
