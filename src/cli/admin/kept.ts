import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { type Page, listText, SHOWN_ROWS } from "./pages.ts";
import {
  PLACE_ARGUMENTS,
  PLACE_VARIABLES,
  PLACED_VERSION,
  type PlacedVersion,
  readPlace,
  versionText,
} from "./scope.ts";
import { bytesText, counted } from "../readable-text.ts";

const LIST = `query Q(${PLACE_VARIABLES}, $first: Int) {
  list: deletedArtifacts(${PLACE_ARGUMENTS}, keptForOthers: true, first: $first) {
    totalCount edges { node { bytes artifact { id ${PLACED_VERSION} referredBy { name entryCount } } } } } }`;
const PURGE = "mutation M($ids: [ID!]!) { purgeArtifacts(artifactIDs: $ids) { purgedCount bytes } }";

interface Kept {
  readonly bytes: number;
  readonly artifact: PlacedVersion & {
    readonly id: string;
    readonly referredBy: readonly { readonly name: string; readonly entryCount: number }[] | null;
  };
}

/**
 * Lists the purged versions of a scope, or of the whole store, whose entries are kept because other versions reference
 * them, with those versions.
 *
 * @throws `not_found`, and the errors of the server
 */
export async function adminKept(server: AdminConnection, name: string | undefined): Promise<void> {
  const variables = { ...readPlace(name), first: SHOWN_ROWS };
  const { list } = await server.ask<{ list: Page<Kept> | null }>(LIST, variables);
  if (list === null) throw new StemmaError("not_found", `Cannot find "${name}"`);
  const rows = list.edges.map(({ node: { bytes, artifact } }) => [
    versionText(artifact),
    bytesText(bytes),
    (artifact.referredBy ?? []).map((by) => `${by.name} (${by.entryCount})`).join(", "),
    artifact.id,
  ]);
  const head = ["version", "unique bytes", "referenced by (entries)", "id"];
  console.log(
    listText([head, ...rows], list.totalCount, "no purged versions have entries that other versions reference"),
  );
}

/**
 * Purges deleted versions by their ids, including entries that other versions reference.
 *
 * @throws the errors of the server
 */
export async function adminPurgeNamed(server: AdminConnection, ids: readonly string[]): Promise<void> {
  const { purgeArtifacts } = await server.ask<{ purgeArtifacts: { purgedCount: number; bytes: number } }>(PURGE, {
    ids,
  });
  console.log(
    `purged ${counted(purgeArtifacts.purgedCount, "version")}; this frees ${bytesText(purgeArtifacts.bytes)}`,
  );
}
