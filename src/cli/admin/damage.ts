import type { AdminConnection } from "./connection.ts";
import { nodesOf, PAGE_INFO } from "./pages.ts";
import { counted } from "../readable-text.ts";

const LIST = `query Damage($first: Int, $after: String) {
  list: damage(first: $first, after: $after) {
    edges { node { chunk pack startByte foundBy detail foundAt repairedAt needs { name path } needCount } } ${PAGE_INFO}
  }
}`;

interface DamagedChunk {
  readonly chunk: string;
  readonly pack: string;
  readonly startByte: number;
  readonly foundBy: string;
  readonly detail: string;
  readonly foundAt: string;
  readonly repairedAt: string | null;
  readonly needs: readonly { readonly name: string; readonly path: string | null }[];
  readonly needCount: number;
}

/**
 * Lists damaged chunks with the versions that need them; with `isAll` also repaired ones.
 *
 * @returns the exit code: 1 if there are damaged chunks
 */
export async function adminDamage(server: AdminConnection, isAll: boolean): Promise<number> {
  let damaged = 0;
  for await (const chunk of nodesOf<DamagedChunk>(server, LIST, { variables: {}, name: "damage" })) {
    if (chunk.repairedAt === null) damaged += 1;
    // Damaged chunks are listed before repaired ones.
    else if (!isAll) break;
    console.log(describe(chunk));
  }
  console.log(damaged === 0 ? "no damaged chunks" : `${counted(damaged, "damaged chunk")}`);
  return damaged === 0 ? 0 : 1;
}

function describe(node: DamagedChunk): string {
  const { chunk, pack, startByte, foundBy, detail, foundAt, repairedAt, needs, needCount } = node;
  const state = repairedAt === null ? "damaged" : `repaired ${repairedAt}`;
  const more = needCount - needs.length;
  return [
    `${state}: chunk ${chunk} at byte ${startByte} of pack ${pack}: ${detail} (found by ${foundBy} at ${foundAt})`,
    ...needs.map(({ name, path }) => `  needed by ${name}${path === null ? "" : ` as "${path}"`}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join("\n");
}
