import type { Scenario } from "./scenario.ts";
import { deleteAndCollect } from "./scenarios/delete-and-collect.ts";
import { logVersions } from "./scenarios/log-versions.ts";
import { restart } from "./scenarios/restart.ts";
import { rewritePacks } from "./scenarios/rewrite-packs.ts";

/** All scenarios. */
export const scenarios: readonly Scenario[] = [logVersions, deleteAndCollect, rewritePacks, restart];
