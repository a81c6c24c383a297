"""Bad requests to /graphql are rejected with a message, and the server keeps running."""

import json

import pytest
from refusal import assert_graphql_refused
from wire import exchange

DEEP = 100_000
MANY = 10_000
MIB = 1024 * 1024
VIEWER = "{ viewer { id } }"
PROJECT = "query P($entity: String!, $name: String!) { project(entityName: $entity, name: $name) { id } }"
UPDATE_RUN = """
mutation Update($name: String, $project: String, $config: JSONString) {
  upsertBucket(input: {name: $name, modelName: $project, config: $config}) { bucket { id } inserted }
}
"""


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


BROKEN_BODIES = {
    "empty": b"",
    "cut off": b'{"query": "{ viewer',
    "not json": b"query=viewer",
    "not utf-8": b'{"query": "\xff\xfe"}',
    "a number": b"7",
    "null": b"null",
    "a text": b'"{ viewer { id } }"',
    "an empty list": b"[]",
    "an empty object": b"{}",
    "query is no text": b'{"query": {"viewer": {"id": true}}}',
    "variables are no object": as_json({"query": VIEWER, "variables": "all of them"}),
    "variables are a list": as_json({"query": VIEWER, "variables": [1]}),
    "a thousand operations": as_json([{"query": VIEWER}] * 1000),
    "deep list": b"[" * DEEP + b"]" * DEEP,
    "deep list, never closed": b"[" * DEEP,
    "deep object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep variables": b'{"query": "{ viewer { id } }", "variables": {"a": ' + b"[" * DEEP + b"]" * DEEP + b"}}",
    "query inherited": as_json({"__proto__": {"query": VIEWER}}),
    "variables inherited": as_json({"query": PROJECT, "variables": {"__proto__": {"entity": "a", "name": "b"}}}),
}


@pytest.mark.parametrize("body", BROKEN_BODIES.values(), ids=BROKEN_BODIES)
def test_a_broken_body_is_refused(wire, body):
    assert_graphql_refused(wire.send("POST", "/graphql", body, Content_Type="application/json"))


def nested_projects(depth: int) -> str:
    """A query that the schema allows at any depth."""
    selection = "id"
    for _ in range(depth):
        selection = f'project(name: "p") {{ entity {{ {selection} }} }}'
    return f'{{ entity(name: "e") {{ {selection} }} }}'


def aliased(selection: str) -> str:
    return "{ " + " ".join(f"a{number}: {selection}" for number in range(MANY)) + " }"


def chained_fragments(count: int) -> str:
    links = (f"fragment F{number} on User {{ id ...F{number + 1} }}" for number in range(count))
    return "{ viewer { ...F0 } } " + " ".join(links) + f" fragment F{count} on User {{ id }}"


