import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { IMPATIENT } from "../../campaign/kills.ts";
import { checkInvariants } from "../../support/check-invariants.ts";
import { CuttingProxy } from "../../support/cutting-proxy.ts";
import { type LoggedVersion, LoggingClient } from "../../support/logging-client.ts";
import { chooseSeed, seededRandom } from "../../support/seeded-random.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { settledFacts, storedFacts } from "../../support/stored-facts.ts";
import { WireClient } from "../../support/wire-client.ts";
import { uploadHead, WireDraft } from "../../support/wire-draft.ts";

const RESETS = 100;
const VERSIONS = 3;
const TIMEOUT_MS = 900_000;

const folder = mkdtempSync(join(tmpdir(), "stemma-lines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`${RESETS} uploads whose connection is reset at a random byte leave nothing, and a retry is stored`, async () => {
  const random = seededRandom(chooseSeed());
  const server = await new ServerProcess(join(folder, "bodies")).start();
  const wire = new WireClient(server.baseUrl, server.apiKey);
  const draft = await WireDraft.open(wire, { project: "lines", collection: "data" });
  const body = randomBytes(600_000);
  const address = (await draft.uploadAddress("a.bin", body))!;
  const { hostname, port } = new URL(address.url);
  const head = uploadHead(address, body.length);
  const before = storedFacts(server.data);
  for (let number = 0; number < RESETS; number++) {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    await once(socket, "connect");
    socket.write(head);
    socket.write(body.subarray(0, random.below(body.length)), () => socket.resetAndDestroy());
    await once(socket, "close");
  }
  expect(await settledFacts(server.data, before)).toEqual(before);
  await draft.upload("a.bin", body);
  await server.stop();
  expect(await checkInvariants(server.data)).toEqual([]);
});

test(
  "the official client finishes although every second connection is reset at a random byte",
  async () => {
    const seed = chooseSeed();
    const server = await new ServerProcess(join(folder, "client")).start();
    let journal: LoggedVersion[];
    {
      using proxy = await CuttingProxy.open(server.baseUrl, seededRandom(seed));
      using client = new LoggingClient(
        { baseUrl: proxy.baseUrl, apiKey: server.apiKey },
        { folder: join(folder, "client", "home"), project: "lines", seed, environment: IMPATIENT },
      );
      await client.untilLogged(VERSIONS);
      expect(await client.finish(), `seed ${seed}`).toEqual([]);
      expect(client.gaveUp).toEqual([]);
      expect(proxy.cuts).toBeGreaterThan(0);
      journal = client.journal();
    }
    await server.stop();
    expect(await checkInvariants(server.data, { acknowledged: journal })).toEqual([]);
  },
  TIMEOUT_MS,
);
