"""Places outside the server that references point to: web servers, an S3 store and a Google one, all on 127.0.0.1.

A test file has these fixtures by `pytest_plugins = ["reference_sources"]`.
"""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from google.cloud.storage import Client as GsClient

HOST = "127.0.0.1"
REGION = "us-east-1"
BUCKET_CHARACTERS = 40


@dataclass
class WebSource:
    """A web server and what it shows: change `files` and `etags` at any time."""

    base_url: str
    files: dict[str, bytes] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    # Files whose length is not told: the connection ends behind their last byte.
    lengthless: set[str] = field(default_factory=set)
    # The headers of every request, in lower case, in the order of arrival.
    requests: list[dict[str, str]] = field(default_factory=list)

    def put(self, path: str, data: bytes, etag: str | None = None) -> str:
        """Shows a file, with an ETag or without, and gives its address."""
        self.files[path] = data
        self.etags.pop(path, None)
        if etag is not None:
            self.etags[path] = etag
        return self.base_url + path


@contextmanager
def serve_files(context: ssl.SSLContext | None = None) -> Iterator[WebSource]:
    """A web server, with TLS if `context` is there."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            source.requests.append({name.lower(): value for name, value in self.headers.items()})
            data = source.files.get(self.path)
            self.send_response(404 if data is None else 200)
            if self.path in source.etags:
                self.send_header("ETag", source.etags[self.path])
            if self.path not in source.lengthless:
                self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            pass  # The client reads no more than the headers when it records a reference, and hangs up.

    server = Server((HOST, 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    source = WebSource(f"{'http' if context is None else 'https'}://{HOST}:{server.server_port}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certify(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A fresh certificate for 127.0.0.1: what a server needs of it, and the file by which a client trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    trusted, secret = folder / "certificate.pem", folder / "key.pem"
    trusted.write_bytes(certificate.public_bytes(pem))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, secret)
    return context, trusted


@dataclass
class S3Source:
    """An S3 store, seen through an S3 client."""

    client: object

    def make_bucket(self, name: str, versioned: bool = False) -> str:
        """A bucket of that name."""
        self.client.create_bucket(Bucket=name)
        if versioned:
            self.keep_versions(name)
        return name

    def keep_versions(self, bucket: str) -> None:
        """From now on the bucket keeps what is overwritten."""
        self.client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})

    def put(self, bucket: str, key: str, data: bytes) -> dict[str, str]:
        """Stores an object: its `etag` and, in a versioned bucket, its `versionID`, as the client writes them down."""
        answer = self.client.put_object(Bucket=bucket, Key=key, Body=data)
        version = {"versionID": answer["VersionId"]} if "VersionId" in answer else {}
        return {"etag": answer["ETag"].strip('"'), **version}


@contextmanager
def serve_s3() -> Iterator[S3Source]:
    """An S3 store, and the environment in which clients find it."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(HOST, port=0, verbose=False)
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_S3_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
        patch.setenv("AWS_REGION", REGION)
        patch.setenv("AWS_ACCESS_KEY_ID", "a key")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "its secret")
        endpoint = os.environ["AWS_S3_ENDPOINT_URL"]
        yield S3Source(boto3.session.Session().client("s3", endpoint_url=endpoint, region_name=REGION))
    server.stop()


@contextmanager
def serve_gs() -> Iterator["GsClient"]:
    """A Google store as its own client sees it, and the environment in which clients find it."""
    from gcp_storage_emulator.server import create_server
    from google.cloud import storage

    server = create_server(HOST, 0, in_memory=True)
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        # The emulator has no public way to tell the port that the system chose.
        patch.setenv("STORAGE_EMULATOR_HOST", f"http://{HOST}:{server._api._httpd.server_port}")
        yield storage.Client()
    server.stop()


@pytest.fixture(scope="module")
def web() -> Iterator[WebSource]:
    """A web server on 127.0.0.1."""
    with serve_files() as source:
        yield source


@pytest.fixture(scope="module")
def secure_web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebSource]:
    """A web server with TLS, trusted by this process."""
    context, trusted = certify(tmp_path_factory.mktemp("certificate"))
    with pytest.MonkeyPatch.context() as patch, serve_files(context) as source:
        patch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
        yield source


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Source]:
    """An S3 store on 127.0.0.1."""
    with serve_s3() as source:
        yield source


@pytest.fixture(scope="module")
def gs() -> Iterator["GsClient"]:
    """A Google store on 127.0.0.1."""
    with serve_gs() as client:
        yield client


@pytest.fixture(params=["web", "secure_web"])
def any_web(request: pytest.FixtureRequest) -> WebSource:
    """A web server without TLS, then one with it."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def bucket(collection: str) -> str:
    """A name for a bucket that no other test uses."""
    return collection.lower()[-BUCKET_CHARACTERS:].strip("-")
