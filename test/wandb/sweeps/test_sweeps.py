"""Sweeps over a grid and over random values, their agents, and `wandb verify`."""

import json
import os
import sys
from pathlib import Path

import pytest
import wandb
from client_process import run_command

GRID = {
    "method": "grid",
    "name": "a small grid",
    "metric": {"goal": "minimize", "name": "score"},
    "parameters": {"x": {"values": [0.5, 2]}, "y": {"value": "same"}},
}


@pytest.fixture(autouse=True)
def forgotten():
    """`wandb.sweep` leaves its project and entity in the environment, where later runs would take theirs from."""
    yield
    for name in ("WANDB_PROJECT", "WANDB_ENTITY"):
        os.environ.pop(name, None)


def start_sweep(project: str, config: dict = GRID) -> str:
    return wandb.sweep(sweep=config, project=project, entity=wandb.Api().default_entity)


def test_an_agent_runs_every_combination_once(api, python, project):
    program = """
import json, sys, wandb

project, sweep, entity = sys.argv[1:]

def main():
    with wandb.init() as run:
        run.log({"score": run.config.x ** 2})

wandb.agent(sweep, function=main, project=project, entity=entity)
"""
    sweep = start_sweep(project)
    python(program, project, sweep, api.default_entity)
    stored = api.sweep(f"{project}/{sweep}")
    assert sorted((run.config["x"], run.config["y"]) for run in stored.runs) == [(0.5, "same"), (2, "same")]
    assert {run.state for run in stored.runs} == {"finished"}
    assert {run.sweep.id for run in api.runs(project)} == {sweep}
    assert (stored.state, stored.name, stored.expected_run_count) == ("FINISHED", "a small grid", 2)


def test_every_combination_is_handed_out_once_among_all_agents(wire, api, project):
    sweep = start_sweep(project, {**GRID, "parameters": {"x": {"values": [1, 2, 3]}, "y": {"values": ["a", "b"]}}})
    agents = [Agent(wire, api.default_entity, project, sweep) for _ in range(2)]
    given = []
    for turn in range(6):
        agent = agents[turn % 2]
        command = agent.ask()
        assert agent.ask() == command, "one that was never begun is given again"
        assert agent.ask(busy=command["run_id"]) is None
        given.append({name: entry["value"] for name, entry in command["args"].items()})
        wire.data(
            "mutation R($input: UpsertBucketInput!) { upsertBucket(input: $input) { bucket { id } } }",
            input={"name": command["run_id"], "modelName": project, "sweep": sweep},
        )
    assert sorted(json.dumps(point) for point in given) == sorted(
        json.dumps({"x": x, "y": y}) for x in (1, 2, 3) for y in ("a", "b")
    )
    assert [agent.ask() for agent in agents] == [{"type": "exit"}] * 2


def test_a_paused_sweep_hands_out_nothing_and_a_stopped_one_ends_its_agents(wire, api, project):
    sweep = start_sweep(project)
    agent = Agent(wire, api.default_entity, project, sweep)
    update = "mutation U($id: ID!, $state: String!) { upsertSweep(input: {id: $id, state: $state}) { sweep { state } } }"
    identity = wire.data(
        "query S($p: String!, $s: String!) { project(name: $p) { sweep(sweepName: $s) { id } } }", p=project, s=sweep
    )["project"]["sweep"]["id"]
    wire.data(update, id=identity, state="PAUSED")
    assert agent.ask() is None
    wire.data(update, id=identity, state="CANCELED")
    assert agent.ask() == {"type": "exit"}


def test_an_unsupported_method_is_rejected_with_a_message_and_creates_no_sweep(api, project):
    with pytest.raises(Exception, match='Stemma does not offer the sweep method "bayes", only "grid" and "random"'):
        start_sweep(project, {**GRID, "method": "bayes"})
    with pytest.raises(Exception, match='expected "min" to be at most "max" in the parameter "x"'):
        start_sweep(project, {**GRID, "method": "random", "parameters": {"x": {"min": 2.0, "max": 1.0}}})
    assert project not in {found.name for found in api.projects()}


PROGRAM = """
import argparse, wandb

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float)
parser.add_argument("--model")
given = parser.parse_args()
with wandb.init() as run:
    run.log({"lr_given": given.lr, "layers": run.config["model"]["layers"]})
"""
CONFIG = """
program: train.py
method: grid
run_cap: 2
early_terminate: {type: hyperband, min_iter: 3}
parameters:
  lr: {values: [1.0, 2, 3]}
  model:
    parameters:
      layers: {distribution: int_uniform, min: 4, max: 4}
"""


