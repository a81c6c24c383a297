"""Fixtures: one real server and one client service for the whole session, fresh names and folders for every test."""

import itertools
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# The assertions of these modules are explained like those of the tests.
pytest.register_assert_rewrite("provisioning", "wire", "draft", "refusal")

from client_process import client_environment, run_script
from provisioning import Provisioning
from stemma_server import StemmaServer, serve
from wire import Wire

NAME_CHARACTERS = 60

_numbers = itertools.count()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StemmaServer]:
    """The server that the tests share."""
    with serve(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="session", autouse=True)
def client(server: StemmaServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The environment of the client, set once: it is read when the client's service starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("WANDB_")]:
            patch.delenv(name)
        for name, value in client_environment(server, tmp_path_factory.mktemp("client")).items():
            patch.setenv(name, value)
        import wandb

        yield
        wandb.teardown()


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder and a cold cache: what a test downloads really comes from the server."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WANDB_ARTIFACT_DIR", str(tmp_path / "artifacts"))
    monkeypatch.setenv("WANDB_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def cold_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Gives the client an empty cache in the middle of a test."""
    return lambda: monkeypatch.setenv("WANDB_CACHE_DIR", str(tmp_path / f"cache-{next(_numbers)}"))


@pytest.fixture
def project(request: pytest.FixtureRequest) -> str:
    """A project name no other test uses."""
    return _fresh_name(request)


@pytest.fixture
def collection(request: pytest.FixtureRequest) -> str:
    """A name for an artifact that no other test uses."""
    return _fresh_name(request)


def _fresh_name(request: pytest.FixtureRequest) -> str:
    words = re.sub(r"[^a-zA-Z0-9]+", "-", request.node.name.removeprefix("test_"))
    return f"{words[:NAME_CHARACTERS].strip('-')}-{next(_numbers)}"


@pytest.fixture
def start_run() -> Iterator[Callable]:
    """Starts runs beside the ones that are already active, and finishes them when the test ends."""
    yield from _start_runs()


@pytest.fixture(scope="module")
def run(client: None, request: pytest.FixtureRequest) -> Iterator:
    """One run that the tests of a file share; each test logs under a name of its own."""
    starter = _start_runs()
    yield next(starter)(project=f"{request.module.__name__.replace('_', '-')}-{next(_numbers)}")
    next(starter, None)


def _start_runs() -> Iterator[Callable]:
    import wandb

    runs = []

    def start(**arguments):
        runs.append(wandb.init(reinit="create_new", **arguments))
        return runs[-1]

    yield start
    for run in runs:
        # A run that the test has finished itself takes no harm from a second call.
        run.finish()


@pytest.fixture
def api(client: None):
    """The client's reading side, with nothing remembered from another test."""
    import wandb

    return wandb.Api()


@pytest.fixture
def wire(server: StemmaServer) -> Wire:
    """Plain HTTP to the server, as the first account."""
    return Wire(server.base_url, server.api_key)


@pytest.fixture
def provisioning(server: StemmaServer) -> Provisioning:
    """The provisioning routes of the server."""
    return Provisioning(server.base_url, server.admin_token)


@pytest.fixture
def admin_verb(server: StemmaServer) -> Callable[..., str]:
    """Runs `stemma admin …` against the server and gives what it prints."""
    return server.run_admin


@pytest.fixture
def python(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program in a Python of its own; keyword arguments are changes of its environment."""

    def run_program(program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / f"program-{next(_numbers)}.py"
        file.write_text(program, encoding="utf-8")
        return run_script(file, *arguments, environment=environment)

    return run_program


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """After a failure says where the servers' logs are, and shows their ends; from whichever process ran the test."""
    report = yield
    if report.failed:
        report.sections += [(f"server log: {server.log}", server.log_tail()) for server in StemmaServer.all_started]
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Writes the outcome of every test to STEMMA_RESULTS_FILE, which `npm test` reads."""
    path = os.environ.get("STEMMA_RESULTS_FILE")
    if path is None:
        return
    results: dict[str, dict[str, object]] = {}
    for report in itertools.chain.from_iterable(terminalreporter.stats.values()):
        if not isinstance(report, (pytest.TestReport, pytest.CollectReport)):
            continue
        result = results.setdefault(
            report.nodeid, {"suite": "wandb", "name": report.nodeid, "outcome": "passed", "seconds": 0.0}
        )
        result["seconds"] += getattr(report, "duration", 0.0)
        if report.outcome == "passed" or result["outcome"] == "failed":
            continue
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else _last_error(report.longreprtext)
        result.update(outcome=report.outcome, reason=text)
    Path(path).write_text(json.dumps(list(results.values()), indent=1), encoding="utf-8")


def _last_error(text: str) -> str:
    """The first line that pytest marks as an error, else the last line of a traceback."""
    errors = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
    return (errors or text.splitlines() or ["no reason given"])[0 if errors else -1]
