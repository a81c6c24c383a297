import { readVersion } from "../simulation/commands/read-version.ts";
import { observe } from "../simulation/observed.ts";
import type { World } from "../simulation/world.ts";

/** The observable state of a store, as sentences by name. Clients cannot distinguish stores with equal states. */
export type NamedState = ReadonlyMap<string, string>;

/** The column of an artifact with the row id of its manifest; a repeated declaration creates another row. */
const MANIFEST_ID_COLUMN = 10;

/** Reads all names, and all bytes of every version through the verbs. */
export async function namedState(world: World): Promise<NamedState> {
  const state = new Map<string, string>();
  const lastManifests = new Map<number, { readonly id: string; readonly received: readonly unknown[] }>();
  const boundBlobs = new Map<string, string[]>();
  for (const [name, value] of observe(world).facts) {
    const [kind, id = "", hash = ""] = name.split(" ");
    if (kind === "manifest") {
      const [artifactId, , ...received] = JSON.parse(value) as [number, ...unknown[]];
      lastManifests.set(artifactId, { id, received });
    } else if (kind === "bound") {
      boundBlobs.set(id, [...(boundBlobs.get(id) ?? []), hash]);
    } else if (kind === "artifact") {
      const columns = JSON.parse(value) as unknown[];
      columns[MANIFEST_ID_COLUMN] = columns[MANIFEST_ID_COLUMN] === null ? "no manifest" : "a manifest";
      state.set(name, JSON.stringify(columns));
      const isReadable = columns[1] === "COMMITTED";
      if (isReadable) state.set(`content ${id}`, JSON.stringify(await readVersion(world, Number(id))));
    } else if (kind !== "touched") state.set(name, value);
  }
  // The manifest of a version was the last one read.
  for (const [artifactId, { id, received }] of lastManifests)
    if (!state.has(`content ${artifactId}`))
      state.set(`last manifest ${artifactId}`, JSON.stringify([...received, boundBlobs.get(id)?.toSorted() ?? []]));
  return state;
}

/** Returns the parts of a state that belong to no allowed state, as sentences. */
export function strangeFacts(
  found: NamedState,
  allowed: readonly NamedState[],
  { isInParts }: { readonly isInParts: boolean },
): string[] {
  const faults = allowed.map((state) => differing(found, [state]));
  if (faults.some((strange) => strange.length === 0)) return [];
  return isInParts ? differing(found, allowed) : faults.sort((left, right) => left.length - right.length)[0]!;
}

function differing(found: NamedState, allowed: readonly NamedState[]): string[] {
  const names = new Set([found, ...allowed].flatMap((state) => [...state.keys()]));
  return [...names].flatMap((name) => {
    const values = allowed.map((state) => state.get(name));
    if (values.includes(found.get(name))) return [];
    return [`${name}: it is ${found.get(name) ?? "not there"}, expected ${values.map(quote).join(" or ")}`];
  });
}

function quote(value: string | undefined): string {
  return value ?? "not there";
}
