"""Artifacts go in and out with the commands `wandb artifact put`, `get` and `ls`."""

import re
from pathlib import Path

from client_process import run_command
from contents import files_below, log, write_files

FILES = {"train/a.txt": b"first file", "train/b.bin": bytes(range(256)), "note ✓.txt": b"a note"}

# artifact put


def test_put_uploads_a_folder_and_get_downloads_it(api, project, workplace):
    write_files(workplace / "folder", FILES)
    words = ["--type", "model", "--description", "three files", "--alias", "latest", "--alias", "best"]
    put = run_command("artifact", "put", "folder", "--name", f"{project}/things", *words)
    assert put.returncode == 0, put.stderr
    assert f'run.use_artifact("{api.default_entity}/{project}/things:v0")' in put.stderr

    stored = api.artifact(f"{project}/things:best")
    assert (stored.type, stored.description, sorted(stored.aliases)) == ("model", "three files", ["best", "latest"])
    assert stored.logged_by().job_type == "cli_put"
    assert stored.logged_by().config == {"path": "folder"}

    get = run_command("artifact", "get", f"{project}/things:best", "--root", "got", "--type", "model")
    assert get.returncode == 0, get.stderr
    assert files_below(workplace / "got") == FILES


def test_put_logs_a_file_under_its_own_name_to_an_existing_run(start_run, api, project, workplace):
    run = start_run(project=project)
    run.finish()
    (workplace / "weights.bin").write_bytes(b"weights")
    put = run_command("artifact", "put", "weights.bin", "--name", f"{project}/weights", "--id", run.id, "--resume")
    assert put.returncode == 0, put.stderr
    stored = api.artifact(f"{project}/weights:latest")
    assert (stored.logged_by().id, list(stored.manifest.entries)) == (run.id, ["weights.bin"])
    assert Path(stored.file()).read_bytes() == b"weights"


def test_putting_the_same_content_twice_creates_one_version(run, api, collection, workplace):
    log(run, collection, FILES)
    write_files(workplace / "folder", FILES)
    put = run_command("artifact", "put", "folder", "--name", f"{run.project}/{collection}")
    assert put.returncode == 0, put.stderr
    assert f"{collection}:v0" in put.stderr
    assert len(api.artifacts("dataset", f"{run.project}/{collection}")) == 1


def test_put_rejects_a_missing_path(run, api, collection):
    put = run_command("artifact", "put", "nowhere", "--name", f"{run.project}/{collection}")
    assert put.returncode != 0
    assert "Path argument must be a file or directory" in put.stderr
    assert not api.artifact_exists(f"{run.project}/{collection}:latest")


# artifact get


def test_get_without_version_and_root_downloads_the_latest_to_the_default_folder(run, collection, workplace):
    log(run, collection, {"a.txt": b"old"})
    log(run, collection, {"a.txt": b"new"})
    get = run_command("artifact", "get", f"{run.entity}/{run.project}/{collection}")
    assert get.returncode == 0, get.stderr
    assert files_below(workplace / "artifacts" / f"{collection}:v1") == {"a.txt": b"new"}


def test_get_of_an_unknown_artifact_prints_an_error(run, collection):
    get = run_command("artifact", "get", f"{run.project}/{collection}:v0")
    assert get.returncode != 0
    assert f"artifact membership '{collection}:v0' not found in '{run.entity}/{run.project}'" in get.stderr


def test_get_of_another_type_is_refused(run, collection, workplace):
    log(run, collection, {"a.txt": b"a"})
    get = run_command("artifact", "get", f"{run.project}/{collection}:v0", "--type", "model", "--root", "got")
    assert get.returncode != 0
    assert "type 'model' specified but this artifact is of type 'dataset'" in get.stderr
    assert not (workplace / "got").exists()


# artifact ls


def listed(path: str, *options: str) -> list[list[str]]:
    """The lines of `wandb artifact ls` as words: type, time, size and name."""
    ls = run_command("artifact", "ls", path, *options)
    assert ls.returncode == 0, ls.stderr
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line).removeprefix("wandb:").split() for line in ls.stderr.splitlines()]
    return sorted([words for words in lines if len(words) == 4 and ":v" in words[3]], key=lambda words: words[3])


def test_ls_shows_the_newest_version_of_every_artifact(start_run, api, project):
    run = start_run(project=project)
    log(run, "data", {"a.txt": b"old"})
    log(run, "data", {"a.txt": b"newer"})
    log(run, "weights", {"w.bin": bytes(2048)}, type="model")
    data = ["dataset", api.artifact(f"{project}/data:v1").updated_at, "5.0B", "data:v1"]
    weights = ["model", api.artifact(f"{project}/weights:v0").updated_at, "2.0KB", "weights:v0"]
    assert listed(f"{run.entity}/{project}") == [data, weights]
    assert listed(project, "--type", "model") == [weights]
