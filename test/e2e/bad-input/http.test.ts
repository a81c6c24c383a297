/** What HTTP itself can be abused for: two readings of one request, ranges, methods, hosts, encodings. */
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { expectRefusal } from "../../support/expect-refusal.ts";
import { findVersion } from "../../support/read-version.ts";
import { sendRaw } from "../../support/send-raw.ts";
import { sendRequest } from "../../support/send-request.ts";
import { testServer } from "../../support/test-server.ts";
import { publishVersion, WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const MIB = 1024 * 1024;
const file = Buffer.from("0123456789".repeat(100));
let fileUrl = "";

beforeAll(async () => {
  await publishVersion(server.wire, { project: "http", collection: "data" }, { "a.txt": file });
  fileUrl = (await findVersion(server.wire, { project: "http", name: "data:latest" }))!.files[0]!.url;
});

describe("an ambiguous request is rejected, and the bytes after it are not processed", () => {
  const smuggled = "GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  const post = (headers: string, body: string): string =>
    `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n\r\n${body}`;
  test.each([
    ["a length and chunks", post("Content-Length: 4\r\nTransfer-Encoding: chunked", `0\r\n\r\n${smuggled}`)],
    ["chunks and a length", post("Transfer-Encoding: chunked\r\nContent-Length: 4", `0\r\n\r\n${smuggled}`)],
    ["two lengths", post("Content-Length: 0\r\nContent-Length: 40", smuggled)],
    ["a list of lengths", post("Content-Length: 0, 40", smuggled)],
    ["a length below zero", post("Content-Length: -1", smuggled)],
    ["a length with a sign", post("Content-Length: +4", `aaaa${smuggled}`)],
    ["a length in hex", post("Content-Length: 0x4", `aaaa${smuggled}`)],
    ["an unknown encoding", post("Transfer-Encoding: identity, xchunked", smuggled)],
    ["chunks that are not last", post("Transfer-Encoding: chunked, gzip", `0\r\n\r\n${smuggled}`)],
    ["a blank before the colon", post("Transfer-Encoding : chunked", `0\r\n\r\n${smuggled}`)],
    ["a folded header", post("X-A: a\r\n Transfer-Encoding: chunked", `0\r\n\r\n${smuggled}`)],
    ["a bad chunk size", post("Transfer-Encoding: chunked", `zz\r\n\r\n${smuggled}`)],
    ["a chunk size beyond all bounds", post("Transfer-Encoding: chunked", `ffffffffffffffffff\r\n\r\n${smuggled}`)],
    ["a NUL in a header", post("X-A: a\0b", smuggled)],
    ["a bare line feed", "GET /ready HTTP/1.1\nHost: 127.0.0.1\nX-A: a\rb\n\n"],
    ["no host", `GET /ready HTTP/1.1\r\n\r\n${smuggled}`],
    ["64 KiB of headers", post(`X-A: ${"a".repeat(64 * 1024)}`, smuggled)],
    ["a method of nobody", "GE\0T /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"],
    ["another protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 client hello"],
    ["HTTP/2 at once", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ])("%s", async (_, bytes) => {
    const before = server.facts();
    const { statuses, text, isClosed } = await sendRaw(server.process.baseUrl, bytes);
    expect(
      statuses.filter((status) => status < 400),
      text,
    ).toEqual([]);
    expect(statuses.length, text).toBeLessThanOrEqual(1);
    expect(isClosed, text).toBe(true);
    await server.expectNothingStored(before);
  });
});

test("a body without a length is not stored", async () => {
  const draft = await WireDraft.open(server.wire, { project: "http", collection: "chunked" });
  const { url, headers } = (await draft.uploadAddress("b.txt", Buffer.from("chunked")))!;
  const { pathname, host } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const before = server.facts();
  for (const start of [`PUT ${pathname} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n`, `PUT ${pathname} HTTP/1.1\r\n`]) {
    const raw = `${start}Host: ${host}\r\nConnection: close\r\n${lines.join("")}\r\n7\r\nchunked\r\n0\r\n\r\n`;
    const { statuses, text } = await sendRaw(server.process.baseUrl, raw);
    expect(statuses[0], text).toBe(400);
  }
  await server.expectNothingStored(before);
});

describe("a range returns that part or the whole, never more", () => {
  const overlapping = `bytes=${Array(1000).fill("0-99").join(",")}`;
  test.each([
    ["bytes=0-9", 206, file.subarray(0, 10)],
    ["bytes=990-", 206, file.subarray(990)],
    ["bytes=-10", 206, file.subarray(990)],
    ["bytes=-5000", 206, file],
    ["bytes=0-99999999999999999999", 206, file],
    ["bytes=-0", 416, Buffer.alloc(0)],
    ["bytes=1000-", 416, Buffer.alloc(0)],
    ["bytes=99999999999999999999-", 416, Buffer.alloc(0)],
    ["bytes=9-0", 200, file],
    ["bytes=-", 200, file],
    ["bytes=0x0-9", 200, file],
    ["bytes=0-9,20-29", 200, file],
    ["items=0-9", 200, file],
    [overlapping, 200, file],
  ])("%.40s", async (range, status, bytes) => {
    const answer = await sendRequest(fileUrl, { headers: { Range: range } });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(bytes);
  });
});

describe("methods", () => {
  test("HEAD requires the permission of GET and has no body", async () => {
    const answer = await sendRequest(fileUrl, { method: "HEAD" });
    expect([answer.status, answer.headers["content-length"], answer.body.byteLength]).toEqual([200, "1000", 0]);
    for (const path of ["/admin/http", "/files/admin/http/run/a.txt", "/artifactsV2/default/a/b/c/d/e/f/g"])
      expect((await sendRequest(server.process.baseUrl + path, { method: "HEAD" })).status, path).toBe(401);
  });

  test.each(["TRACE", "OPTIONS", "PROPFIND", "DELETE", "PUT", "PATCH"])(
    "%s is rejected where it is not supported",
    async (method) => {
      const before = server.facts();
      const canary = "a-secret-of-the-header";
      for (const path of ["/graphql", "/ready", "/", "/api/admin/users", "/files/admin/http/run/file_stream"]) {
        const answer = await server.wire.send(path, { method, headers: { "X-Canary": canary } });
        expect(answer.status, path).toBeGreaterThanOrEqual(400);
        expect(answer.status, path).toBeLessThan(500);
        expect(answer.headers["access-control-allow-origin"], path).toBeUndefined();
        expect(answer.body.toString("utf8"), path).not.toContain(canary);
      }
      await server.expectNothingStored(before);
    },
  );

  test("OPTIONS of a file URL names only the server's own origin", async () => {
    for (const origin of ["null", "https://evil.example", `${server.process.baseUrl}.evil.example`]) {
      const answer = await sendRequest(fileUrl, { method: "OPTIONS", headers: { Origin: origin } });
      expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([204, server.process.baseUrl]);
      expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
      const got = await sendRequest(fileUrl, { headers: { Origin: origin } });
      expect(got.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test("no header or field overrides a method", async () => {
    await server.makeUser("overridden");
    const admin = { Authorization: `Bearer ${server.process.adminToken}` };
    const before = server.facts();
    const headers = {
      ...admin,
      "X-HTTP-Method-Override": "DELETE",
      "X-Method-Override": "DELETE",
      "X-HTTP-Method": "DELETE",
    };
    const url = `${server.process.baseUrl}/api/admin/users/overridden`;
    expectRefusal(await sendRequest(url, { method: "POST", headers, body: {} }));
    expectRefusal(await sendRequest(`${url}?_method=DELETE`, { method: "POST", headers, body: { _method: "DELETE" } }));
    await server.expectNothingStored(before);
  });
});

describe("an unknown host name is never used in URLs", () => {
  test.each([
    "evil.example",
    "127.0.0.1.evil.example",
    "evil.example:8080",
    "localhost.evil.example",
    "[::1].evil",
    "",
    "a b",
    "127.0.0.1@evil.example",
  ])("Host: %s", async (host) => {
    const { pathname } = new URL(`${server.process.baseUrl}/graphql`);
    const body = JSON.stringify({ query: "{ viewer { id } }" });
    const lines = [
      `POST ${pathname} HTTP/1.1`,
      `Host: ${host}`,
      ...Object.entries(server.wire.headers).map(([name, value]) => `${name}: ${value}`),
    ];
    const raw = [
      ...lines,
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
      "Connection: close",
      "",
      body,
    ];
    const { statuses, text } = await sendRaw(server.process.baseUrl, raw.join("\r\n"));
    expect([400, 421], text).toContain(statuses[0]);
  });

  test("forwarded headers are ignored", async () => {
    const headers = {
      "X-Forwarded-Host": "evil.example",
      "X-Forwarded-Proto": "https",
      Forwarded: "host=evil.example",
    };
    const name = { name: "data:latest" };
    const query = `query V($name: String!) { project(name: "http") { artifactCollectionMembership(name: $name) { artifact { currentManifest { file { directUrl } } } } } }`;
    const answer = await server.wire.send("/graphql", { method: "POST", headers, body: { query, variables: name } });
    expect(answer.status).toBe(200);
    expect(answer.body.toString("utf8")).toContain(server.process.baseUrl);
    expect(answer.body.toString("utf8")).not.toContain("evil");
  });
});

describe("a compressed body that exceeds the limit is rejected", () => {
  const bomb = gzipSync(Buffer.alloc(200 * MIB));
  test.each(["/graphql", "/files/admin/http/run/file_stream", "/api/admin/users"])("%s", async (path) => {
    const headers = { "Content-Type": "application/json" };
    const admin = path.startsWith("/api/") ? { Authorization: `Bearer ${server.process.adminToken}` } : {};
    const before = server.facts();
    for (const encoding of ["gzip", "deflate", "br", "gzip, gzip", "nonsense"]) {
      const sending = { method: "POST", headers: { ...headers, ...admin, "Content-Encoding": encoding }, body: bomb };
      expectRefusal(await server.wire.send(path, sending), [400, 413, 415]);
    }
    await server.expectNothingStored(before);
  });
});

test("stored bytes are never served as a page", async () => {
  const page = Buffer.from("<html><script>alert(1)</script>");
  const name = 'a"; filename="evil.html.txt';
  await publishVersion(
    server.wire,
    { project: "http", collection: "page" },
    { "page.html": page, [name]: page, "é.svg": page },
  );
  for (const { path, url } of (await findVersion(server.wire, { project: "http", name: "page:latest" }))!.files) {
    const { headers } = await sendRequest(url);
    expect(headers, path).toMatchObject({
      "content-type": "application/octet-stream",
      "x-content-type-options": "nosniff",
    });
    expect(headers["content-security-policy"], path).toContain("sandbox");
    expect(headers["content-disposition"], path).toMatch(/^attachment(; filename\*?=[\w%.'"-]+)*$/);
    expect(headers["set-cookie"], path).toBeUndefined();
  }
});
