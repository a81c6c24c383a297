import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkInvariants } from "../support/check-invariants.ts";
import { ClientProcess } from "../support/client-process.ts";
import { readFigure } from "../support/read-figure.ts";
import { ServerProcess } from "../support/server-process.ts";
import { noSmallDisk, SmallDisk } from "../support/small-disk.ts";
import type { Campaign, CampaignResult } from "./campaign.ts";

const SCRIPT = "test/e2e/faults/full_disk_client.py";
const LONG_FORM_SECONDS = 300;
const MIB = 1024 ** 2;
/** The files of the client have 40 MiB: they fit, but not while somebody else holds half of the disk. */
const DISK_MIB = 96;
const LEFT_BYTES = 24 * MIB;
const ENVIRONMENT = { STEMMA_RESERVE_MIB: "8" };
/** Starting, sending, and the minute for which a client that was refused for long waits at the most. */
const SPARE_MS = 240_000;
const POLL_INTERVAL_MS = 100;
const RECOVERY_MS = 10_000;

/**
 * The disk runs full while the official client sends 200 files, stays full for minutes, and has space again. The
 * server takes uploads again within ten seconds, the client finishes, and nobody does anything. `count` is the seconds
 * for which the disk is full.
 */
export const fullDisk: Campaign = async ({ seed, count = LONG_FORM_SECONDS, folder, say }) => {
  mkdirSync(folder, { recursive: true });
  const disk = SmallDisk.inMemory(join(folder, "data"), { mib: DISK_MIB });
  if (disk === undefined) {
    say(`left out: ${noSmallDisk}`);
    return { counts: { "left out": 1 }, failures: [] };
  }
  const server = new ServerProcess(folder, ENVIRONMENT);
  try {
    return await fillAndEmpty(server, disk, { seed, seconds: count, folder, say });
  } finally {
    await server.kill();
    disk.unmount();
  }
};

async function fillAndEmpty(
  server: ServerProcess,
  disk: SmallDisk,
  { seed, seconds, folder, say }: { seed: number; seconds: number; folder: string; say: (text: string) => void },
): Promise<CampaignResult> {
  const failures: string[] = [];
  const counts: Record<string, number> = { "s the disk was full": seconds };
  await server.start();
  await until(async () => (await readFigure(server, "stemma_reserve_file_present")) === 1);
  disk.fill(LEFT_BYTES);
  const client = new ClientProcess(server, join(folder, "client"), {
    script: SCRIPT,
    args: ["--seed", String(seed)],
    environment: {},
  });
  await until(async () => (await refused(server)) > 0 || !client.isRunning);
  say("the disk is full");
  await sleep(seconds * 1000);
  counts["uploads refused"] = await refused(server);
  if (!client.isRunning) failures.push(`the client ended while the disk was full:\n${client.logTail()}`);
  disk.empty();
  const emptiedAtMs = performance.now();
  await until(async () => (await readFigure(server, "stemma_ready")) === 1);
  counts["ms until uploads were taken again"] = Math.round(performance.now() - emptiedAtMs);
  if (counts["ms until uploads were taken again"] > RECOVERY_MS) failures.push("uploads were taken again too late");
  say("there is space again");
  const code = await client.end(SPARE_MS);
  if (code !== 0) failures.push(`the client ended with ${code}:\n${client.logTail()}`);
  counts["s until the client was done"] = Math.round((performance.now() - emptiedAtMs) / 1000);
  await server.stop();
  return { counts, failures: [...failures, ...(await checkInvariants(server.data))] };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + SPARE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`What was waited for did not come within ${SPARE_MS} ms`);
    await sleep(POLL_INTERVAL_MS);
  }
}

function refused(server: ServerProcess): Promise<number> {
  return readFigure(server, 'http_requests_total{route="PUT /storage/*",status="507"}');
}
