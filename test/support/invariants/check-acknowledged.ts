import { LATEST } from "../../../src/model/index.ts";
import { namedVersions, versionName } from "../../../src/stores/verify/checks/named-versions.ts";
import type { StoppedStore } from "../open-stopped-store.ts";

/** A version acknowledged by a log call. */
export interface Acknowledgement {
  /** `entity/project/name` */
  readonly collection: string;
  readonly versionIndex: number;
  /** Hex, over the entries. */
  readonly digest: string;
  /** Its aliases, beside `latest`. */
  readonly aliases?: readonly string[];
}

/** I5: checks that every acknowledged version exists, and each alias is on the version it was last acknowledged for. */
export async function checkAcknowledged(
  { engine }: StoppedStore,
  journal: readonly Acknowledgement[],
): Promise<string[]> {
  const committed = await namedVersions({ db: engine.read })
    .select(["artifacts.collection_id as collectionId", "artifacts.digest"])
    .where("artifacts.state", "=", "COMMITTED")
    .execute();
  const versions = new Map(committed.map((version) => [versionName(version), version]));
  const rows = await engine.read.selectFrom("aliases").select(["alias", "collection_id", "artifact_id"]).execute();
  const bearers = new Map(rows.map((row) => [`${row.collection_id} ${row.alias}`, row.artifact_id as number]));
  const violations: string[] = [];
  const lastOf = new Map<string, Acknowledgement>();
  for (const entry of journal) {
    const name = `${entry.collection}:v${entry.versionIndex}`;
    const version = versions.get(name);
    if (version === undefined) violations.push(`Acknowledged version ${name}: it is gone`);
    else if (version.digest !== entry.digest)
      violations.push(`Acknowledged version ${name}: it has the digest ${version.digest}, expected ${entry.digest}`);
    for (const alias of [...(entry.aliases ?? []), LATEST]) lastOf.set(`${entry.collection}:${alias}`, entry);
  }
  for (const [alias, { collection, versionIndex }] of lastOf) {
    const version = versions.get(`${collection}:v${versionIndex}`);
    if (version === undefined) continue;
    const bearer = bearers.get(`${version.collectionId} ${alias.slice(alias.lastIndexOf(":") + 1)}`);
    if (bearer !== version.id)
      violations.push(`Acknowledged alias ${alias}: it is not on v${versionIndex}, which was logged under it last`);
  }
  return violations;
}
