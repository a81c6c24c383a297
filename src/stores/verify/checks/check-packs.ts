import { isStemmaError } from "../../../model/index.ts";
import { checkTwice, finding, type Phase, type PhaseCursor, type Snapshot } from "../audit-store.ts";

/** Packs whose files are checked in one snapshot. */
const PACKS_PER_BATCH = 200;
/** Corrupt chunks of a lost pack reported together. */
const CHUNKS_PER_BATCH = 2000;

/** Checks that every pack exists and has the size of its row; reports the chunks of lost packs as corrupt. */
export const checkPacks: Phase = (store, cursor) => checkTwice(store, (snapshot) => checkNextPacks(snapshot, cursor));

async function checkNextPacks(snapshot: Snapshot, { after, at }: PhaseCursor) {
  const findings = [];
  const packs = await snapshot.db
    .selectFrom("packs")
    .select(["id", "name", "size_bytes"])
    .where("id", ">", after)
    .orderBy("id")
    .limit(PACKS_PER_BATCH)
    .execute();
  let fromByte = at;
  let looked = 0;
  for (const pack of packs) {
    const sizeBytes = await fileBytes(snapshot, pack.name);
    const isShort = sizeBytes === undefined || sizeBytes < pack.size_bytes;
    // If the chunks of a pack need several steps, the first one reported the pack.
    if (fromByte === 0) {
      looked += 1;
      if (isShort) findings.push(packFinding(pack, sizeBytes));
    }
    const lost = isShort ? await lostChunks(snapshot, pack, sizeBytes ?? 0, fromByte) : [];
    if (lost.length === CHUNKS_PER_BATCH) {
      const next = { after: pack.id - 1, at: lost.at(-1)!.start_byte + 1 };
      return { next, counts: { packs: looked }, findings };
    }
    fromByte = 0;
  }
  const last = packs.at(-1);
  const next = last === undefined || packs.length < PACKS_PER_BATCH ? null : { after: last.id, at: 0 };
  return { next, counts: { packs: looked }, findings };
}

async function fileBytes({ driver }: Snapshot, name: string): Promise<number | undefined> {
  try {
    return (await driver.stat(name))?.sizeBytes;
  } catch (error) {
    if (isStemmaError(error, "damaged", "invalid_input")) return undefined;
    throw error;
  }
}

function packFinding({ name, size_bytes }: { name: string; size_bytes: number }, sizeBytes: number | undefined) {
  return finding(
    sizeBytes === undefined
      ? `Pack ${name}: its file is missing, expected ${size_bytes} bytes`
      : `Pack ${name}: its file has ${sizeBytes} bytes, expected ${size_bytes} or more`,
  );
}

/** Returns the chunks of a pack that end after the end of its file. */
async function lostChunks(
  { db, damage }: Snapshot,
  pack: { id: number; name: string },
  sizeBytes: number,
  fromByte: number,
): Promise<{ start_byte: number }[]> {
  const chunks = await db
    .selectFrom("chunks")
    .select(["hash", "start_byte"])
    .where("pack_id", "=", pack.id)
    .where("start_byte", ">=", fromByte)
    .where(({ eb }) => eb(eb("start_byte", "+", eb.ref("stored_bytes")), ">", sizeBytes))
    .orderBy("start_byte")
    .limit(CHUNKS_PER_BATCH)
    .execute();
  const detail = sizeBytes === 0 ? "its pack is missing" : "its pack is truncated";
  for (const { hash, start_byte } of chunks)
    damage.push({ chunk: hash, pack: pack.name, startByte: start_byte, blob: null, detail });
  return chunks;
}
