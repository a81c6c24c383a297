import type { Audit } from "../../core/ports/audit.ts";
import type { AuditStore } from "./audit-store.ts";
import { findDependents } from "./repair/find-dependents.ts";
import { findRecords } from "./find-records.ts";
import { intactAmong } from "./read-records.ts";
import { rebuildNodes } from "./repair/rebuild-nodes.ts";
import { verifyStore } from "./verify-store.ts";

/** Creates the audit port over an engine and packs. Only reads. */
export function createAudit(store: AuditStore): Audit {
  return {
    verify: (options, place) => verifyStore(store, options, place),
    needs: (hashes) => findDependents(store, hashes),
    intactAmong: (chunks) => intactAmong(store, chunks),
    findRecords: (chunks, place) => findRecords(store, chunks, place),
    rebuildNodes: (chunks) => rebuildNodes(store, chunks),
  };
}
