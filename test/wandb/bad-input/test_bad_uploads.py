"""Bad uploads and manifests are rejected with a message and create no version, and the server keeps running."""

import pytest
from draft import manifest_of
from refusal import assert_graphql_refused, assert_manifest_refused, assert_route_refused
from wire import exchange, md5_base64

DEEP = 100_000


def entry(data: bytes = b"fine", **changes: object) -> dict[str, object]:
    """The entry of a file, with changes; `...` leaves a field out."""
    fields = {"digest": md5_base64(data), "size": len(data), **changes}
    return {name: value for name, value in fields.items() if value is not ...}


@pytest.mark.parametrize("body", [b"something", b"announced and more", b"announce", b""])
def test_an_upload_of_unexpected_bytes_is_refused_and_not_stored(start_draft, body):
    draft = start_draft(manifest_of({"a.txt": entry(b"announced")}))
    url, headers = draft.upload_address("a.txt", b"announced")
    assert_route_refused(exchange("PUT", url, body, headers))
    assert_manifest_refused(draft)


def test_an_upload_with_the_md5_of_other_bytes_is_refused(draft):
    url, headers = draft.upload_address("a.txt", b"announced")
    assert_route_refused(exchange("PUT", url, b"other", {**headers, "Content-MD5": md5_base64(b"other")}))


def test_a_refused_upload_can_be_sent_again(draft):
    url, headers = draft.upload_address("a.txt", b"announced")
    assert_route_refused(exchange("PUT", url, b"something", headers))
    assert exchange("PUT", url, b"announced", headers).status == 200
    assert exchange("PUT", url, b"announced", headers).status == 200


def test_a_signed_url_is_valid_for_one_method_only(draft):
    url, headers = draft.upload_address("a.txt", b"announced")
    for method in ("GET", "POST", "DELETE"):
        assert_route_refused(exchange(method, url, b"announced" if method == "POST" else None, headers))


def test_a_modified_signed_url_is_refused(draft):
    url, headers = draft.upload_address("a.txt", b"announced")
    other_character = "A" if url[-3] != "A" else "B"
    for changed in (url[:-3] + other_character + url[-2:], url[:-8]):
        assert_route_refused(exchange("PUT", changed, b"announced", headers))
    assert exchange("PUT", url, b"announced", headers).status == 200


@pytest.mark.parametrize("md5", ["", "not base64!", "AAAA", "../../../../etc/passwd", "0" * 32], ids=repr)
def test_a_file_announced_with_a_malformed_md5_is_refused(draft, md5):
    assert_graphql_refused(draft.declare("a.txt", md5))


BAD_PATHS = [
    "",
    ".",
    "..",
    "../up.txt",
    "a/../../up.txt",
    "a/..",
    "./a.txt",
    "a//b.txt",
    "a/",
    "/etc/passwd",
    "C:\\Windows\\x",
    "C:/x",
    "back\\slash.txt",
    "..\\up.txt",
    "nul\0.txt",
    "line\nbreak.txt",
    "carriage\rreturn.txt",
    "tab\t.txt",
    "delete\x7f.txt",
    "lone-surrogate-\ud800.txt",
    "x" * 256,
    "/".join("d" * 20 for _ in range(80)),
]


@pytest.mark.parametrize("path", BAD_PATHS, ids=ascii)
def test_a_manifest_with_a_bad_path_is_refused(start_draft, path):
    draft = start_draft(manifest_of({"fine.txt": entry(), path: entry()}))
    draft.upload("fine.txt", b"fine")
    assert_manifest_refused(draft)


@pytest.mark.parametrize("path", BAD_PATHS, ids=ascii)
def test_a_bad_path_is_refused_when_it_is_announced(draft, path):
    assert_graphql_refused(draft.declare(path, md5_base64(b"fine")))


GOOD = manifest_of({"fine.txt": entry()})
TWO = manifest_of({"fine.txt": entry(), "TWIN": entry()})
PLACE = manifest_of({"fine.txt": entry(size="HERE")})

