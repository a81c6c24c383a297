"""Bad requests to the other routes are rejected with a message, and the server keeps running."""

import pytest
from refusal import assert_route_refused
from wire import exchange

DEEP = 100_000


FILE_STREAMS = {
    "not json": b"{",
    "not utf-8": b'{"files": "\xff"}',
    "a list": b"[]",
    "deep": b'{"files":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "files are no object": b'{"files": 7}',
    "lines are no texts": b'{"files": {"wandb-history.jsonl": {"offset": 0, "content": [7]}}}',
    "content is no list": b'{"files": {"wandb-history.jsonl": {"offset": 0, "content": "x"}}}',
    "offset below zero": b'{"files": {"wandb-history.jsonl": {"offset": -1, "content": ["{}"]}}}',
    "offset is no number": b'{"files": {"wandb-history.jsonl": {"offset": "0", "content": ["{}"]}}}',
}


@pytest.mark.parametrize("body", FILE_STREAMS.values(), ids=FILE_STREAMS)
def test_a_bad_file_stream_is_refused(wire, draft, body):
    path = f"/files/{draft.entity}/{draft.project}/{draft.run}/file_stream"
    assert_route_refused(wire.send("POST", path, body, Content_Type="application/json"))


def test_an_empty_file_stream_is_a_heartbeat(wire, draft):
    path = f"/files/{draft.entity}/{draft.project}/{draft.run}/file_stream"
    answer = wire.send("POST", path, json_body={})
    assert answer.status == 200 and isinstance(answer.json(), dict), answer.text


def test_a_file_stream_of_an_unknown_run_is_refused(wire, draft):
    path = f"/files/{draft.entity}/{draft.project}/no-such-run/file_stream"
    assert_route_refused(wire.send("POST", path, json_body={}))


def test_a_file_stream_without_a_key_is_refused(server, draft):
    path = f"/files/{draft.entity}/{draft.project}/{draft.run}/file_stream"
    answer = exchange("POST", server.base_url + path, json_body={})
    assert answer.status == 401
    assert_route_refused(answer)


PROVISIONING_BODIES = {
    "empty": b"",
    "not json": b"{",
    "a list": b"[]",
    "deep": b"[" * DEEP,
    "inherited": b'{"__proto__": {"username": "polluter", "email": "polluter@example.com", "admin": true}}',
}


@pytest.mark.parametrize("body", PROVISIONING_BODIES.values(), ids=PROVISIONING_BODIES)
def test_a_bad_provisioning_body_is_refused(server, body):
    headers = {"Authorization": f"Bearer {server.admin_token}", "Content-Type": "application/json"}
    assert_route_refused(exchange("POST", f"{server.base_url}/api/admin/users", body, headers))


ODD_ADDRESSES = [
    "/artifactsV2/default/a/b/c/d/e/not-a-digest/f",
    "/artifactsV2/default/%2e%2e%2f%2e%2e/b/c/d/e/00000000000000000000000000000000/passwd",
    "/artifactsV2/default/a/b/c/d/e/00000000000000000000000000000000/..%2f..%2fetc%2fpasswd",
    "/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd/b/c/d",
    "/files/a/b/c/%00",
    "/files/a/b/c/%ff%fe",
    "/files/a/b/c/%zz",
    "/api/admin/nothing",
]


@pytest.mark.parametrize("path", ODD_ADDRESSES)
def test_an_unusual_path_is_refused(wire, path):
    assert_route_refused(wire.send("GET", path))


CLIMBING_ADDRESSES = ["/../../../../etc/passwd", "/files/../../../etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd"]


@pytest.mark.parametrize("path", CLIMBING_ADDRESSES)
def test_a_path_with_parent_segments_reads_no_file(wire, path):
    answer = wire.send("GET", path)
    assert answer.status < 500
    assert b"root:" not in answer.body


@pytest.mark.parametrize("signal", ["metrics", "logs"])
def test_the_telemetry_probe_of_the_client_is_answered_404(server, signal):
    assert exchange("POST", f"{server.base_url}/sdk/otel/v1/{signal}", b"").status in {404, 405}
