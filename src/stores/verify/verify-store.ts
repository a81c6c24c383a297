import type { VerifyCursor, VerifyStep } from "../../core/ports/audit.ts";
import { StemmaError, type VerifyOptions } from "../../model/index.ts";
import type { AuditStore, Phase } from "./audit-store.ts";
import { checkBlobs } from "./checks/check-blobs.ts";
import { checkChunks } from "./checks/check-chunks.ts";
import { checkBlobCounters, checkPackCounters, checkPartCounters } from "./checks/check-counters.ts";
import { checkDatabase } from "./checks/check-database.ts";
import { checkManifests } from "./checks/check-manifests.ts";
import { checkNames } from "./checks/check-names.ts";
import { checkPacks } from "./checks/check-packs.ts";
import { checkParts } from "./checks/check-parts.ts";
import { readFiles } from "./read-files.ts";
import { readRecords } from "./read-records.ts";

/** The checks, in this order: rows against rows, rows against packs, then the bytes. */
const phases: Readonly<Record<string, Phase>> = {
  database: checkDatabase,
  packs: checkPacks,
  "pack-counters": checkPackCounters,
  chunks: checkChunks,
  blobs: checkBlobs,
  "blob-counters": checkBlobCounters,
  parts: checkParts,
  "part-counters": checkPartCounters,
  names: checkNames,
  manifests: checkManifests,
  records: readRecords,
  files: readFiles,
};
const order = Object.keys(phases);

/** Runs the next step of verification. Each step uses its own snapshots. */
export async function verifyStore(
  store: AuditStore,
  options: VerifyOptions,
  cursor: VerifyCursor | null,
): Promise<VerifyStep> {
  const { phase: name, after, at } = cursor ?? { phase: order[0]!, after: 0, at: 0 };
  const phase = phases[name];
  if (phase === undefined)
    throw new StemmaError(
      "invalid_input",
      `Cannot continue verifying at "${name}": expected one of ${order.join(", ")}`,
    );
  const step = await phase(store, { after, at }, options);
  const following = order[order.indexOf(name) + 1];
  const next = step.next !== null ? { phase: name, ...step.next } : following === undefined ? null : start(following);
  return { ...step, phase: name, next };
}

function start(phase: string): VerifyCursor {
  return { phase, after: 0, at: 0 };
}
