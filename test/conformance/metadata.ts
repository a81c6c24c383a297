import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { recount } from "../support/recount.ts";
import type { OpenEngineLocation } from "./engine-places.ts";
import { accountRules } from "./metadata-accounts.ts";
import { collectionListRules } from "./metadata-collection-lists.ts";
import { collectionRules } from "./metadata-collections.ts";
import { deletionRules } from "./metadata-deletions.ts";
import { draftRules } from "./metadata-drafts.ts";
import { faultRules } from "./metadata-faults.ts";
import { healthRules } from "./metadata-health.ts";
import { jobRules } from "./metadata-jobs.ts";
import { keysetRules } from "./metadata-keyset.ts";
import { lineageRules } from "./metadata-lineage.ts";
import { journalRules } from "./metadata-journal.ts";
import { linkRules } from "./metadata-links.ts";
import { manifestRules } from "./metadata-manifests.ts";
import { memberRules } from "./metadata-members.ts";
import { migrationRules } from "./metadata-migrations.ts";
import { projectRules } from "./metadata-projects.ts";
import { referenceRules } from "./metadata-references.ts";
import { retentionRules } from "./metadata-retention.ts";
import { runFileRules } from "./metadata-run-files.ts";
import { runFilterRules } from "./metadata-run-filters.ts";
import { runRules } from "./metadata-runs.ts";
import { silenceRules } from "./run-silence.ts";
import { startRules } from "./run-starts.ts";
import { sweepRules } from "./metadata-sweeps.ts";
import { textRules } from "./metadata-texts.ts";
import { transactionRules } from "./metadata-transactions.ts";
import { versionListRules } from "./metadata-version-lists.ts";
import { versionRules } from "./metadata-versions.ts";
import { walkRules } from "./metadata-walks.ts";
import { openWorld, type World } from "./metadata-world.ts";

/** The rules of src/core/ports/metadata.ts, held against one engine; its counters are counted again after every rule. */
export function describeMetadata(name: string, open: OpenEngineLocation): void {
  describe(`${name} metadata`, () => {
    const world = {} as World;

    beforeAll(async () => {
      await openWorld(world, await open());
    });

    afterEach(async () => {
      expect(await recount(world.place.engine)).toEqual([]);
    });

    afterAll(() => world.place.remove());

    migrationRules(open);
    transactionRules(world);
    faultRules(world);
    textRules(world);
    accountRules(world);
    memberRules(world);
    projectRules(world);
    runRules(world);
    runFilterRules(world);
    runFileRules(world);
    collectionRules(world);
    walkRules(world);
    collectionListRules(world);
    versionListRules(world);
    versionRules(world);
    draftRules(world);
    manifestRules(world);
    keysetRules(world);
    lineageRules(world);
    linkRules(world);
    referenceRules(world);
    deletionRules(world);
    retentionRules(world);
    journalRules(world);
    jobRules(world);
    healthRules(world);
    sweepRules(world);
    silenceRules(world);
    startRules(world);
  });
}
