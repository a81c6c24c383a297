"""Everything a script logs can be read back: config, history, summary, console lines and files."""

import math
import re
from dataclasses import dataclass

import pytest
from client_process import run_script
from wire import basic, exchange

CONFIG = {
    "lr": 0.1,
    "epochs": 5,
    "layers": [64, 32],
    "optimizer": {"name": "adam", "betas": [0.9, 0.999], "extra": {"eps": 1e-09}},
    "label": "Größe 🧬",
    "flag": True,
    "nothing": None,
    "big": 9_007_199_254_740_991,
}
STEPS = 5
SCRIPT = f"""
import sys
from pathlib import Path

import wandb

with wandb.init(
    project=sys.argv[1], name="recorded 🧬", job_type="train", group="night shift", notes="two\\nlines",
    tags=["one", "two words"], config={CONFIG!r},
) as run:
    for step in range({STEPS}):
        run.log({{"loss": 1 / (step + 1), "train/accuracy": step / 7}})
    run.log({{"odd": float("nan"), "plus": float("inf"), "minus": float("-inf")}})
    run.config.update({{"added later": [1, {{"two": 3}}]}})
    run.summary["best"] = 0.2
    run.summary["nested"] = {{"a": {{"b": 1}}}}
    run.summary["summary inf"] = float("inf")
    Path("notes").mkdir()
    for name in ("plain.txt", "50% dönç 🧬.txt"):
        Path("notes", name).write_text(f"content of {{name}}", encoding="utf-8")
    Path("notes", "empty.txt").touch()
    run.save("notes/*.txt", policy="now")
    print("hello from the script ✓")
    print("a warning", file=sys.stderr)
    for number in range(50):
        print(f"line {{number:02d}}")
    print("RUN", run.entity, run.id, run.project_url, run.url)
"""


@dataclass(frozen=True)
class Recorded:
    """What is known of the script's run."""

    path: str
    project_url: str
    url: str
    printed: str


@pytest.fixture(scope="module")
def recorded(client, tmp_path_factory) -> Recorded:
    """The run of a script in a process of its own, with the client's messages and its console capture on."""
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    environment = {"WANDB_SILENT": "false", "WANDB_CONSOLE": "wrap"}
    done = run_script(folder / "script.py", "recorded-run", environment=environment, cwd=folder)
    [line] = [line for line in done.stdout.splitlines() if line.startswith("RUN ")]
    _, entity, run_id, project_url, url = line.split(" ")
    return Recorded(f"{entity}/recorded-run/{run_id}", project_url, url, done.stderr)


@pytest.fixture
def stored(api, recorded):
    """That run, read back."""
    return api.run(recorded.path)


def test_the_run_has_its_name_job_type_tags_and_notes(stored):
    assert (stored.name, stored.job_type, stored.group) == ("recorded 🧬", "train", "night shift")
    assert (stored.notes, sorted(stored.tags)) == ("two\nlines", ["one", "two words"])
    assert stored.state == "finished"


def test_the_config_includes_later_updates(stored):
    assert stored.config == {**CONFIG, "added later": [1, {"two": 3}]}


def test_the_summary_has_the_last_values_and_the_explicit_ones(stored):
    summary = stored.summary_metrics
    assert summary["loss"] == 1 / STEPS
    assert summary["train/accuracy"] == (STEPS - 1) / 7
    assert (summary["best"], summary["nested"]) == (0.2, {"a": {"b": 1}})
    assert stored.summary["best"] == 0.2


def test_the_summary_keeps_nan_and_infinity(stored):
    summary = stored.summary_metrics
    assert math.isnan(float(summary["odd"]))
    assert float(summary["plus"]) == float(summary["summary inf"]) == math.inf
    assert float(summary["minus"]) == -math.inf


def test_the_history_has_every_step(stored):
    rows = stored.history(pandas=False)
    assert [row["_step"] for row in rows] == list(range(STEPS + 1))
    assert [row["loss"] for row in rows if row.get("loss") is not None] == [1 / (step + 1) for step in range(STEPS)]


def test_the_history_can_be_read_as_a_data_frame(stored):
    frame = stored.history()
    assert frame["train/accuracy"].dropna().tolist() == [step / 7 for step in range(STEPS)]


def test_the_history_of_given_keys_contains_only_those_keys(stored):
    rows = stored.history(keys=["loss"], pandas=False)
    assert rows == [{"_step": step, "loss": 1 / (step + 1)} for step in range(STEPS)]


