import { inject } from "vitest";
import { damageRules } from "./damage.ts";
import { verifyRules } from "./verify.ts";
import { storePlaces } from "../store/places.ts";
import { describeStore } from "../store/writer.ts";

for (const places of storePlaces(inject("postgresUrl")))
  describeStore(places, (store) => {
    damageRules(store);
    verifyRules(store);
  });
