"""Users, teams and keys: a user cannot read what belongs to another user."""

import base64
import itertools
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import wandb
from wandb.errors import AuthenticationError, CommError
from wire import Wire, basic, exchange

_numbers = itertools.count()

LOG_ONE = """
import sys
import wandb

with wandb.init(project=sys.argv[1], config={"secret": "plan"}) as run:
    artifact = wandb.Artifact("private", type="dataset", metadata={"secret": True})
    with artifact.new_file("secret.txt") as file:
        file.write("for my eyes only")
    run.log({"loss": 1})
    run.log_artifact(artifact).wait()
    print(run.entity, run.id, artifact.id)
"""
INIT = """
import sys
import wandb

try:
    wandb.init(project="stolen", entity=sys.argv[1] or None)
except wandb.errors.CommError as refusal:
    print(type(refusal).__name__)
    print(refusal)
"""
LOGIN = """
import wandb

try:
    wandb.login(verify=True)
except wandb.errors.AuthenticationError as refusal:
    print(refusal)
"""


@dataclass(frozen=True)
class Owner:
    """A user with a run and an artifact in a project of their own."""

    username: str
    api_key: str
    project: str
    run_id: str
    artifact_id: str

    @property
    def path(self) -> str:
        return f"{self.username}/{self.project}"


def fresh_username(word: str) -> str:
    return f"{word}-{next(_numbers)}"


@pytest.fixture
def owner(provisioning, python, project) -> Owner:
    """A user who has logged something."""
    username = fresh_username("owner")
    key = provisioning.make_user(username)
    entity, run_id, artifact_id = python(LOG_ONE, project, WANDB_API_KEY=key).stdout.split()
    assert entity == username, "a user's runs go to the personal entity"
    return Owner(username, key, project, run_id, artifact_id)


@pytest.fixture
def stranger_key(provisioning) -> str:
    """The key of a user who shares nothing with anybody."""
    return provisioning.make_user(fresh_username("stranger"))


def test_a_user_cannot_read_the_projects_of_another_user(owner, stranger_key, server):
    own, foreign = wandb.Api(api_key=owner.api_key), wandb.Api(api_key=stranger_key)
    name = f"{owner.path}/private:latest"

    assert own.artifact(name).metadata == {"secret": True}
    assert own.run(f"{owner.path}/{owner.run_id}").config == {"secret": "plan"}
    assert [project.name for project in own.projects(owner.username)] == [owner.project]

    with pytest.raises(CommError, match=f"project '{owner.project}' not found under entity '{owner.username}'"):
        foreign.artifact(name)
    with pytest.raises(CommError, match="Could not find run"):
        foreign.run(f"{owner.path}/{owner.run_id}")
    with pytest.raises(ValueError, match="Unable to parse"):
        list(foreign.artifacts("dataset", f"{owner.path}/private"))
    with pytest.raises(ValueError, match="Could not find project"):
        list(foreign.runs(owner.path))
    assert owner.project not in {project.name for project in foreign.projects()}

    by_id = "query ById($id: ID!) { artifact(id: $id) { id digest } }"
    assert Wire(server.base_url, owner.api_key).data(by_id, id=owner.artifact_id)["artifact"]["id"] == owner.artifact_id
    assert Wire(server.base_url, stranger_key).data(by_id, id=owner.artifact_id)["artifact"] is None


def test_file_bytes_require_read_access_to_the_project(owner, stranger_key, server):
    entry = wandb.Api(api_key=owner.api_key).artifact(f"{owner.path}/private:v0").get_entry("secret.txt")
    owner_id = quote(owner.artifact_id)
    digest = base64.b64decode(entry.digest).hex()
    path = f"/artifactsV2/default/{owner.path}/private/{owner_id}/{owner_id}/{digest}/secret.txt"
    own = exchange("GET", server.base_url + path, headers=basic(owner.api_key))
    assert (own.status, own.body) == (200, b"for my eyes only")
    assert exchange("GET", server.base_url + path, headers=basic(stranger_key)).status == 404
    assert exchange("GET", server.base_url + path).status == 401


def test_a_user_cannot_start_a_run_in_the_entity_of_another_user(owner, stranger_key, python):
    printed = python(INIT, owner.username, WANDB_API_KEY=stranger_key).stdout
    assert printed.startswith("CommError")
    names = {project.name for project in wandb.Api(api_key=owner.api_key).projects(owner.username)}
    assert names == {owner.project}


def test_a_user_can_be_created_with_a_given_key(provisioning):
    key = "local-" + "k3y" * 20
    username = fresh_username("mover")
    assert provisioning.make_user(username, apiKey=key) == key
    assert wandb.Api(api_key=key).viewer.username == username
    assert wandb.Api(api_key=key).default_entity == username


def test_deleting_a_user_revokes_the_key(provisioning):
    username = fresh_username("leaver")
    key = provisioning.make_user(username)
    assert provisioning.send("DELETE", f"/users/{username}").status == 200
    assert provisioning.send("DELETE", f"/users/{username}").status == 404
    with pytest.raises(AuthenticationError):
        wandb.Api(api_key=key)


