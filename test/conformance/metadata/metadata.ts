import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { recount } from "../../support/recount.ts";
import type { OpenEngineLocation } from "./engine/engine-places.ts";
import { accountRules } from "./accounts.ts";
import { collectionListRules } from "./versions/collection-lists.ts";
import { collectionRules } from "./versions/collections.ts";
import { deletionRules } from "./versions/deletions.ts";
import { draftRules } from "./versions/drafts.ts";
import { faultRules } from "./engine/faults.ts";
import { healthRules } from "./engine/health.ts";
import { jobRules } from "./jobs.ts";
import { keysetRules } from "./engine/keyset.ts";
import { lineageRules } from "./versions/lineage.ts";
import { journalRules } from "./journal.ts";
import { linkRules } from "./versions/links.ts";
import { manifestRules } from "./versions/manifests.ts";
import { memberRules } from "./members.ts";
import { migrationRules } from "./engine/migrations.ts";
import { projectRules } from "./projects.ts";
import { referenceRules } from "./versions/references.ts";
import { retentionRules } from "./versions/retention.ts";
import { runFileRules } from "./runs/run-files.ts";
import { runFilterRules } from "./runs/run-filters.ts";
import { runRules } from "./runs/runs.ts";
import { silenceRules } from "./runs/run-silence.ts";
import { startRules } from "./runs/run-starts.ts";
import { sweepRules } from "./runs/sweeps.ts";
import { textRules } from "./engine/texts.ts";
import { transactionRules } from "./engine/transactions.ts";
import { versionListRules } from "./versions/version-lists.ts";
import { versionRules } from "./versions/versions.ts";
import { walkRules } from "./versions/walks.ts";
import { openWorld, type World } from "./world.ts";

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
