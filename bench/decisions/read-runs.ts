/**
 * Decision 0006: memory and CPU of parallel downloads; run it once more with another READ_JOIN_BYTES in model/limits.
 *
 * node bench/decisions/read-runs.ts (Linux)
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { READ_JOIN_BYTES } from "../../src/model/index.ts";
import { WireClient } from "../../test/support/wire-client.ts";
import { publishVersion } from "../../test/support/wire-draft.ts";
import { MeasuredServer } from "../measured-server.ts";
import type { ProcessUse } from "../process-meter.ts";

const MIB = 1024 * 1024;
const FILE_BYTES = 64 * MIB;
const DOWNLOADS = 32;
const ROUNDS = 5;
/** Long enough for every answer to fill the buffers of its socket and wait. */
const STALL_MS = 2_000;

const folder = mkdtempSync(join(tmpdir(), "stemma-read-runs-"));
console.log(`runs of ${READ_JOIN_BYTES / MIB} MiB; ${DOWNLOADS} downloads of ${FILE_BYTES / MIB} MiB at once`);
await MeasuredServer.use(folder, (server) => measure(server));
rmSync(folder, { recursive: true });

async function measure(server: MeasuredServer): Promise<void> {
  const { wire, url } = await storeFile(server);
  await Promise.all(Array.from({ length: DOWNLOADS }, () => readAll(wire, url, 0)));
  for (let round = 1; round <= ROUNDS; round++) {
    const uses: ProcessUse[] = [];
    for (const stallMs of [0, STALL_MS]) {
      const end = server.begin();
      await Promise.all(Array.from({ length: DOWNLOADS }, () => readAll(wire, url, stallMs)));
      uses.push(end());
    }
    const [fast, stalled] = uses.map(({ peakRssBytes }) => `peak RSS ${(peakRssBytes / MIB).toFixed(0)} MiB`);
    console.log(
      `round ${round}: ${uses[0]!.serverCpuSeconds.toFixed(1)} s of CPU, ${fast}; stalled readers: ${stalled}`,
    );
  }
}

async function storeFile(server: MeasuredServer): Promise<{ wire: WireClient; url: string }> {
  const wire = new WireClient(server.baseUrl, server.apiKey);
  const bytes = randomBytes(FILE_BYTES);
  const { facts } = await publishVersion(wire, { project: "bench", collection: "data" }, { "file.bin": bytes });
  const digest = createHash("md5").update(bytes).digest("hex");
  const url = `${server.baseUrl}/artifactsV2/default/${facts.entity}/bench/data/${facts.id}//${digest}/file.bin`;
  return { wire, url };
}

/** Reads one answer to its end; a reader that stalls first takes nothing for a while. */
async function readAll(wire: WireClient, url: string, stallMs: number): Promise<void> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: wire.headers, agent: false }, resolve).on("error", reject);
  });
  await sleep(stallMs);
  let readBytes = 0;
  for await (const part of answer) readBytes += (part as Uint8Array).byteLength;
  if (answer.statusCode !== 200 || readBytes !== FILE_BYTES)
    throw new Error(`the server answered ${answer.statusCode} and ${readBytes} bytes, expected 200 and ${FILE_BYTES}`);
}