def test_the_agent_command_starts_the_program_with_each_combination(api, server, workplace, project):
    Path(workplace, "train.py").write_text(PROGRAM)
    Path(workplace, "sweep.yaml").write_text(CONFIG)
    made = run_command("sweep", "--project", project, "sweep.yaml", cwd=workplace)
    assert made.returncode == 0, made.stderr
    assert "this server ignores early_terminate" in made.stderr
    [sweep] = api.project(project).sweeps()
    path = f"{api.default_entity}/{project}/{sweep.id}"

    # The agent calls `python`, which has to be the one that has the client.
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    worked = run_command("agent", path, cwd=workplace, environment={"PATH": search})
    assert worked.returncode == 0, worked.stderr
    stored = api.sweep(path)
    assert sorted((run.config["lr"], run.summary["lr_given"]) for run in stored.runs) == [(1, 1), (2, 2)]
    assert {(run.state, run.config["model"]["layers"], run.summary["layers"]) for run in stored.runs} == {
        ("finished", 4, 4)
    }
    assert (stored.state, stored.expected_run_count) == ("FINISHED", 2)


def test_the_sweep_command_stops_pauses_resumes_and_cancels_a_sweep(wire, api, project, workplace):
    sweep = start_sweep(project, {**GRID, "method": "random", "parameters": {"x": {"min": 0.0, "max": 1.0}}})
    path = f"{api.default_entity}/{project}/{sweep}"
    agent = Agent(wire, api.default_entity, project, sweep)

    def change(flag: str) -> None:
        done = run_command("sweep", flag, path, cwd=workplace)
        assert done.returncode == 0, done.stderr

    command = agent.ask()
    assert (command["type"], command["program"]) == ("run", None)
    assert 0 <= command["args"]["x"]["value"] < 1
    busy = command["run_id"]
    change("--pause")
    assert (agent.ask(), agent.ask(busy)) == (None, None)
    change("--resume")
    assert agent.ask() == command
    change("--stop")
    assert (agent.ask(busy), agent.ask()) == (None, {"type": "exit"})
    change("--resume")
    change("--cancel")
    assert agent.ask(busy) == {"type": "exit"}


def test_an_agent_of_a_deleted_sweep_is_answered_404(wire, api, project):
    sweep = start_sweep(project)
    agent = Agent(wire, api.default_entity, project, sweep)
    identity = wire.data(
        "query S($p: String!, $s: String!) { project(name: $p) { sweep(sweepName: $s) { id } } }", p=project, s=sweep
    )["project"]["sweep"]["id"]
    wire.data("mutation D($id: ID!) { deleteSweep(input: {id: $id}) { success } }", id=identity)
    from wandb.apis.public.sweeps import _agent_heartbeat
    from wandb.sdk.sweeps import SweepNotFoundError

    with pytest.raises(SweepNotFoundError):
        _agent_heartbeat(api, agent.id, {}, {})
    assert len(api.project(project).sweeps()) == 0


def test_existing_runs_belong_to_a_sweep_that_lists_them(api, start_run, project):
    run = start_run(project=project)
    run.finish()
    sweep = wandb.sweep(sweep=GRID, project=project, entity=api.default_entity, prior_runs=[run.id])
    assert [found.id for found in api.sweep(f"{project}/{sweep}").runs] == [run.id]


def test_wandb_verify_passes(server):
    done = run_command("verify", "--host", server.base_url)
    assert done.returncode == 0, done.stdout + done.stderr
    checks = [line for line in done.stdout.splitlines() if line.startswith("Checking ")]
    failed = [line for line in checks if not line.endswith("\u2705")]
    # Without TLS two of its checks can only warn.
    assert all("Checking requests" in line for line in failed), done.stdout
    assert len(checks) == 10 and len(failed) == 2, done.stdout


class Agent:
    """An agent that asks and does not run."""

    def __init__(self, wire, entity: str, project: str, sweep: str) -> None:
        self.wire = wire
        self.id = wire.data(
            "mutation A($input: CreateAgentInput!) { createAgent(input: $input) { agent { id } } }",
            input={"host": "here", "entityName": entity, "projectName": project, "sweep": sweep},
        )["createAgent"]["agent"]["id"]

    def ask(self, busy: str | None = None) -> dict | None:
        states = json.dumps({} if busy is None else {busy: True})
        answer = self.wire.data(
            "mutation H($input: AgentHeartbeatInput!) { agentHeartbeat(input: $input) { commands } }",
            input={"id": self.id, "metrics": "{}", "runState": states},
        )
        commands = json.loads(answer["agentHeartbeat"]["commands"])
        return commands[0] if commands else None
