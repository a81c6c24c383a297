import { heldClaims, isHeld, type Model, referred } from "./model.ts";
import type { Observed } from "./observed.ts";

/**
 * Compares the blobs and claims of a store with the model: referenced ones must exist, and after the garbage collector
 * ran alone no others. If it ran concurrently with calls, it may have removed anything that was unreferenced at some
 * moment in the order of the model.
 */
export function compareBytes(
  model: Model,
  observed: Observed,
  { isCollecting, isAlone }: { readonly isCollecting: boolean; readonly isAlone: boolean },
): string[] {
  const live = referred(model);
  const faults: string[] = [];
  for (const hash of live) if (!observed.blobs.has(hash)) faults.push(`blob ${hash}: it is referred to and gone`);
  if (isAlone)
    for (const hash of observed.blobs)
      if (!live.has(hash)) faults.push(`blob ${hash}: nothing refers to it, and it is there`);
  const claims = new Set<string>();
  for (const key of model.claims.keys())
    for (const { hash, artifactId } of heldClaims(model, key)) claims.add(`${key} ${hash} ${artifactId}`);
  for (const claim of observed.claims) if (!claims.has(claim)) faults.push(`claim ${claim}: nobody made it`);
  const mayBeGone = (claim: string): boolean => isCollecting && model.uncertain.has(claim.split(" ")[2]!);
  for (const claim of claims)
    if (!observed.claims.has(claim) && !mayBeGone(claim)) faults.push(`claim ${claim}: it is gone`);
  return faults;
}

/** Copies unpredictable results from the store to the model. */
export function learnBytes(model: Model, observed: Observed): void {
  model.stored.clear();
  for (const hash of observed.blobs) model.stored.add(hash);
  model.uncertain.clear();
  for (const [key, claims] of model.claims) {
    const left = claims.filter((one) =>
      isHeld(model, one) ? observed.claims.has(`${key} ${one.hash} ${one.artifactId}`) : observed.blobs.has(one.hash),
    );
    if (left.length > 0) model.claims.set(key, left);
    else model.claims.delete(key);
  }
}
