"""Which paths are diagnosed, and as what."""

from __future__ import annotations

import pytest

from agent.proxy import chat, completions, responses
from agent.proxy.apis import api_of


@pytest.mark.parametrize("root", ["/v1", "", "/deployments/x/v1"])
def test_an_api_is_told_by_the_end_of_the_path(root: str) -> None:
    for end, module in (
        ("/chat/completions", chat),
        ("/completions", completions),
        ("/responses", responses),
    ):
        api = api_of(root + end)
        assert api is not None
        assert api.asked is module.asked


@pytest.mark.parametrize(
    "path", ["/v1/models", "/v1/responses/resp_1", "/v1/responses/resp_1/cancel", "/v1/embeddings"]
)
def test_other_paths_are_only_passed_on(path: str) -> None:
    assert api_of(path) is None
