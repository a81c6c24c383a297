import type { Metadata, Rows } from "../../core/ports/metadata.ts";
import { accountRows, memberRows } from "./account-rows.ts";
import { aliasRows } from "./artifacts/alias-rows.ts";
import { collectionRows, tagRows, typeRows } from "./artifacts/collection-rows.ts";
import { damageRows } from "./damage-rows.ts";
import { deletedRunRows } from "./runs/deleted-run-rows.ts";
import { deletionRows } from "./artifacts/deletion-rows.ts";
import { draftRows } from "./artifacts/draft-rows.ts";
import type { Engine } from "./engine/engine.ts";
import { jobRows } from "./job-rows.ts";
import { journalRows } from "./journal-rows.ts";
import { lineageRows } from "./runs/lineage-rows.ts";
import { linkRows } from "./artifacts/link-rows.ts";
import { manifestRows } from "./artifacts/manifest-rows.ts";
import { runTransaction } from "./engine/run-transaction.ts";
import { projectRows } from "./project-rows.ts";
import { referenceRows } from "./artifacts/reference-rows.ts";
import { runFileRows } from "./runs/run-file-rows.ts";
import { runLineRows } from "./runs/run-line-rows.ts";
import { runRows } from "./runs/run-rows.ts";
import { runWriterRows } from "./runs/run-writer-rows.ts";
import type { RowsScope } from "./engine/rows-scope.ts";
import { sweepPointRows } from "./runs/sweep-point-rows.ts";
import { sweepAgentRows, sweepRows } from "./runs/sweep-rows.ts";
import { retentionRows } from "./artifacts/retention-rows.ts";
import { uploadRows } from "./artifacts/upload-rows.ts";
import { versionRows } from "./artifacts/version-rows.ts";

/** Creates the metadata port over an opened engine. */
export function createMetadata(engine: Engine): Metadata {
  return {
    read: rowsOver({ db: engine.read, capabilities: engine.capabilities }),
    readsHoldThread: engine.capabilities.readsHoldThread,
    transaction: (work) => runTransaction(engine, (db) => work(rowsOver({ db, capabilities: engine.capabilities }))),
  };
}

function rowsOver(scope: RowsScope): Rows {
  return {
    accounts: accountRows(scope),
    members: memberRows(scope),
    projects: projectRows(scope),
    runs: runRows(scope),
    runLines: runLineRows(scope),
    runWriters: runWriterRows(scope),
    deletedRuns: deletedRunRows(scope),
    runFiles: runFileRows(scope),
    collections: collectionRows(scope),
    types: typeRows(scope),
    versions: versionRows(scope),
    deletions: deletionRows(scope),
    drafts: draftRows(scope),
    uploads: uploadRows(scope),
    aliases: aliasRows(scope),
    links: linkRows(scope),
    tags: tagRows(scope),
    lineage: lineageRows(scope),
    manifests: manifestRows(scope),
    references: referenceRows(scope),
    jobs: jobRows(scope),
    damage: damageRows(scope),
    journal: journalRows(scope),
    retention: retentionRows(scope),
    sweeps: sweepRows(scope),
    sweepAgents: sweepAgentRows(scope),
    sweepPoints: sweepPointRows(scope),
  };
}
