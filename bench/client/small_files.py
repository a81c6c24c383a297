"""Logs a folder of small files, fetches it, logs it again, and once more with one file changed."""

import os
import sys

import wandb
from compare import require_same
from steps import step


def main(source: str, target: str) -> None:
    settings = wandb.Settings(console="off", silent=True, x_disable_stats=True)
    run = wandb.init(project="bench", settings=settings)
    api = wandb.Api()
    with step("hash"):
        artifact = described(source)
    with step("log"):
        run.log_artifact(artifact).wait()
    logged = api.artifact("bench/small:v0")
    with step("fetch"):
        logged.download(root=target, skip_cache=True)
    require_same(source, target)
    artifact = described(source)
    with step("log unchanged"):
        run.log_artifact(artifact).wait()
    change_one(source)
    artifact = described(source)
    with step("log 1 changed"):
        run.log_artifact(artifact).wait()
    run.finish()


def described(source: str) -> wandb.Artifact:
    """Without copies of the client's own, so that the server's work is not hidden behind them."""
    artifact = wandb.Artifact("small", type="dataset")
    artifact.add_dir(source, policy="immutable", skip_cache=True)
    return artifact


def change_one(source: str) -> None:
    folder = os.path.join(source, sorted(os.listdir(source))[0])
    path = os.path.join(folder, sorted(os.listdir(folder))[0])
    size = os.path.getsize(path)
    with open(path, "wb") as file:
        file.write(os.urandom(size))


main(*sys.argv[1:])
