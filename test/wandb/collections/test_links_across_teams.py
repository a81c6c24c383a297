"""A version of one team linked into a portfolio of another: members of either team can list it without errors."""

import itertools

import pytest

_numbers = itertools.count()

LINK = """
import sys
import wandb

source, target = sys.argv[1:]
with wandb.init(entity=source, project="of-a", config={"secret": "of-a"}) as run:
    artifact = wandb.Artifact("data", type="dataset", description="shared", metadata={"rows": 3})
    with artifact.new_file("rows.csv") as file:
        file.write("1")
    logged = run.log_artifact(artifact, aliases=["only-of-a"]).wait()
    run.link_artifact(logged, f"{target}/of-b/links", aliases=["only-of-b"])
with wandb.init(entity=target, project="of-b", config={"secret": "of-b"}) as run:
    run.use_artifact(f"{target}/of-b/links:only-of-b")
"""

WALK = """
import sys
import wandb

entity, project, name = sys.argv[1:]
api = wandb.Api()
assert project in [it.name for it in api.projects(entity)]
types = [it.name for it in api.artifact_types(f"{entity}/{project}")]
assert types == ["dataset"], types
collections = list(api.artifact_collections(f"{entity}/{project}", "dataset"))
assert name in [it.name for it in collections]
for collection in collections:
    print("collection", collection.name, collection.type, list(collection.aliases))
    for version in collection.artifacts():
        print("version", version.qualified_name, version.version, sorted(version.aliases))
for version in api.artifacts("dataset", f"{entity}/{project}/{name}"):
    print(version.name, version.description, version.metadata, version.digest, version.size, version.state)
version = api.artifact(f"{entity}/{project}/{name}:latest")
print("opened", version.qualified_name, version.type, version.aliases, version.tags, version.created_at, version.ttl)
print("source", repr(version.source_name), repr(version.source_entity), repr(version.source_project))
print("link", version.is_link, [it.qualified_name for it in version.linked_artifacts])
print("in", version.collection.name, version.collection.project, version.collection.entity)
print("runs", [(it.entity, it.config) for it in version.used_by()], version.logged_by())
try:
    print("files", version.get_entry("rows.csv").path, [it.name for it in version.files()])
except Exception as error:
    print("no files", error)
"""


@pytest.fixture
def teams(provisioning, python):
    """A team with a version, a team with a link to it, and a viewer of each with a key."""
    number = next(_numbers)
    keys = {name: provisioning.make_user(f"{name}-{number}") for name in ("both", "sees-a", "sees-b")}
    names = []
    for side in ("a", "b"):
        org, team = f"org-{side}-{number}", f"team-{side}-{number}"
        assert provisioning.send("POST", "/orgs", {"name": org, "members": []}).status == 201
        members = [
            {"username": f"both-{number}", "role": "member"},
            {"username": f"sees-{side}-{number}", "role": "viewer"},
        ]
        assert provisioning.send("POST", "/teams", {"name": team, "org": org, "members": members}).status == 201
        names.append(team)
    python(LINK, *names, WANDB_API_KEY=keys["both"])
    return names, keys


def test_a_member_of_either_team_can_list_and_open_a_link(teams, python):
    (source, target), keys = teams
    of_source = python(WALK, source, "of-a", "data", WANDB_API_KEY=keys["sees-a"]).stdout
    assert f"opened {source}/of-a/data:" in of_source
    assert "files rows.csv ['rows.csv']" in of_source
    assert "of-b" not in of_source and target not in of_source

    of_link = python(WALK, target, "of-b", "links", WANDB_API_KEY=keys["sees-b"]).stdout
    assert f"opened {target}/of-b/links:" in of_link
    assert "links:v0 shared {'rows': 3}" in of_link
    assert "source 'data:v0' '' ''" in of_link
    assert f"runs [('{target}', {{'secret': 'of-b'}})] None" in of_link, "the run of one's own team that used it"
    assert "no files" in of_link
    assert "of-a" not in of_link and source not in of_link


def test_a_member_of_both_teams_can_follow_a_link_to_its_source(teams, python):
    (source, target), keys = teams
    printed = python(WALK, target, "of-b", "links", WANDB_API_KEY=keys["both"]).stdout
    assert f"source 'data:v0' '{source}' 'of-a'" in printed
    assert "files rows.csv ['rows.csv']" in printed
