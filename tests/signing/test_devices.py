"""A device is believed only when it answers the very question it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from benhan.fhir.problems import ProblemError
from benhan.signing.devices import AgentDevice
from tests.support.device_agent import Agent, recognised, running

ASKED = {"transaction": "t-1", "document_sha256": "cd" * 32, "text": "Tôi xác nhận."}


@pytest.fixture
def agent() -> Iterator[Agent]:
    with running() as made:
        yield made


def test_the_agent_is_asked_what_is_confirmed_and_says_who_recognised_whom(agent: Agent) -> None:
    found = AgentDevice(agent.url).confirm(**ASKED)
    assert (found.device, found.serial, found.template_sha256) == ("Máy đọc vân tay thử", "VT-01", "ab" * 32)
    assert agent.asked == [{"version": 1, **ASKED}]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outcome": "no-match"}, "BH-SIGN-0083"),
        ({"outcome": "cancelled"}, "BH-SIGN-0083"),
        ({"outcome": "perhaps"}, "BH-SIGN-0082"),
        ({"transaction": "another"}, "BH-SIGN-0082"),
        ({"document_sha256": "00" * 32}, "BH-SIGN-0082"),
        ({"template_sha256": "not a digest"}, "BH-SIGN-0082"),
        ({"template_sha256": None}, "BH-SIGN-0082"),
    ],
)
def test_another_answer_confirms_nothing(agent: Agent, changes: dict[str, Any], code: str) -> None:
    agent.answer = lambda asked: recognised(asked, **changes)
    with pytest.raises(ProblemError) as raised:
        AgentDevice(agent.url).confirm(**ASKED)
    assert raised.value.problem.code == code


@pytest.mark.parametrize(
    "answer", [(500, b"{}"), (200, b"[]"), (200, b"not json"), (200, b"{" * 70_000), (404, b"")]
)
def test_a_broken_agent_confirms_nothing(agent: Agent, answer: tuple[int, bytes]) -> None:
    agent.answer = lambda asked: answer
    with pytest.raises(ProblemError) as raised:
        AgentDevice(agent.url).confirm(**ASKED)
    assert raised.value.problem.code in ("BH-SIGN-0081", "BH-SIGN-0082")


def test_an_agent_that_is_not_there_is_silence() -> None:
    with running() as gone:
        url = gone.url
    with pytest.raises(ProblemError) as raised:
        AgentDevice(url, timeout_s=2).confirm(**ASKED)
    assert raised.value.problem.code == "BH-SIGN-0081"


@pytest.mark.parametrize("url", ["http://10.0.0.7:8080", "ftp://127.0.0.1", "không phải", ""])
def test_an_agent_elsewhere_is_reached_over_tls_only(url: str) -> None:
    with pytest.raises(ValueError, match="agent"):
        AgentDevice(url)
