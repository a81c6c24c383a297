"""Logs one large file and fetches it."""

import filecmp
import os
import sys

import wandb
from steps import step


def main(source: str, target: str) -> None:
    settings = wandb.Settings(console="off", silent=True, x_disable_stats=True)
    run = wandb.init(project="bench", settings=settings)
    api = wandb.Api()
    artifact = wandb.Artifact("large", type="dataset")
    with step("hash"):
        artifact.add_file(source, policy="immutable", skip_cache=True)
    with step("log"):
        run.log_artifact(artifact).wait()
    logged = api.artifact("bench/large:v0")
    with step("fetch"):
        logged.download(root=target, skip_cache=True)
    if not filecmp.cmp(source, os.path.join(target, os.path.basename(source)), shallow=False):
        sys.exit("the file came back as another one")
    run.finish()


main(*sys.argv[1:])
