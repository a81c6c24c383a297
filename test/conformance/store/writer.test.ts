import { inject } from "vitest";
import { accountingRules } from "./accounting.ts";
import { bodyRules } from "./bodies.ts";
import { chunkRules } from "./chunks.ts";
import { collectingRules } from "./collecting.ts";
import { groupRules } from "./groups.ts";
import { lostAnswerRules } from "./lost-answers.ts";
import { nodeRules } from "./nodes.ts";
import { storePlaces } from "./places.ts";
import { refusalRules } from "./refusals.ts";
import { restartRules } from "./restart.ts";
import { describeStore } from "./writer.ts";

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
