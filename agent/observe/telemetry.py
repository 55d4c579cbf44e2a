"""The door to exporting traces and metrics: what it needs is imported only where it is wanted."""

from __future__ import annotations

from agent.config import Telemetry
from agent.errors import ConfigError


def export_telemetry(telemetry: Telemetry) -> None:
    """Export this process's traces and metrics to where the settings say, if they say so.

    Raises:
        ConfigError: the extra is not installed, or an address cannot be listened on.
    """
    if telemetry.otlp is None and telemetry.prometheus is None:
        return
    try:
        from agent.observe.exporting import export
    except ImportError as error:
        raise ConfigError(
            f"telemetry cannot be exported without its extra ({error}): "
            "pip install 'holdfast[telemetry]'"
        ) from error
    export(telemetry)
