import { sql } from "kysely";
import { isStemmaError } from "../../../src/model/index.ts";
import type { StoppedStore } from "../open-stopped-store.ts";

/** Every pack is there and as long as its row says, and every chunk lies inside of its pack; SQLite finds itself whole. */
export async function checkPacks({ engine, driver }: StoppedStore): Promise<string[]> {
  const violations = engine.facts.kind === "sqlite" ? await integrityFaults({ engine }) : [];
  const packs = await engine.read.selectFrom("packs").select(["id", "name", "size_bytes"]).orderBy("id").execute();
  for (const { name, size_bytes } of packs) {
    const stat = await driver.stat(name).catch((error: unknown) => {
      if (isStemmaError(error)) return null;
      throw error;
    });
    if (stat === null) violations.push(`Pack ${name}: its file is missing, expected ${size_bytes} bytes`);
    else if (stat.sizeBytes < size_bytes)
      violations.push(`Pack ${name}: its file has ${stat.sizeBytes} bytes, expected ${size_bytes} or more`);
  }
  const outside = await engine.read
    .selectFrom("chunks")
    .innerJoin("packs", "packs.id", "chunks.pack_id")
    .select(["chunks.hash", "packs.name", "chunks.start_byte", "chunks.stored_bytes", "packs.size_bytes"])
    .where(sql<boolean>`chunks.start_byte + chunks.stored_bytes > packs.size_bytes`)
    .execute();
  for (const { hash, name, start_byte, stored_bytes, size_bytes } of outside) {
    const end = start_byte + stored_bytes;
    violations.push(`Chunk ${hash}: it ends at byte ${end} of pack ${name}, expected the pack's ${size_bytes} or less`);
  }
  return violations;
}

async function integrityFaults({ engine }: Pick<StoppedStore, "engine">): Promise<string[]> {
  const integrity = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(engine.read);
  const foreign = await sql<{ table: string; parent: string }>`pragma foreign_key_check`.execute(engine.read);
  return [
    ...integrity.rows.flatMap(({ integrity_check: said }) => (said === "ok" ? [] : [`Database: ${said}`])),
    ...foreign.rows.map(({ table, parent }) => `Database: a row of ${table} names a row of ${parent} that is missing`),
  ];
}