def test_a_history_sample_has_at_most_the_requested_rows(stored):
    steps = [row["_step"] for row in stored.history(samples=3, pandas=False)]
    assert 1 <= len(steps) <= 3
    assert steps == sorted(set(steps)) and set(steps) <= set(range(STEPS + 1))


def test_scan_history_returns_every_row_in_order(stored):
    rows = list(stored.scan_history())
    assert [row["_step"] for row in rows] == list(range(STEPS + 1))
    assert [row["loss"] for row in rows if row.get("loss") is not None] == [1 / (step + 1) for step in range(STEPS)]


def test_scan_history_pages_return_every_row_once(stored):
    assert [row["_step"] for row in stored.scan_history(page_size=2)] == list(range(STEPS + 1))


def test_scan_history_of_given_keys_returns_only_rows_that_have_them(stored):
    rows = list(stored.scan_history(keys=["_step", "loss"]))
    assert [(row["_step"], row["loss"]) for row in rows] == [(step, 1 / (step + 1)) for step in range(STEPS)]


def test_the_end_of_a_scan_history_range_is_exclusive(stored):
    assert [row["_step"] for row in stored.scan_history(min_step=1, max_step=3)] == [1, 2]


def test_the_history_keeps_nan_and_infinity(stored):
    for rows in (stored.history(pandas=False), list(stored.scan_history())):
        [row] = [row for row in rows if row.get("odd") is not None]
        assert math.isnan(float(row["odd"]))
        assert (float(row["plus"]), float(row["minus"])) == (math.inf, -math.inf)


def test_the_run_reports_its_last_step(stored):
    assert stored.lastHistoryStep == STEPS


def test_the_console_log_has_the_lines_of_both_streams(stored):
    lines = list(stored.console_logs())
    contents = [line.content.rstrip("\n") for line in lines]
    assert "hello from the script ✓" in contents
    assert [content for content in contents if re.fullmatch(r"line \d\d", content)] == [
        f"line {number:02d}" for number in range(50)
    ]
    assert [line.number for line in lines] == list(range(len(lines)))
    [warning] = [line for line in lines if line.content.rstrip("\n") == "a warning"]
    assert warning.level == "error"


def test_the_tail_of_the_console_log_can_be_requested(stored):
    everything = [(line.number, line.content) for line in stored.console_logs(per_page=7)]
    assert [(line.number, line.content) for line in stored.console_logs(last=5)] == everything[-5:]


def test_the_files_of_the_run_are_listed(stored):
    files = {file.name: file.size for file in stored.files(per_page=2)}
    assert {"wandb-metadata.json", "requirements.txt", "config.yaml", "wandb-summary.json", "output.log"} <= set(files)
    assert files["notes/plain.txt"] == len("content of plain.txt")
    assert files["notes/empty.txt"] == 0
    assert len(stored.files()) == len(files)


@pytest.mark.parametrize("name", ["notes/plain.txt", "notes/50% dönç 🧬.txt"])
def test_a_saved_file_can_be_downloaded(stored, workplace, name):
    # The client's service fetches it, so a relative folder would be one of the service's own.
    stored.file(name).download(root=str(workplace / "got")).close()
    assert (workplace / "got" / name).read_text(encoding="utf-8") == f"content of {name.removeprefix('notes/')}"


def test_the_files_the_client_writes_itself_can_be_read(stored, workplace):
    assert stored.metadata["program"].endswith("script.py")
    with stored.file("output.log").download(root=str(workplace / "got")) as log:
        assert "hello from the script ✓" in log.read()


def printed_addresses(recorded) -> set[str]:
    """The addresses in the client's messages."""
    return set(re.findall(r"http://127\.0\.0\.1:\d+/[^\s\x1b]+", recorded.printed))


def test_the_client_prints_the_urls_of_project_and_run(recorded, server):
    assert {recorded.project_url, recorded.url} <= printed_addresses(recorded)
    assert recorded.url == f"{server.base_url}/{recorded.path.replace('recorded-run/', 'recorded-run/runs/')}"


def test_the_printed_urls_open_with_a_key(recorded, server):
    for address in printed_addresses(recorded):
        assert exchange("GET", address, headers=basic(server.api_key)).status == 200, address
        assert exchange("GET", address).status == 401, address
        assert exchange("GET", address, headers=basic("x" * 40)).status == 401, address
