import type { AdminConnection } from "./admin-connection.ts";
import { counted } from "./readable-text.ts";

const PAGE_ROWS = 50;
const LIST = `query Damage($first: Int, $after: String) {
  damage(first: $first, after: $after) {
    edges { node { chunk pack startByte foundBy detail foundAt healedAt needs { name path } needCount } }
    pageInfo { endCursor hasNextPage }
  }
}`;

interface DamagePage {
  readonly damage: {
    readonly edges: readonly { readonly node: DamagedChunk }[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

interface DamagedChunk {
  readonly chunk: string;
  readonly pack: string;
  readonly startByte: number;
  readonly foundBy: string;
  readonly detail: string;
  readonly foundAt: string;
  readonly healedAt: string | null;
  readonly needs: readonly { readonly name: string; readonly path: string | null }[];
  readonly needCount: number;
}

/** Lists damaged chunks with what needs them; with `isAll` those too that are healed. Gives 1 where there are damaged ones. */
export async function adminDamage(server: AdminConnection, isAll: boolean): Promise<number> {
  let damaged = 0;
  for (let after: string | null = null; ;) {
    const { damage: page }: DamagePage = await server.ask(LIST, { first: PAGE_ROWS, after });
    for (const { node } of page.edges) {
      if (node.healedAt === null) damaged += 1;
      // Damaged ones come first.
      else if (!isAll) return told(damaged);
      console.log(describe(node));
    }
    if (!page.pageInfo.hasNextPage) return told(damaged);
    after = page.pageInfo.endCursor;
  }
}

function told(damaged: number): number {
  console.log(damaged === 0 ? "nothing is known to be damaged" : `${counted(damaged, "chunk")} damaged`);
  return damaged === 0 ? 0 : 1;
}

function describe(node: DamagedChunk): string {
  const { chunk, pack, startByte, foundBy, detail, foundAt, healedAt, needs, needCount } = node;
  const state = healedAt === null ? "damaged" : `healed ${healedAt}`;
  const more = needCount - needs.length;
  return [
    `${state}: chunk ${chunk} at byte ${startByte} of pack ${pack}: ${detail} (met by ${foundBy} ${foundAt})`,
    ...needs.map(({ name, path }) => `  needed by ${name}${path === null ? "" : ` as "${path}"`}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join("\n");
}
