import { checkAcknowledged, type Acknowledgement } from "./invariants/check-acknowledged.ts";
import { checkLatest } from "./invariants/check-latest.ts";
import { openStoppedStore, type StoppedStore, type StorePlace } from "./open-stopped-store.ts";
import { verifyFindings } from "./verify-findings.ts";

export type { Acknowledgement };

/** What to hold a store against beside its own rows and bytes. */
export interface InvariantOptions {
  /** What clients were told is stored, in the order they were told. */
  readonly acknowledged?: readonly Acknowledgement[];
  /** Collections (`entity/project/name`) whose `latest` somebody removed by hand. */
  readonly withoutLatest?: readonly string[];
}

/**
 * Holds a stopped store against the promises that no crash and no bad request may break; gives one sentence a breach.
 *
 * What can be seen in the store alone the product looks for itself (I1 to I4, I7, I9). Here it is held against what
 * clients were told (I5), and against `latest`, which people may remove and nobody did.
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
  const { acknowledged = [], withoutLatest = [] } = options;
  return [
    ...(await verifyFindings(store)),
    ...(await checkLatest(store, withoutLatest)),
    ...(await checkAcknowledged(store, acknowledged)),
  ];
}
