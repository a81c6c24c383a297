"""Asks for artifacts that are not there, as user code, and prints what the client says; its argument is the project."""

import sys

import wandb

PROJECT = sys.argv[1]


def words_of_refusal(ask, name):
    try:
        ask(name)
    except wandb.errors.CommError as error:
        return str(error)
    raise AssertionError(f"{name} was found")


with wandb.init(project=PROJECT) as run:
    there = wandb.Artifact("there", type="dataset")
    with there.new_file("a.txt") as file:
        file.write("a")
    run.log_artifact(there).wait()
    for name in ("nothing:latest", "there:v9", "there:other"):
        print(words_of_refusal(run.use_artifact, name))
        print(words_of_refusal(wandb.Api().artifact, f"{PROJECT}/{name}"))
