import { checkAcknowledged, type Acknowledgement } from "./invariants/check-acknowledged.ts";
import { checkLatest } from "./invariants/check-latest.ts";
import { openStoppedStore, type StoppedStore, type StorePlace } from "./open-stopped-store.ts";
import { verifyFindings } from "./verify-findings.ts";

export type { Acknowledgement };

/** Knowledge about a store beside its own rows and bytes. */
export interface InvariantOptions {
  /** The versions acknowledged to clients, in order. */
  readonly acknowledged?: readonly Acknowledgement[];
  /** Collections (`entity/project/name`) whose `latest` a user removed. */
  readonly withoutLatest?: readonly string[];
}

/**
 * Checks a stopped store against the invariants that must survive crashes and invalid requests. Returns a sentence for
 * each violation.
 *
 * The product itself checks what the store alone shows (I1 to I4, I7, I9). This function adds acknowledged versions
 * (I5), and `latest`, which users may remove.
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
