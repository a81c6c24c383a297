import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { MigrationLoop } from "../../fault-loops/migration-loop.ts";
import { checkInvariants } from "../../support/check-invariants.ts";
import { listMigrations, makeOlderDatabase } from "../../support/older-database.ts";

/** More than any migration has: every step of the first one is tried. The later ones are the first of other numbers. */
const OWN_STEPS = 25;
const LATER_STRIDE = 5;
const fixtures = join(import.meta.dirname, "..", "..", "fixtures");
const kept = readdirSync(fixtures)
  .flatMap((name) => /^data-folder-(\d+)$/.exec(name)?.[1] ?? [])
  .map(Number)
  .sort((left, right) => left - right);
const numbers = (await listMigrations()).map(({ number }) => number);
const folder = mkdtempSync(join(tmpdir(), "stemma-migrations-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("migrations are numbered from 1 upwards, each number once", () => {
  expect(numbers[0]).toBe(1);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((left, right) => left - right));
});

test.each(numbers.slice(0, -1))(
  "migrating schema %i leaves the old or the new database at every step, whatever ends or fails",
  async (number) => {
    const data = await olderFolder(number);
    const older = join(data, "older.sqlite");
    renameSync(join(data, "stemma.sqlite"), older);
    const loop = new MigrationLoop(older, folder);
    cpSync(await loop.migrateWhole(), join(data, "stemma.sqlite"));
    expect(await checkInvariants(data)).toEqual([]);

    const failures: string[] = [];
    let steps = 0;
    for (const loopOf of [(n: number) => loop.crashAfter(n), (n: number) => loop.failAfter(n)]) {
      for (let n = 0; ; n += n < OWN_STEPS ? 1 : LATER_STRIDE) {
        const result = await loopOf(n);
        failures.push(...result.failures);
        if (result.isOver) break;
        steps += 1;
      }
    }
    expect(failures).toEqual([]);
    expect(steps).toBeGreaterThan(0);
  },
);

/** A data folder with a database of that number: the one that was kept, or one with the rows of the next that was. */
async function olderFolder(number: number): Promise<string> {
  const from = join(fixtures, `data-folder-${kept.find((other) => other >= number) ?? kept.at(-1)}`, "data");
  const data = join(folder, `number-${number}`);
  mkdirSync(data);
  cpSync(join(from, "packs"), join(data, "packs"), { recursive: true });
  if (kept.includes(number)) cpSync(join(from, "stemma.sqlite"), join(data, "stemma.sqlite"));
  else await makeOlderDatabase(join(data, "stemma.sqlite"), { number, rowsFrom: join(from, "stemma.sqlite") });
  return data;
}