BAD_QUERIES = {
    "no operation": "",
    "syntax": "{ viewer { id }",
    "unknown field": "{ viewer { id shoeSize } }",
    "unknown root field": "{ allTheSecrets }",
    "unknown argument": '{ viewer(of: "me") { id } }',
    "unknown type": "query Q($x: Nonsense!) { viewer { id } }",
    "unknown fragment": "{ viewer { ...Missing } }",
    "fragment in itself": "{ viewer { ...A } } fragment A on User { id ...A }",
    "field without selection": "{ viewer }",
    "missing variable": PROJECT,
    "two operations, none named": "query A { viewer { id } } query B { viewer { id } }",
    "subscription": "subscription { viewer { id } }",
    "five hundred levels": nested_projects(500),
    "a hundred thousand braces": "{ a " * DEEP,
    "ten thousand aliases": aliased("viewer { id }"),
    "ten thousand aliases of a list": aliased("serverInfo { features { name isEnabled } }"),
    "ten thousand directives": "{ viewer { id " + "@include(if: true) " * MANY + "} }",
    "ten thousand fragments": chained_fragments(MANY),
    "a query of a mebibyte": "{ viewer { id " + "id " * (MIB // 3) + "} }",
}


@pytest.mark.parametrize("query", BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_a_bad_query_is_refused(wire, query):
    assert_graphql_refused(wire.graphql(query))


BAD_VARIABLES = {
    "null for a required one": {"entity": None, "name": "p"},
    "a number for a text": {"entity": 7, "name": "p"},
    "an object for a text": {"entity": {"$ne": None}, "name": "p"},
    "a list for a text": {"entity": ["a", "b"], "name": "p"},
}


@pytest.mark.parametrize("variables", BAD_VARIABLES.values(), ids=BAD_VARIABLES)
def test_variables_of_the_wrong_type_are_refused(wire, variables):
    assert_graphql_refused(wire.graphql(PROJECT, variables))


def test_variables_that_the_query_does_not_name_are_ignored(wire):
    # The client sends such variables itself.
    answer = wire.graphql(VIEWER, {"usedAs": None, "__proto__": {"admin": True}, "more": [1]})
    assert answer.status == 200 and answer.json()["data"]["viewer"]["id"], answer.text


@pytest.mark.parametrize("path", ["/graphql", "/graphql?query=%7B%20viewer%20%7B%20id%20%7D%20%7D"])
def test_a_get_is_refused(wire, path):
    assert_graphql_refused(wire.send("GET", path))


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_a_cross_origin_page_could_send_is_refused(wire, content_type):
    assert_graphql_refused(wire.send("POST", "/graphql", as_json({"query": VIEWER}), Content_Type=content_type))


@pytest.mark.parametrize("value", [None, "Basic !!!", "Basic ", "Bearer x", "Nonsense"])
def test_a_request_without_a_key_is_refused(server, value):
    headers = {} if value is None else {"Authorization": value}
    answer = exchange("POST", f"{server.base_url}/graphql", json_body={"query": VIEWER}, headers=headers)
    assert answer.status == 401
    assert_graphql_refused(answer)


@pytest.mark.parametrize("size_bytes", [64 * MIB, 1024 * MIB], ids=["64 MiB", "1 GiB"])
def test_an_oversized_body_is_refused(wire, size_bytes):
    answer = wire.send_large("/graphql", size_bytes, Content_Type="application/json")
    assert answer.status == 413
    assert_graphql_refused(answer)


def test_a_variable_of_ten_mebibytes_is_accepted(wire):
    # The client's own self-check sends one as long as this.
    assert wire.graphql(VIEWER, {"desc": "x" * 10 * MIB}).status == 200


CONFIGS = {
    "not json": "{lr: 1}",
    "a list": "[1, 2]",
    "deep": '{"a":' + "[" * DEEP + "]" * DEEP + "}",
    "deep and never closed": '{"a":' * DEEP,
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_a_config_that_is_not_a_plain_object_is_refused(wire, project, config):
    assert_graphql_refused(wire.graphql(UPDATE_RUN, {"name": "odd", "project": project, "config": config}))


BAD_ARTIFACTS = {
    "name with a slash": {"artifactCollectionName": "a/b"},
    "name that is only a version": {"artifactCollectionName": ":v0"},
    "empty name": {"artifactCollectionName": ""},
    "long name": {"artifactCollectionName": "n" * 129},
    "name with a line break": {"artifactCollectionName": "a\nb"},
    "empty type": {"artifactTypeName": ""},
    "digest that is no digest": {"digest": "../../etc/passwd"},
    "metadata that is no JSON": {"metadata": "{k: 1}"},
    "metadata that is a list": {"metadata": "[1]"},
    "deep metadata": {"metadata": '{"a":' + "[" * DEEP + "]" * DEEP + "}"},
    "alias with a slash": {"aliases": [{"artifactCollectionName": "c", "alias": "a/b"}]},
    "alias with a colon": {"aliases": [{"artifactCollectionName": "c", "alias": "a:b"}]},
    "empty alias": {"aliases": [{"artifactCollectionName": "c", "alias": ""}]},
    "long alias": {"aliases": [{"artifactCollectionName": "c", "alias": "a" * 129}]},
    "unknown field": {"state": "COMMITTED"},
    "inherited field": {"__proto__": {"state": "COMMITTED"}},
    "entity of nobody": {"entityName": "nobody-of-this-name"},
}


@pytest.mark.parametrize("changes", BAD_ARTIFACTS.values(), ids=BAD_ARTIFACTS)
def test_a_bad_artifact_is_refused(wire, draft, changes):
    query = "mutation C($input: CreateArtifactInput!) { createArtifact(input: $input) { artifact { id } } }"
    assert_graphql_refused(wire.graphql(query, {"input": draft.create_input(**changes)}))


# Numbers nothing has, other kinds of things, and what is no id at all.
BAD_IDS = ["", "0", "../..", "QXJ0aWZhY3Q6OTk5OTk5OTk5OTk5", "QXJ0aWZhY3Q6LTE=", "UHJvamVjdDox", "\0", "x" * MANY]


@pytest.mark.parametrize("artifact_id", BAD_IDS, ids=lambda value: ascii(value)[:40])
def test_an_unknown_id_cannot_be_committed(wire, artifact_id):
    commit = "mutation C($id: ID!) { commitArtifact(input: {artifactID: $id}) { artifact { id } } }"
    assert_graphql_refused(wire.graphql(commit, {"id": artifact_id}))


@pytest.mark.parametrize("artifact_id", BAD_IDS, ids=lambda value: ascii(value)[:40])
def test_an_unknown_id_finds_no_artifact(wire, artifact_id):
    answer = wire.graphql("query A($id: ID!) { artifact(id: $id) { id } }", {"id": artifact_id})
    if answer.status == 200:
        assert answer.json() == {"data": {"artifact": None}}
    else:
        assert_graphql_refused(answer)


BAD_FILTERS = ["{", "[]", '{"$nonsense": 1}', '{"name": {"$regex": "("}}', '{"name": {"$in": 7}}', '{"a":' * DEEP]
RUNS = """
query R($entity: String!, $project: String!, $filters: JSONString, $first: Int, $after: String) {
  project(entityName: $entity, name: $project) {
    runs(filters: $filters, first: $first, after: $after) { edges { node { id } } }
  }
}
"""


@pytest.mark.parametrize("filters", BAD_FILTERS, ids=lambda value: value[:30])
def test_a_bad_filter_is_refused(wire, draft, filters):
    names = {"entity": draft.entity, "project": draft.project}
    assert_graphql_refused(wire.graphql(RUNS, {**names, "filters": filters}))


BAD_PAGES = [{"first": -1}, {"first": 2**31}, {"first": 1.5}, {"after": "no cursor of ours"}]


@pytest.mark.parametrize("page", BAD_PAGES, ids=str)
def test_a_bad_page_is_refused(wire, draft, page):
    names = {"entity": draft.entity, "project": draft.project}
    assert_graphql_refused(wire.graphql(RUNS, {**names, **page}))
