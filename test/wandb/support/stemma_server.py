"""A real server on a data folder of its own, for as long as a test needs it."""

import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import ClassVar

REPOSITORY = Path(__file__).resolve().parents[3]
STEMMA = [REPOSITORY / "node_modules" / ".bin" / "node", REPOSITORY / "bin" / "stemma.js"]
START_SECONDS = 60
# A server that stops gives requests 25 s to end.
STOP_SECONDS = 40
# Many servers are started, and each fills its reserve.
RESERVE_MIB = "1"
LOOK_AGAIN_SECONDS = 0.05
LOG_TAIL_LINES = 60


class StemmaServer:
    """`stemma serve` as a child process: start it, stop it, start it again on the same port and data."""

    all_started: ClassVar[list["StemmaServer"]] = []

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.base_url = ""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def api_key(self) -> str:
        """The key of the first account."""
        return (self.data / "api-key").read_text().strip()

    @property
    def admin_token(self) -> str:
        """The token of the provisioning routes."""
        return (self.data / "admin-token").read_text().strip()

    @property
    def port(self) -> int:
        """The port it listens on, 0 before the first start."""
        return int(self.base_url.rsplit(":", 1)[1]) if self.base_url else 0

    def start(self) -> None:
        """Starts the process and returns when it answers; fails with the server's own words when it does not."""
        if self not in self.all_started:
            self.all_started.append(self)
        before = self._read_state()
        command = [*STEMMA, "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*map(str, command), "--data", str(self.data)],
                cwd=REPOSITORY,
                env={**os.environ, "STEMMA_RESERVE_MIB": RESERVE_MIB},
                stdout=log,
                stderr=log,
            )
        deadline = monotonic() + START_SECONDS
        while not self._is_ready(before):
            try:
                self._process.wait(LOOK_AGAIN_SECONDS)
            except subprocess.TimeoutExpired:
                if monotonic() < deadline:
                    continue
                self._process.kill()
                self._process.wait()
            code, self._process = self._process.returncode, None
            raise RuntimeError(f"The server did not start (exit code {code}). Its log:\n{self.log_tail()}")

    def stop(self) -> None:
        """Sends SIGTERM and expects a clean end."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.terminate()
        try:
            code = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            message = f"The server did not stop within {STOP_SECONDS} s. Its log:\n{self.log_tail()}"
            raise RuntimeError(message) from None
        if code != 0:
            raise RuntimeError(f"The server ended with exit code {code}, expected 0. Its log:\n{self.log_tail()}")

    def restart(self) -> None:
        """Stops it and starts it again, same data, same address."""
        self.stop()
        self.start()

    def run_admin(self, *arguments: str, code: int = 0) -> str:
        """What `stemma admin …` prints, else the sentence it ends with; fails with its words when the code is another."""
        command = [*map(str, STEMMA), "admin", *arguments, "--data", str(self.data)]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=START_SECONDS)
        assert done.returncode == code, f"stemma admin ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout or done.stderr

    def is_ready(self) -> bool:
        """Tells whether `/ready` answers 200."""
        try:
            with urllib.request.urlopen(f"{self.base_url}/ready", timeout=10) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def packed_bytes(self) -> int:
        """The size of all packs of its data folder."""
        return sum(pack.stat().st_size for pack in (self.data / "packs").iterdir())

    def log_tail(self) -> str:
        """The last lines the server wrote."""
        if not self.log.exists():
            return "(no log)"
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-LOG_TAIL_LINES:])

    def _is_ready(self, before: dict[str, object] | None) -> bool:
        state = self._read_state()
        # The file of an earlier process may still be there: only a new one counts.
        if state is None or state == before:
            return False
        self.base_url = str(state["baseUrl"]).rstrip("/")
        return self.is_ready()

    def _read_state(self) -> dict[str, object] | None:
        try:
            return json.loads((self.data / "server.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return None


@contextmanager
def serve(folder: Path) -> Iterator[StemmaServer]:
    """A server with its data and its log in a folder, stopped at the end of the block."""
    server = StemmaServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
