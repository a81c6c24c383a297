import { inject } from "vitest";
import { accountingRules } from "./store-accounting.ts";
import { bodyRules } from "./store-bodies.ts";
import { chunkRules } from "./store-chunks.ts";
import { collectingRules } from "./store-collecting.ts";
import { groupRules } from "./store-groups.ts";
import { lostAnswerRules } from "./store-lost-answers.ts";
import { nodeRules } from "./store-nodes.ts";
import { storePlaces } from "./store-places.ts";
import { refusalRules } from "./store-refusals.ts";
import { restartRules } from "./store-restart.ts";
import { describeStore } from "./store-writer.ts";

for (const places of storePlaces(inject("postgresUrl"))) {
  describeStore(places, (store) => {
    bodyRules(store);
    refusalRules(store);
    groupRules(store);
    chunkRules(store);
    nodeRules(store);
    lostAnswerRules(store);
    collectingRules(store);
    accountingRules(store);
    // Last, because some packs are lost there.
    restartRules(store);
  });
}