BAD_MANIFESTS = {
    "empty": b"",
    "not json": b"{",
    "not utf-8": GOOD.replace(b"fine.txt", b"fi\xffne.txt"),
    "a list": b"[]",
    "deep": b"[" * DEEP,
    "deep entry": PLACE.replace(b'"HERE"', b"[" * DEEP + b"]" * DEEP),
    "without contents": b'{"version": 1, "storagePolicy": "wandb-storage-policy-v1", "storagePolicyConfig": {}}',
    "contents are a list": manifest_of({}).replace(b'"contents": {}', b'"contents": []'),
    "contents inherited": b'{"version": 1, "__proto__": {"contents": {}}}',
    "another version": GOOD.replace(b'"version": 1', b'"version": 2'),
    "something behind it": GOOD + b"{}",
    "a file and a folder": manifest_of({"a": entry(), "a/b": entry()}),
    "a folder and a file": manifest_of({"a/b/c": entry(), "a/b": entry()}),
    "a file, a neighbour and a folder": manifest_of({"a": entry(), "a-b": entry(), "a.b": entry(), "a/b": entry()}),
    "twice the same path": TWO.replace(b"TWIN", b"fine.txt"),
    "twice the same path, escaped": TWO.replace(b"TWIN", b"\\u0066ine.txt"),
    "twice the contents": GOOD.replace(b'"contents"', b'"contents": {}, "contents"'),
    "an entry that is null": manifest_of({"fine.txt": None}),
    "an entry that is a text": manifest_of({"fine.txt": "digest"}),
    "an entry whose fields are inherited": manifest_of({"fine.txt": {"__proto__": entry()}}),
    "without digest": manifest_of({"fine.txt": entry(digest=...)}),
    "a digest that is a number": manifest_of({"fine.txt": entry(digest=7)}),
    "a digest of the wrong length": manifest_of({"fine.txt": entry(digest="AAAA")}),
    "a digest that is a path": manifest_of({"fine.txt": entry(digest="../../../../etc/passwd")}),
    "bytes that never came": manifest_of({"fine.txt": entry(digest=md5_base64(b"never sent"))}),
    "a size too small": manifest_of({"fine.txt": entry(size=3)}),
    "a size too large": manifest_of({"fine.txt": entry(size=5)}),
    "a negative size": manifest_of({"fine.txt": entry(size=-4)}),
    "a broken size": manifest_of({"fine.txt": entry(size=4.5)}),
    "a size beyond whole numbers": manifest_of({"fine.txt": entry(size=2**63)}),
    "an infinite size": PLACE.replace(b'"HERE"', b"1e9999"),
    "a size that is a text": manifest_of({"fine.txt": entry(size="4")}),
    "a ref that is a number": manifest_of({"fine.txt": entry(ref=7)}),
}


@pytest.mark.parametrize("manifest", BAD_MANIFESTS.values(), ids=BAD_MANIFESTS)
def test_a_bad_manifest_is_refused(start_draft, manifest):
    draft = start_draft(manifest)
    draft.upload("fine.txt", b"fine")
    assert_manifest_refused(draft)


def test_a_manifest_with_unannounced_bytes_is_refused(start_draft):
    draft = start_draft(GOOD)
    draft.upload("fine.txt", b"fine")
    assert_route_refused(draft.send_manifest(other_bytes=TWO))
    assert_graphql_refused(draft.commit())
    assert not draft.is_visible()


def test_a_manifest_with_a_different_digest_than_announced_is_refused(start_draft):
    draft = start_draft(GOOD)
    draft.upload("fine.txt", b"fine")
    draft.manifest = manifest_of({"other.txt": entry()})
    assert_manifest_refused(draft)


@pytest.mark.parametrize("path", ["fine.txt", "__proto__", "a b/ü 🧬#%+.txt", "x" * 255, "...", "..a"], ids=ascii)
def test_a_valid_manifest_creates_the_version(start_draft, path):
    draft = start_draft(manifest_of({path: entry()}))
    draft.upload(path, b"fine")
    assert draft.send_manifest().status == 200
    committed = draft.commit()
    assert committed.status == 200 and "errors" not in committed.json(), committed.text
    assert draft.is_visible()


def test_a_commit_sent_twice_creates_one_version(start_draft):
    draft = start_draft(GOOD)
    draft.upload("fine.txt", b"fine")
    assert draft.send_manifest().status == 200
    first, second = draft.commit(), draft.commit()
    assert first.status == second.status == 200
    assert first.json() == second.json()


def test_a_version_without_a_manifest_cannot_be_committed(draft):
    assert_graphql_refused(draft.commit())
    assert not draft.is_visible()
