"""What a refusal looks like: a status of the 4xx family and a sentence, in the shape of the route."""

from draft import Draft
from wire import Answer


def assert_graphql_refused(answer: Answer) -> None:
    """The shape that the client reads on /graphql."""
    _assert_client_error(answer)
    assert "errors" in answer.json(), answer.text
    _assert_sentence(answer.json()["errors"][0]["message"])


def assert_route_refused(answer: Answer) -> None:
    """The shape of every other route."""
    _assert_client_error(answer)
    error = answer.json()["error"]
    assert error["code"] and isinstance(error["code"], str), answer.text
    _assert_sentence(error["message"])


def assert_manifest_refused(draft: Draft) -> None:
    """It is refused when it arrives or when the version is to be made, and no version appears."""
    sent = draft.send_manifest()
    if sent.status != 200:
        assert_route_refused(sent)
    assert_graphql_refused(draft.commit())
    assert not draft.is_visible()


def _assert_client_error(answer: Answer) -> None:
    assert 400 <= answer.status < 500, answer.text
    assert answer.headers["content-type"].startswith("application/json"), answer.headers


def _assert_sentence(message: str) -> None:
    assert len(message.split()) >= 3, f"expected a sentence, got {message!r}"
    assert "\n    at " not in message and ".ts:" not in message, f"a stack trace is not a sentence: {message!r}"
