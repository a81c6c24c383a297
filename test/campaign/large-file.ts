import { createCipheriv, createHash } from "node:crypto";
import { appendFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { checkInvariants } from "../support/check-invariants.ts";
import { ClientProcess } from "../support/client-process.ts";
import { ServerProcess } from "../support/server-process.ts";
import type { Campaign } from "./campaign.ts";

const SCRIPT = "test/campaign/large_client.py";
const MIB = 1024 ** 2;
/** The client sends files from 2 GiB on in parts; these are some, with a last one that is smaller. */
const LONG_FORM_MIB = 2500;
const MAX_CLIENT_MS = 1_200_000;

/**
 * The official client logs a file that it sends in parts, and the same with 1 MiB inserted in the middle, and gets both
 * back byte for byte; `count` is the size in MiB.
 */
export const largeFile: Campaign = async ({ seed, count = LONG_FORM_MIB, folder, say }) => {
  const server = await new ServerProcess(folder).start();
  const source = join(folder, "large.bin");
  const failures: string[] = [];
  const counts: Record<string, number> = {};
  for (const [index, hasInsert] of [false, true].entries()) {
    writeSource(source, { seed, mib: count, hasInsert });
    const before = packedBytes(server);
    const args = ["--file", source, "--version", `v${index}`];
    const client = new ClientProcess(server, join(folder, `client-${index}`), {
      script: SCRIPT,
      args,
      environment: {},
    });
    const code = await client.end(MAX_CLIENT_MS);
    if (code !== 0) failures.push(`v${index} ended with ${code}:\n${client.logTail()}`);
    counts[index === 0 ? "MiB stored first" : "MiB added by 1 MiB inserted"] = Math.round(
      (packedBytes(server) - before) / MIB,
    );
    rmSync(source);
    say(`v${index} came and went, ${failures.length} failures`);
  }
  await server.stop();
  counts["files sent in parts"] = countUploads(server);
  if (counts["files sent in parts"] < 2) failures.push("the client sent a file in one piece, expected it in parts");
  return { counts, failures: [...failures, ...(await checkInvariants(server.data))] };
};

/** Bytes that look random and are the same for a seed. */
function writeSource(path: string, { seed, mib, hasInsert }: { seed: number; mib: number; hasInsert: boolean }): void {
  const key = createHash("md5").update(String(seed)).digest();
  const keystream = createCipheriv("aes-128-ctr", key, Buffer.alloc(16));
  const zeros = Buffer.alloc(MIB);
  for (let at = 0; at < mib; at++) {
    if (hasInsert && at === Math.floor(mib / 2)) appendFileSync(path, Buffer.alloc(MIB, "inserted"));
    appendFileSync(path, keystream.update(zeros));
  }
}

function packedBytes({ data }: ServerProcess): number {
  const packs = join(data, "packs");
  return readdirSync(packs).reduce((total, name) => total + statSync(join(packs, name)).size, 0);
}

/** A file that was sent in parts has an upload until the collector comes. */
function countUploads({ data }: ServerProcess): number {
  const rows = new DatabaseSync(join(data, "stemma.sqlite"), { readOnly: true });
  const { count } = rows.prepare("select count(*) as count from uploads where is_done = 1").get() as { count: number };
  rows.close();
  return count;
}
