"""The routes by which a set-up script makes users and organisations."""

from wire import Answer, exchange


class Provisioning:
    """Requests to `/api/admin` with the admin token, or with another one to see it refused."""

    def __init__(self, base_url: str, token: str) -> None:
        self._prefix = f"{base_url}/api/admin"
        self._token = token

    def send(self, method: str, path: str, body: object = None, token: str | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {self._token if token is None else token}"}
        return exchange(method, self._prefix + path, json_body=body, headers=headers)

    def make_user(self, username: str, **fields: object) -> str:
        """Makes a user and returns the key."""
        body = {"username": username, "email": f"{username}@example.com", "admin": False, **fields}
        answer = self.send("POST", "/users", body)
        assert answer.status == 201, answer.text
        return answer.json()["apiKey"]
