"""Logs a run without a server and sends it afterwards, as user code; its argument is the project."""

import subprocess
import sys
from pathlib import Path

import wandb

run = wandb.init(project=sys.argv[1], id="offline", mode="offline", config={"lr": 0.1})
run.log({"loss": 2})
run.log({"loss": 1})
artifact = wandb.Artifact("carried", type="dataset")
with artifact.new_file("a.txt") as file:
    file.write("kept on this disk")
run.log_artifact(artifact, aliases=["home"])
run.finish()

subprocess.run([sys.executable, "-m", "wandb", "sync", str(Path(run.dir).parent)], check=True)
