"""Plain HTTP at the server, for requests that the client would never send."""

import base64
import hashlib
import http.client
import json
import select
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60
PIECE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return f"{self.status} {self.body[:2000].decode(errors='replace')}"

    def json(self):
        return json.loads(self.body)


def exchange(
    method: str,
    url: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    json_body: object = None,
) -> Answer:
    """Sends one request and returns the answer; a refusal is an answer too."""
    sent = {**(headers or {})}
    if json_body is not None:
        body = json.dumps(json_body).encode()
        sent.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(url, data=body, headers=sent, method=method)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            return Answer(answer.status, _lower(answer.headers), answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Answer(refusal.code, _lower(refusal.headers), refusal.read())


def _lower(headers: http.client.HTTPMessage) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def basic(api_key: str) -> dict[str, str]:
    """The header by which the client shows its key."""
    return {"Authorization": "Basic " + base64.b64encode(f"api:{api_key}".encode()).decode()}


def md5_base64(data: bytes) -> str:
    """A digest as manifests write it."""
    return base64.b64encode(hashlib.md5(data).digest()).decode()


class Wire:
    """Requests to one server with one key."""

    def __init__(self, base_url: str, api_key: str) -> None:
        self.base_url = base_url
        self.headers = basic(api_key)

    def send(
        self, method: str, path: str, body: bytes | None = None, json_body: object = None, **headers: str
    ) -> Answer:
        """A request to a path of the server, with the key."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return exchange(method, self.base_url + path, body, {**self.headers, **named}, json_body)

    def graphql(self, query: str, variables: object = None) -> Answer:
        """A GraphQL request; the answer may be a refusal."""
        return self.send("POST", "/graphql", json_body={"query": query, "variables": variables})

    def data(self, query: str, **variables: object) -> dict:
        """The data of a GraphQL request that must succeed."""
        answer = self.graphql(query, variables)
        assert answer.status == 200 and "errors" not in answer.json(), answer.text
        return answer.json()["data"]

    def send_large(self, path: str, size_bytes: int, **headers: str) -> Answer:
        """Posts a body in pieces and stops as soon as the server answers, as a careful proxy does."""
        address = urlsplit(self.base_url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=TIMEOUT_SECONDS)
        connection.putrequest("POST", path)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {**self.headers, "Content-Length": str(size_bytes), **named}.items():
            connection.putheader(name, value)
        connection.endheaders()
        try:
            for _ in range(0, size_bytes, PIECE_BYTES):
                if select.select([connection.sock], [], [], 0)[0]:
                    break
                connection.send(b" " * PIECE_BYTES)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The answer is read all the same.
        answer = connection.getresponse()
        try:
            return Answer(answer.status, _lower(answer.headers), answer.read())
        finally:
            connection.close()
