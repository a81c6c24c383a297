import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { Page, PageRequest } from "../../../../src/core/ports/metadata.ts";
import { type Cursor, listName } from "../../../../src/model/index.ts";
import { type KeysetOrder, keysetPage, type OrderKey } from "../../../../src/stores/metadata/query/keyset.ts";
import { expectFault } from "../../blob-driver/checks.ts";
import type { World } from "../world.ts";

/** Rows of a made-up list: groups that repeat, texts that engines sort in different ways, and nulls. */
const GROUPS = [null, 1, 2];
const WORDS = ["a", "B", "é", "Z", "_", "😀", "\uffff", null, "aa"];

/** Rules for lists by key, over a query that needs no table. */
export function keysetRules(world: World): void {
  const rows = GROUPS.flatMap((group, outer) =>
    WORDS.map((word, inner) => ({ id: outer * WORDS.length + inner, group, word, share: inner / 2 })),
  );

  beforeAll(async () => {
    const { capabilities, write } = world.place.engine;
    const real = capabilities.kind === "postgres" ? "DOUBLE PRECISION" : "REAL";
    const table = `CREATE TABLE keyset_rows (id ${capabilities.types.int}, grp ${capabilities.types.int}, word ${capabilities.types.text}, share ${real})`;
    await write.transaction().execute(async (db) => {
      await sql.raw(table).execute(db);
      for (const { id, group, word, share } of rows)
        await sql`insert into keyset_rows (id, grp, word, share) values (${id}, ${group}, ${word}, ${share})`.execute(
          db,
        );
    });
  });

  const list = (keys: readonly OrderKey[], page: PageRequest, name = "a"): Promise<Page<number>> => {
    const order: KeysetOrder = { list: listName(name), keys };
    const query = world.place.engine.read.selectFrom("keyset_rows" as "jobs").select(sql<number>`id`.as("number"));
    return keysetPage(query, order, page, (found) => found.map(({ number }) => number));
  };
  const walk = async (keys: readonly OrderKey[], first: number, isFromEnd = false): Promise<number[]> => {
    const ids: number[] = [];
    for (let place: Cursor | null = null; ;) {
      const page: PageRequest = isFromEnd ? { after: null, before: place, first, isFromEnd } : { after: place, first };
      const { rows: found, cursors, hasNextPage }: Page<number> = await list(keys, page);
      if (isFromEnd) ids.unshift(...found);
      else ids.push(...found);
      if (isFromEnd ? found.length < first : !hasNextPage) return ids;
      place = isFromEnd ? cursors[0]! : cursors.at(-1)!;
    }
  };
  const id: OrderKey = { value: sql`id`, type: "int" };
  const orders: Readonly<Record<string, readonly OrderKey[]>> = {
    "by id": [id],
    "by id, descending": [{ ...id, isDescending: true }],
    "by a text with nulls": [{ value: sql`word`, type: "text", isNullable: true }, id],
    "by a text with nulls, descending": [{ value: sql`word`, type: "text", isNullable: true, isDescending: true }, id],
    "by a number with nulls, then a text the other way": [
      { value: sql`grp`, type: "int", isNullable: true, isDescending: true },
      { value: sql`coalesce(word, '')`, type: "text" },
      id,
    ],
    "by a fraction": [
      { value: sql`share`, type: "real", isDescending: true },
      { ...id, isDescending: true },
    ],
  };

  test.each(Object.keys(orders))(
    "a list %s gives every row once, forwards and from its end, in pages of any size",
    async (name) => {
      const keys = orders[name]!;
      const whole = await walk(keys, 1000);
      expect(whole.toSorted((left, right) => left - right)).toEqual(rows.map((row) => row.id));
      for (const first of [1, 2, 7, rows.length])
        expect([await walk(keys, first), await walk(keys, first, true)]).toEqual([whole, whole]);
    },
  );

  test("texts are ordered by bytes, and rows without one come last in both directions", async () => {
    const words = async (keys: readonly OrderKey[]) => (await walk(keys, 5)).map((at) => rows[at]!.word);
    const inOrder = ["B", "Z", "_", "a", "aa", "é", "\uffff", "😀"].flatMap((word) => [word, word, word]);
    const nulls = [null, null, null];
    expect(await words(orders["by a text with nulls"]!)).toEqual([...inOrder, ...nulls]);
    expect(await words(orders["by a text with nulls, descending"]!)).toEqual([...inOrder.toReversed(), ...nulls]);
  });

  test("the total count of a list does not depend on the page", async () => {
    const page = await list([id], { after: null, first: 3 });
    expect([page.rows, page.hasNextPage, await page.total()]).toEqual([[0, 1, 2], true, rows.length]);
    const none = await list([id], { after: null, first: 0 });
    expect([none.rows, none.hasNextPage]).toEqual([[], true]);
  });

  test("rejects a cursor of another list or order, or with a key of another type", async () => {
    const { cursors } = await list([id], { after: null, first: 1 });
    const after = cursors[0]!;
    await expectFault(list([id], { after, first: 1 }, "b"), "invalid_input");
    await expectFault(list(orders["by a fraction"]!, { after, first: 1 }), "invalid_input");
    await expectFault(list([id], { after: { ...after, key: ["x"] }, first: 1 }), "invalid_input");
  });

  test("in an order by changing values, rows changed since the first page are not listed again", async () => {
    const { write } = world.place.engine;
    const order = (nowMs: number): KeysetOrder => ({
      list: listName("changing"),
      keys: [{ value: sql`share`, type: "real" }, id],
      changes: { nowMs, changedAtMs: sql`share` },
    });
    const query = world.place.engine.read.selectFrom("keyset_rows" as "jobs").select(sql<number>`id`.as("number"));
    const read = (page: PageRequest, nowMs: number): Promise<Page<number>> =>
      keysetPage(query, order(nowMs), page, (found) => found.map(({ number }) => number));
    const first = await read({ after: null, first: 3 }, 100);
    await write
      .transaction()
      .execute((db) => sql`update keyset_rows set share = 101 where id = ${first.rows[0]}`.execute(db));
    const rest = await read({ after: first.cursors.at(-1)!, first: 1000 }, 200);
    expect([...first.rows, ...rest.rows].toSorted((left, right) => left - right)).toEqual(rows.map((row) => row.id));
    await write
      .transaction()
      .execute((db) => sql`update keyset_rows set share = 0 where id = ${first.rows[0]}`.execute(db));
  });
}
