import { checkAcknowledged, type Acknowledgement } from "./invariants/check-acknowledged.ts";
import { checkAliases } from "./invariants/check-aliases.ts";
import { checkBlobs } from "./invariants/check-blobs.ts";
import { checkManifests } from "./invariants/check-manifests.ts";
import { checkPacks } from "./invariants/check-packs.ts";
import { checkVersions } from "./invariants/check-versions.ts";
import { openStoppedStore, type StoppedStore, type StorePlace } from "./open-stopped-store.ts";
import { recount } from "./recount.ts";

export type { Acknowledgement };

/** What to hold a store against, and how closely. */
export interface InvariantOptions {
  /** What clients were told is stored, in the order they were told. */
  readonly acknowledged?: readonly Acknowledgement[];
  /** Collections (`entity/project/name`) whose `latest` somebody removed by hand. */
  readonly withoutLatest?: readonly string[];
  /** Blobs whose bytes are read; all where it is left out. Which ones, the seed says. */
  readonly sample?: { readonly blobs: number; readonly seed: number };
}

/**
 * Holds a stopped store against the promises that no crash and no bad request may break; gives one sentence a breach.
 *
 * I1 every version has its whole manifest and the digest recomputed from it · I2 every entry has its bytes, with size,
 * BLAKE3 and MD5 · I3 version indexes are 0 to N-1 · I4 an alias names one committed version of its collection · I5
 * what was acknowledged is there · I7 drafts have no name · I9 counters are what is counted; and every pack is as long
 * as its row says.
 */
export async function checkInvariants(
  place: StorePlace | StoppedStore,
  options: InvariantOptions = {},
): Promise<string[]> {
  if (typeof place === "object" && "engine" in place) return checkStore(place, options);
  const store = await openStoppedStore(place);
  try {
    return await checkStore(store, options);
  } finally {
    await store.close();
  }
}

async function checkStore(store: StoppedStore, options: InvariantOptions): Promise<string[]> {
  const { acknowledged = [], withoutLatest = [], sample } = options;
  const packs = await checkPacks(store);
  const blobs = await checkBlobs(store, sample);
  return [
    ...packs,
    ...blobs.violations,
    ...(await checkManifests(store, blobs.read)),
    ...(await checkVersions(store)),
    ...(await checkAliases(store, withoutLatest)),
    ...(await checkAcknowledged(store, acknowledged)),
    ...(await recount(store.engine)),
  ];
}
