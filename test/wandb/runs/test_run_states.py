"""Runs of several processes, runs whose id is used again, and their states, with the unmodified client."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import wandb
from client_process import run_command

SHARED = """
import sys, wandb
rank, run_id, project = sys.argv[1:4]
primary = rank == "0"
settings = wandb.Settings(mode="shared", x_primary=primary, x_label=f"rank_{rank}", x_update_finish_state=primary)
run = wandb.init(project=project, id=run_id, config={f"rank_{rank}": int(rank)}, settings=settings)
for step in range(20):
    run.log({f"loss_{rank}": step})
    print(f"rank {rank} step {step}")
run.summary[f"best_{rank}"] = int(rank)
run.finish()
"""

LOGGED = """
import sys, wandb
run_id, project, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
run = wandb.init(project=project, id=run_id, config={"rows": rows}, tags=[f"of-{rows}"])
for step in range(rows):
    run.log({"x": step})
    print(f"line {step} of {rows}")
run.finish()
"""

OFFLINE = """
import sys, wandb
run = wandb.init(project=sys.argv[2], id=sys.argv[1], mode="offline", resume=sys.argv[3] or None)
for step in range(3):
    run.log({"x": step})
run.finish()
"""


def test_a_shared_run_keeps_every_row_and_line_of_three_processes(python, api, project):
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda rank: python(SHARED, str(rank), "shared", project, WANDB_CONSOLE="wrap"), range(3)))
    run = api.run(f"{project}/shared")
    rows = list(run.scan_history(page_size=7))
    assert len(rows) == 60
    for rank in range(3):
        assert [row[f"loss_{rank}"] for row in rows if f"loss_{rank}" in row] == list(range(20))
        assert run.summary[f"best_{rank}"] == rank
        assert run.config[f"rank_{rank}"] == rank
    assert run.summary["_step"] == 19
    assert len(run.history(pandas=False, samples=1000)) == 60
    assert run.lastHistoryStep == 19
    assert {file.name for file in run.files()} >= {f"output_rank_{rank}.log" for rank in range(3)}


def test_reusing_a_run_id_starts_a_new_run_and_the_replaced_one_can_be_undeleted(
    python, api, project, wire, admin_verb
):
    python(LOGGED, "again", project, "5", WANDB_CONSOLE="wrap")
    first = api.run(f"{project}/again")
    python(LOGGED, "again", project, "2", WANDB_CONSOLE="wrap")
    run = wandb.Api().run(f"{project}/again")
    assert [row["x"] for row in run.scan_history()] == [0, 1]
    assert (run.config["rows"], run.tags, run.state, run.summary["x"]) == (2, ["of-2"], "finished", 1)
    assert run.lastHistoryStep == 1
    assert run.storage_id == first.storage_id
    lines = wire.data(
        "query Q($p: String!) { project(name: $p) { run(name: \"again\") { logLineCount } } }", p=project
    )
    assert lines["project"]["run"]["logLineCount"] == 2
    admin_verb("undelete-runs", f"{run.entity}/{project}/again")
    run = wandb.Api().run(f"{project}/again")
    assert [row["x"] for row in run.scan_history()] == list(range(5))
    assert (run.config["rows"], run.tags) == (5, ["of-5"])


def test_config_changes_edits_and_resuming_keep_all_data(start_run, project):
    run = start_run(project=project, id="kept", config={"lr": 1, "b": 2})
    run.log({"x": 1})
    run.config.update({"b": 3}, allow_val_change=True)
    run.log({"x": 2})
    edited = wandb.Api().run(f"{project}/kept")
    edited.config["lr"] = 7
    edited.update()
    run.finish()
    resumed = start_run(project=project, id="kept", resume="must")
    assert resumed.config["lr"] == 7
    assert wandb.Api().run(f"{project}/kept").state == "running"
    resumed.log({"x": 3})
    resumed.finish()
    kept = wandb.Api().run(f"{project}/kept")
    assert [row["x"] for row in kept.scan_history()] == [1, 2, 3]
    assert (kept.config["b"], kept.state) == (3, "finished")


def test_syncing_a_folder_twice_or_two_folders_of_one_run_keeps_every_row(python, project, workplace):
    python(OFFLINE, "synced", project, "")
    python(OFFLINE, "synced", project, "allow")
    folders = sorted(map(str, workplace.glob("**/offline-run-*-synced"))) or sorted(
        map(str, (workplace.parent).glob("**/offline-run-*-synced"))
    )
    for _ in range(2):
        for folder in folders:
            done = run_command("sync", "--no-skip-synced", folder)
            assert done.returncode == 0, done.stderr
    rows = list(wandb.Api().run(f"{project}/synced").scan_history())
    assert [row["_step"] for row in rows] == list(range(6))


@pytest.mark.parametrize("argument", ["fork_from", "resume_from"])
def test_forking_and_rewinding_a_run_are_rejected_with_a_message(start_run, project, argument):
    start_run(project=project, id="root").finish()
    with pytest.raises(wandb.errors.CommError, match="does not offer run"):
        start_run(project=project, **{argument: "root?_step=0"})


def test_update_state_allows_only_the_documented_transitions(start_run, project):
    start_run(project=project, id="state").finish()
    finished = wandb.Api().run(f"{project}/state")
    with pytest.raises(Exception, match="invalid state transition"):
        finished.update_state("pending")
    running = wandb.Api().create_run(project=project, run_id="begun")
    assert running.update_state("pending")
    assert wandb.Api().run(f"{project}/begun").state == "pending"
    started = start_run(project=project, id="begun")
    assert wandb.Api().run(f"{project}/begun").state == "running"
    started.finish()


def test_a_preempting_run_that_exits_with_zero_is_finished(start_run, project):
    run = start_run(project=project, id="spot")
    run.mark_preempting()
    run.finish()
    assert wandb.Api().run(f"{project}/spot").state == "finished"
    other = start_run(project=project, id="spot-lost")
    other.mark_preempting()
    other.finish(exit_code=1)
    assert wandb.Api().run(f"{project}/spot-lost").state == "preempted"
