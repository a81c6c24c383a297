import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { restartServer } from "../../campaign/restarts.ts";
import { IMPATIENT } from "../../campaign/kills.ts";
import { chooseSeed } from "../../support/seeded-random.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { WireClient } from "../../support/wire-client.ts";
import { uploadHead, WireDraft } from "../../support/wire-draft.ts";

const RESTARTS = 2;
const TIMEOUT_MS = 900_000;

let folder = "";
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "stemma-stop-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A connection on which requests are written by hand. */
class Line {
  readonly socket: Socket;
  text = "";

  constructor({ port, hostname }: URL) {
    this.socket = connect(Number(port), hostname);
    this.socket.on("data", (part) => (this.text += part.toString("latin1")));
    this.socket.on("error", () => {});
  }

  get statuses(): string[] {
    return [...this.text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status!);
  }
}

/** A server, a connection with half a body on it, and one that has sent half of a request's head. */
async function serveHalves() {
  const server = await new ServerProcess(folder).start();
  const wire = new WireClient(server.baseUrl, server.apiKey);
  const draft = await WireDraft.open(wire, { project: "stop", collection: "data" });
  const body = Buffer.alloc(300_000, "a");
  const address = (await draft.uploadAddress("a.bin", body))!;
  const { host } = new URL(address.url);
  const sending = new Line(new URL(server.baseUrl));
  sending.socket.write(uploadHead(address, body.length));
  sending.socket.write(body.subarray(0, 100_000));
  const asking = new Line(new URL(server.baseUrl));
  asking.socket.write(`GET /ready HTTP/1.1\r\nHost: ${host}\r\n`);
  await sleep(300);
  return { server, sending, asking, rest: body.subarray(100_000) };
}

test("a stopping server is immediately not ready, accepts no new connection, finishes an upload, and exits with 0", async () => {
  const { server, sending, asking, rest } = await serveHalves();
  const idle = new Line(new URL(server.baseUrl));
  idle.socket.write(`GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await expect.poll(() => idle.statuses).toEqual(["200"]);

  server.terminate();
  await once(idle.socket, "close");
  asking.socket.write("\r\n");
  await expect.poll(() => asking.statuses).toEqual(["503"]);
  expect(asking.text).toMatch(
    /"ready":false,"reasons":\[\{"code":"unavailable","message":"Cannot accept requests: the server is stopping"\}\]/,
  );
  expect(asking.text).toMatch(/^Connection: close\r$/m);
  const late = connect(Number(new URL(server.baseUrl).port), "127.0.0.1");
  const [refusal] = (await once(late, "error")) as [NodeJS.ErrnoException];
  expect(refusal.code).toBe("ECONNREFUSED");
  sending.socket.write(rest);
  await expect.poll(() => sending.statuses).toEqual(["200"]);
  await server.stop();
});

test("a server that gets a second signal aborts running requests and exits with 0", async () => {
  const { server, sending } = await serveHalves();
  server.terminate();
  await sleep(700);
  expect(sending.socket.closed).toBe(false);
  const closed = once(sending.socket, "close");
  // The second time.
  await server.stop();
  await closed;
  expect(sending.statuses).toEqual([]);
  expect(server.logTail()).toMatch(/"event":"stopped"/);
});

test(
  `${RESTARTS} restarts under the official client exit with 0, lose nothing and fail nothing`,
  async () => {
    const seed = chooseSeed();
    const { counts, failures } = await restartServer({ seed, count: RESTARTS, folder, say: () => {} }, IMPATIENT);
    console.log(`Restarts, seed ${seed}: ${JSON.stringify(counts)}`);
    expect(failures.join("\n"), `seed ${seed}`).toBe("");
    expect(counts).toMatchObject({ restarts: RESTARTS, "clients run again": 0 });
  },
  TIMEOUT_MS,
);
