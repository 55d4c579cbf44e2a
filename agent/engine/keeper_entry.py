"""Starts the keeper without the rest of the package. Executed by its path.

Importing `agent` imports the whole runtime, two seconds that every start of the engine would wait
for, and 60 MB that would stay for as long as the engine runs. The keeper needs `agent.engine` only,
so the package is put in place here without running its `__init__`.
"""

import sys
from pathlib import Path
from types import ModuleType

package = ModuleType("agent")
package.__path__ = [str(Path(__file__).resolve().parents[1])]
sys.modules["agent"] = package

from agent.engine.keeper import main  # noqa: E402 - after the package is in place

main()
