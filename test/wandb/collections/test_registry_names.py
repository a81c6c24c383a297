"""Registries are not offered yet: a link to one is refused with a sentence, and makes no project."""

import pytest
import wandb
from contents import log


@pytest.fixture(scope="module")
def team(server) -> str:
    """A team of an organisation the first account is an admin of."""
    from provisioning import Provisioning

    provisioning = Provisioning(server.base_url, server.admin_token)
    members = [{"username": "admin", "role": "admin"}]
    assert provisioning.send("POST", "/orgs", {"name": "registry-org", "members": members}).status == 201
    made = provisioning.send("POST", "/teams", {"name": "registry-team", "org": "registry-org", "members": members})
    assert made.status == 201, made.text
    return "registry-team"


def test_a_link_to_a_registry_is_rejected_with_a_message(start_run, team, project, collection):
    run = start_run(entity=team, project=project)
    version = log(run, collection, {"model.bin": b"weights"}, type="model")
    for target in ("wandb-registry-model/best", "registry-org/wandb-registry-model/best"):
        with pytest.raises(Exception, match="registries, which Stemma does not offer yet"):
            version.link(target)
    with pytest.raises(Exception, match="registries, which Stemma does not offer yet"):
        run.link_artifact(version, "wandb-registry-model/best")
    run.finish()
    for entity in (team, "registry-org"):
        assert "wandb-registry-model" not in [found.name for found in wandb.Api().projects(entity)]


def test_a_run_in_a_project_with_a_registry_name_is_rejected(start_run, team):
    with pytest.raises(wandb.errors.CommError, match="registries, which Stemma does not offer yet"):
        start_run(entity=team, project="wandb-registry-model")