def test_an_unknown_key_is_an_authentication_error(server):
    with pytest.raises(AuthenticationError, match=f"Failed to verify credentials with {server.base_url}"):
        wandb.Api(api_key="x" * 40)


def test_an_unknown_key_can_neither_log_in_nor_start_a_run(python, server):
    printed = python(LOGIN, WANDB_API_KEY="x" * 40).stdout
    assert f"Failed to authenticate with {server.base_url}: user is not logged in" in printed
    assert python(INIT, "", WANDB_API_KEY="x" * 40).stdout.split("\n")[0] in {"CommError", "AuthenticationError"}


@pytest.mark.parametrize("token", ["", "x" * 40])
def test_the_provisioning_routes_require_the_admin_token(provisioning, token):
    body = {"username": fresh_username("nobody"), "email": "nobody@example.com", "admin": True}
    answer = provisioning.send("POST", "/users", body, token=token)
    assert answer.status == 401
    assert set(answer.json()["error"]) >= {"code", "message"}


def test_a_user_key_is_rejected_by_the_provisioning_routes(provisioning, stranger_key, server):
    body = {"username": fresh_username("nobody"), "email": "nobody@example.com", "admin": True}
    for headers in (basic(stranger_key), {"Authorization": f"Bearer {stranger_key}"}):
        answer = exchange("POST", f"{server.base_url}/api/admin/users", json_body=body, headers=headers)
        assert answer.status in {401, 403}
    # The name is still free: nobody was made.
    provisioning.make_user(body["username"])


@pytest.mark.parametrize(
    "fields",
    [
        {"username": ""},
        {"username": "with blank"},
        {"username": "slash/ed"},
        {"username": "x" * 65},
        {"username": "graphql"},
        {"username": "ArtifactsV2"},
        {"username": None},
        {"username": 7},
        {"apiKey": "x" * 39},
        {"apiKey": "!" * 40},
    ],
    ids=str,
)
def test_an_invalid_user_is_rejected_with_a_message(provisioning, fields):
    body = {"username": fresh_username("odd"), "email": "odd@example.com", "admin": False, **fields}
    answer = provisioning.send("POST", "/users", body)
    assert answer.status == 400
    assert " " in answer.json()["error"]["message"]


def test_users_teams_and_orgs_share_one_namespace(provisioning):
    user, org, team = (fresh_username(word) for word in ("user", "org", "team"))
    member = [{"username": user, "role": "admin"}]
    provisioning.make_user(user)
    assert provisioning.send("POST", "/orgs", {"name": org, "members": member}).status == 201
    assert provisioning.send("POST", "/teams", {"name": team, "org": org, "members": member}).status == 201
    for taken in (user, org, team):
        body = {"username": taken, "email": "second@example.com", "admin": False}
        assert provisioning.send("POST", "/users", body).status == 409, taken


def test_team_members_can_read_what_other_members_log(provisioning, python, project):
    names = [fresh_username(word) for word in ("maker", "reader", "outsider")]
    keys = dict(zip(names, map(provisioning.make_user, names)))
    maker, reader, outsider = names
    members = [{"username": maker, "role": "member"}, {"username": reader, "role": "member"}]
    org, team = fresh_username("company"), fresh_username("crew")
    assert provisioning.send("POST", "/orgs", {"name": org, "members": members}).status == 201
    assert provisioning.send("POST", "/teams", {"name": team, "org": org, "members": members}).status == 201

    entity, _, _ = python(LOG_ONE, project, WANDB_API_KEY=keys[maker], WANDB_ENTITY=team).stdout.split()
    assert entity == team
    assert wandb.Api(api_key=keys[reader]).artifact(f"{team}/{project}/private:latest").version == "v0"
    with pytest.raises(CommError, match=f"project '{project}' not found under entity '{team}'"):
        wandb.Api(api_key=keys[outsider]).artifact(f"{team}/{project}/private:latest")


def test_the_organization_of_the_default_entity_is_found(provisioning):
    user, lone, org, team = (fresh_username(word) for word in ("user", "lone", "org", "team"))
    key = provisioning.make_user(user)
    lone_key = provisioning.make_user(lone)
    assert provisioning.send("POST", "/orgs", {"name": org, "members": []}).status == 201
    members = [{"username": user, "role": "member"}]
    assert provisioning.send("POST", "/teams", {"name": team, "org": org, "members": members}).status == 201
    # The personal entity belongs to the one organization of its user, a team to its own.
    assert wandb.Api(api_key=key).organization().name == org
    of_team = wandb.Api(api_key=key, overrides={"entity": team}).organization()
    assert (of_team.name, of_team.org_entity.name) == (org, org)
    with pytest.raises(Exception, match="Unable to find organization"):
        wandb.Api(api_key=lone_key).organization()
    with pytest.raises(Exception, match="not found"):
        wandb.Api(api_key=lone_key).organization(org)
