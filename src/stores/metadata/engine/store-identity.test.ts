import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteEngine } from "./dialect-sqlite.ts";
import type { Engine } from "./engine.ts";
import { migrate } from "../migrations/migrate.ts";
import { LocalSqlWriter } from "./sql-writer.ts";
import { matchStoreIdentity } from "./store-identity.ts";

let folder: string;
let engine: Engine;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "stemma-identity-"));
  const path = join(folder, "rows.sqlite");
  const writer = new LocalSqlWriter(path);
  engine = openSqliteEngine(path, () => writer.session());
  await migrate(engine, 1);
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a new folder and a new database become one store", async () => {
  expect(await matchStoreIdentity(engine, undefined, "one")).toBe("one");
  expect(await matchStoreIdentity(engine, "one", "other")).toBe("one");
});

test("a folder without an identity takes the one of its database", async () => {
  await matchStoreIdentity(engine, undefined, "one");
  expect(await matchStoreIdentity(engine, undefined, "other")).toBe("one");
});

test("rejects a folder with another or an empty database", async () => {
  await expect(matchStoreIdentity(engine, "one", "other")).rejects.toThrow('belongs to the store "one"');
  await matchStoreIdentity(engine, undefined, "two");
  await expect(matchStoreIdentity(engine, "one", "other")).rejects.toThrow('the database to "two"');
});
