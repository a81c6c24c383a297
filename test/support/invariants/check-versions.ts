import type { StoppedStore } from "../open-stopped-store.ts";
import { namedVersions, type NamedVersion } from "./version-names.ts";

/** I3 and I7: indexes are 0 to N-1 in each collection, and only committed versions are members of one. */
export async function checkVersions({ engine }: StoppedStore): Promise<string[]> {
  const versions = await namedVersions(engine);
  const memberships = await engine.read
    .selectFrom("memberships")
    .select(["collection_id", "artifact_id", "version_index"])
    .execute();
  const collections = await engine.read
    .selectFrom("collections")
    .select(["id", "kind", "next_version_index"])
    .execute();
  const next = new Map(collections.map(({ id, next_version_index }) => [id as number, next_version_index]));
  const byId = new Map(versions.map((version) => [version.id, version]));
  const own = new Map<number, number>();
  const violations: string[] = [];
  for (const { collection_id, artifact_id, version_index } of memberships) {
    const version = byId.get(artifact_id);
    // A row that is missing is named by the check of the database.
    if (version === undefined) continue;
    if (version.state === "PENDING") violations.push(`${version.name}: it is a member of a collection, expected none`);
    if (version_index >= next.get(collection_id)!)
      violations.push(
        `${version.name}: it is member v${version_index} of a collection that has not given that index yet`,
      );
    if (collection_id === version.collectionId) own.set(artifact_id, version_index);
  }
  for (const version of versions) violations.push(...stateFaults(version, own.get(version.id)));
  for (const [id, members] of Map.groupBy(versions, ({ collectionId }) => collectionId))
    violations.push(...indexFaults(members, next.get(id)!));
  return violations;
}

function stateFaults(
  { name, state, versionIndex, manifestId }: NamedVersion,
  memberIndex: number | undefined,
): string[] {
  if (state === "PENDING") {
    return [
      ...(versionIndex === null ? [] : [`${name}: it is pending and has an index, expected none`]),
      ...(manifestId === null ? [] : [`${name}: it is pending and has a final manifest, expected none`]),
    ];
  }
  if (versionIndex === null) return [`${name}: it is ${state} and has no index`];
  if (state !== "COMMITTED" || memberIndex === versionIndex) return [];
  return [
    `${name}: it is member ${memberIndex === undefined ? "of nothing" : `v${memberIndex}`} in its own collection`,
  ];
}

/** A deleted version keeps its row, so every index below the next one has a version. */
function indexFaults(versions: readonly NamedVersion[], next: number): string[] {
  const { collection } = versions[0]!;
  const taken = versions.flatMap(({ versionIndex }) => versionIndex ?? []).sort((left, right) => left - right);
  const expected = Array.from({ length: next }, (_, index) => index);
  if (taken.join() === expected.join()) return [];
  const missing = expected.filter((index) => !taken.includes(index));
  const odd = taken.filter((index, at) => index >= next || taken[at - 1] === index);
  return [
    `Collection ${collection}: its indexes are not 0 to ${next - 1}: missing ${list(missing)}, twice or beyond ${list(odd)}`,
  ];
}

function list(indexes: readonly number[]): string {
  return indexes.length === 0 ? "none" : indexes.map((index) => `v${index}`).join(", ");
}
