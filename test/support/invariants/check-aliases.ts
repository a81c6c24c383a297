import { LATEST } from "../../../src/model/index.ts";
import type { StoppedStore } from "../open-stopped-store.ts";
import { namedVersions } from "./version-names.ts";

/** I4: an alias names one committed version of its collection; `latest` is there wherever a version is. */
export async function checkAliases({ engine }: StoppedStore, withoutLatest: readonly string[]): Promise<string[]> {
  const versions = await namedVersions(engine);
  const byId = new Map(versions.map((version) => [version.id, version]));
  const aliases = await engine.read.selectFrom("aliases").select(["alias", "collection_id", "artifact_id"]).execute();
  const memberships = await engine.read.selectFrom("memberships").select(["collection_id", "artifact_id"]).execute();
  const members = new Set(memberships.map((row) => `${row.collection_id} ${row.artifact_id}`));
  const violations: string[] = [];
  const hasLatest = new Set<number>();
  for (const { alias, collection_id, artifact_id } of aliases) {
    const version = byId.get(artifact_id);
    // A row that is missing is named by the check of the database.
    if (version === undefined) continue;
    const { name, state } = version;
    if (state !== "COMMITTED") violations.push(`${name}: it is ${state} and bears the alias "${alias}"`);
    else if (!members.has(`${collection_id} ${artifact_id}`))
      violations.push(`${name}: it bears the alias "${alias}" of a collection it is not in`);
    if (alias === LATEST) hasLatest.add(collection_id);
  }
  for (const [id, [first]] of Map.groupBy(
    versions.filter(({ state }) => state === "COMMITTED"),
    (version) => version.collectionId,
  )) {
    if (!hasLatest.has(id) && !withoutLatest.includes(first!.collection))
      violations.push(`Collection ${first!.collection}: it has versions and no alias "${LATEST}"`);
  }
  return violations;
}
