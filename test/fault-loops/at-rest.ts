import { checkRests } from "../simulation/check-world.ts";
import type { World } from "../simulation/world.ts";

/** Longer than a draft may be idle. */
const REST_MS = 49 * 3_600_000;

/** The content of an idle store: bytes and their counters, by hash. */
export type Resting = readonly string[];

/**
 * Advances the clock, restarts the process, collects garbage, and returns the remaining content. Nothing of a fault may
 * remain: two stores with the same versions have the same bytes.
 */
export async function bringToRest(
  world: World,
): Promise<{ readonly left: Resting; readonly faults: readonly string[] }> {
  world.nowMs += REST_MS;
  await world.end();
  world.steps.restore();
  await world.start();
  await world.collect();
  const { read } = world.engine;
  const chunks = await read.selectFrom("chunks").select(["hash", "refs"]).orderBy("hash").execute();
  const blobs = await read.selectFrom("blobs").select(["hash", "refs"]).orderBy("hash").execute();
  const parts = await read.selectFrom("manifest_parts").select(["level", "refs"]).execute();
  const manifests = await read.selectFrom("manifests").select("artifact_id").orderBy("artifact_id").execute();
  const lines = [
    ...chunks.map(({ hash, refs }) => `chunk ${hash}, ${refs} references`),
    ...blobs.map(({ hash, refs }) => `blob ${hash}, ${refs} references`),
    ...parts.map(({ level, refs }) => `manifest part of level ${level}, ${refs} references`).sort(),
    ...manifests.map(({ artifact_id }) => `manifest of ${artifact_id}`),
  ];
  return { left: lines, faults: await checkRests(world, { isClosed: true }) };
}
