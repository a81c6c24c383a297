import type { Audit } from "../../core/ports/audit.ts";
import type { AuditStore } from "./audit-store.ts";
import { findNeeds } from "./repair/find-dependents.ts";
import { findRecords } from "./find-records.ts";
import { wholeAmong } from "./read-records.ts";
import { remakeNodes } from "./repair/rebuild-nodes.ts";
import { verifyStore } from "./verify-store.ts";

/** The audit port over an engine and packs, of which it only reads. */
export function createAudit(store: AuditStore): Audit {
  return {
    verify: (options, place) => verifyStore(store, options, place),
    needs: (hashes) => findNeeds(store, hashes),
    wholeAmong: (chunks) => wholeAmong(store, chunks),
    findRecords: (chunks, place) => findRecords(store, chunks, place),
    remakeNodes: (chunks) => remakeNodes(store, chunks),
  };
}
