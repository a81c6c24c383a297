"""A version in the making, driven request by request: what the client does in one call of `log_artifact`."""

import hashlib
import itertools
import json
from collections.abc import Mapping

from wire import Answer, Wire, exchange, md5_base64

START_RUN = """
mutation StartRun($entity: String, $project: String, $name: String) {
  upsertBucket(input: {entityName: $entity, modelName: $project, name: $name}) {
    bucket { id name project { id name entity { id name } } }
    inserted
  }
}
"""
CREATE_ARTIFACT = """
mutation Create($input: CreateArtifactInput!) {
  createArtifact(input: $input) { artifact { id state artifactSequence { latestArtifact { id } } } }
}
"""
CREATE_MANIFEST = """
mutation CreateManifest(
  $artifactID: ID!, $digest: String!, $includeUpload: Boolean!
  $entityName: String!, $projectName: String!, $runName: String!
) {
  createArtifactManifest(input: {
    artifactID: $artifactID, baseArtifactID: null, name: "wandb_manifest.json", digest: $digest,
    entityName: $entityName, projectName: $projectName, runName: $runName, type: FULL
  }) {
    artifactManifest {
      id
      file { id uploadUrl @include(if: $includeUpload) uploadHeaders @include(if: $includeUpload) }
    }
  }
}
"""
CREATE_FILES = """
mutation CreateFiles($input: CreateArtifactFilesInput!) {
  createArtifactFiles(input: $input) {
    files { edges { node { storagePath uploadUrl uploadHeaders artifact { id } } } }
  }
}
"""
COMMIT = """
mutation Commit($artifactID: ID!) { commitArtifact(input: {artifactID: $artifactID}) { artifact { id digest } } }
"""
MEMBERSHIP = """
query Membership($entity: String!, $project: String!, $name: String!) {
  project(entityName: $entity, name: $project) { artifactCollectionMembership(name: $name) { id versionIndex } }
}
"""

_numbers = itertools.count()


class Draft:
    """One pending version of a collection, with a run that logs it.

    It announces the digest of the manifest that is going to be sent, so that the digest is no reason for a refusal.
    """

    def __init__(self, wire: Wire, project: str, collection: str, manifest: bytes = b"") -> None:
        self.wire = wire
        self.collection = collection
        self.manifest = manifest
        run = {"entity": None, "project": project, "name": f"run-{next(_numbers)}"}
        bucket = wire.data(START_RUN, **run)["upsertBucket"]["bucket"]
        self.run = bucket["name"]
        self.project = bucket["project"]["name"]
        self.entity = bucket["project"]["entity"]["name"]
        created = wire.data(CREATE_ARTIFACT, input=self.create_input())["createArtifact"]["artifact"]
        self.id = created["id"]
        self.manifest_id = self._new_manifest(digest="", include_upload=False)["id"]

    def create_input(self, **changes: object) -> dict[str, object]:
        """The input by which the client creates a version, with changes."""
        number = next(_numbers)
        return {
            "entityName": self.entity,
            "projectName": self.project,
            "runName": self.run,
            "artifactTypeName": "dataset",
            "artifactCollectionName": self.collection,
            "artifactCollectionNames": None,
            "aliases": [{"artifactCollectionName": self.collection, "alias": "latest"}],
            "digest": digest_of(self.manifest),
            "digestAlgorithm": "MANIFEST_MD5",
            "enableDigestDeduplication": True,
            "clientID": f"client-{number:0120d}",
            "sequenceClientID": f"sequence-{number:0119d}",
            "description": None,
            "metadata": None,
            **changes,
        }

    def declare(self, name: str, md5: str) -> Answer:
        """Announces a file, as an answer that may be a refusal."""
        file = {
            "artifactID": self.id,
            "artifactManifestID": self.manifest_id,
            "name": name,
            "md5": md5,
            "mimetype": None,
            "uploadPartsInput": None,
        }
        return self.wire.graphql(CREATE_FILES, {"input": {"artifactFiles": [file], "storageLayout": "V2"}})

    def upload_address(self, name: str, data: bytes) -> tuple[str, dict[str, str]]:
        """Announces a file that is not stored yet and returns where to send it, and with which headers."""
        answer = self.declare(name, md5_base64(data))
        assert answer.status == 200 and "errors" not in answer.json(), answer.text
        node = answer.json()["data"]["createArtifactFiles"]["files"]["edges"][0]["node"]
        assert node["uploadUrl"], f"{name} is said to be stored already"
        return node["uploadUrl"], as_headers(node["uploadHeaders"])

    def upload(self, name: str, data: bytes) -> None:
        """Stores a file."""
        url, headers = self.upload_address(name, data)
        answer = exchange("PUT", url, data, headers)
        assert answer.status == 200, answer.text

    def send_manifest(self, other_bytes: bytes | None = None) -> Answer:
        """Sends the manifest, or other bytes in its place; the answer may be a refusal."""
        file = self._new_manifest(digest=md5_base64(self.manifest), include_upload=True)["file"]
        body = self.manifest if other_bytes is None else other_bytes
        return exchange("PUT", file["uploadUrl"], body, as_headers(file["uploadHeaders"]))

    def commit(self) -> Answer:
        """Asks for the version to be made."""
        return self.wire.graphql(COMMIT, {"artifactID": self.id})

    def is_visible(self) -> bool:
        """Tells whether the collection has a version."""
        names = {"entity": self.entity, "project": self.project, "name": f"{self.collection}:latest"}
        project = self.wire.data(MEMBERSHIP, **names)["project"]
        return project is not None and project["artifactCollectionMembership"] is not None

    def _new_manifest(self, digest: str, include_upload: bool) -> dict:
        variables = {
            "artifactID": self.id,
            "digest": digest,
            "entityName": self.entity,
            "projectName": self.project,
            "runName": self.run,
            "includeUpload": include_upload,
        }
        return self.wire.data(CREATE_MANIFEST, **variables)["createArtifactManifest"]["artifactManifest"]


def manifest_of(contents: Mapping[str, object]) -> bytes:
    """A manifest like the client's, around these entries."""
    manifest = {
        "version": 1,
        "storagePolicy": "wandb-storage-policy-v1",
        "storagePolicyConfig": {"storageLayout": "V2"},
        "contents": contents,
    }
    return json.dumps(manifest).encode()


def digest_of(manifest: bytes) -> str:
    """The digest of an artifact with this manifest, as the client computes it; of no artifact when it is none."""
    hasher = hashlib.md5(b"wandb-artifact-manifest-v1\n")
    try:
        contents = json.loads(manifest)["contents"]
        lines = sorted((path, entry["digest"]) for path, entry in contents.items())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        lines = []
    for path, digest in lines:
        hasher.update(f"{path}:{digest}\n".encode(errors="surrogatepass"))
    return hasher.hexdigest()


def as_headers(lines: list[str]) -> dict[str, str]:
    """Upload headers come as "Name:Value" lines."""
    return dict(line.split(":", 1) for line in lines)
