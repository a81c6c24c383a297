import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isStemmaError } from "../../src/model/index.ts";
import { RECORD_HEADER_BYTES } from "../../src/stores/blobs/pack/record.ts";
import { openStoppedStore } from "../support/open-stopped-store.ts";
import { seededRandom, type SeededRandom } from "../support/seeded-random.ts";
import { ServerProcess } from "../support/server-process.ts";
import { type RecordReader, storedRecords, type StoredRecord } from "../support/stored-records.ts";
import { logVariedVersions } from "../support/varied-store.ts";
import type { Campaign } from "./campaign.ts";
import { flipsOverHttp } from "./flips-over-http.ts";

const LONG_FORM_FLIPS = 10_000;
/** Of so many flips one is also read over HTTP: a request costs more than a read. */
const FLIPS_A_REQUEST = 20;
/** A header is short beside its bytes: without a share of its own it would hardly be hit. */
const HEADER_SHARE = 0.25;

/** How a read of a flipped record ended. */
type Outcome = "refused" | "same bytes" | "wrong bytes" | "other error";

/**
 * Flips single bytes of live records, one at a time, and reads everything that needs them: it has to be refused before
 * a wrong byte is given. Each flip is undone.
 *
 * A flip inside a zstd frame can leave what it unpacks to as it was; the bytes are the sealed ones then, and counted.
 */
export const flips: Campaign = async ({ seed, count = LONG_FORM_FLIPS, folder, say }) => {
  const random = seededRandom(seed);
  const server = await new ServerProcess(folder).start();
  const versions = await logVariedVersions(server, random);
  await server.stop();
  const packs = join(server.data, "packs");
  const store = await openStoppedStore(server.data);
  const records = await storedRecords(store);
  const failures: string[] = [];
  const counts: Record<string, number> = { flips: 0, reads: 0, refused: 0, "same bytes": 0, "wrong bytes": 0 };
  for (let done = 0; done < count; done++) {
    const flip = chooseFlip(random, records);
    const undo = flipByte(packs, flip);
    for (const reader of flip.record.readers) {
      const outcome = await read(reader);
      counts["reads"]! += 1;
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      const isHarmless = outcome === "same bytes" && flip.record.kind !== "small" && flip.record.kind !== "large";
      if (outcome !== "refused" && !isHarmless) failures.push(`${describe(flip)}: a read ended with ${outcome}`);
    }
    undo();
    counts["flips"]! += 1;
    counts[`in ${flip.record.kind}`] = (counts[`in ${flip.record.kind}`] ?? 0) + 1;
    if (counts["flips"]! % 1000 === 0) say(`${counts["flips"]} flips`);
  }
  for (const record of records) failures.push(...(await untouchedFaults(record)));
  await store.close();

  await server.start();
  const overHttp = await flipsOverHttp(server, versions, {
    flip: () => {
      const flip = chooseFlip(random, records);
      return { ...flip, name: describe(flip), undo: flipByte(packs, flip) };
    },
    count: Math.ceil(count / FLIPS_A_REQUEST),
  });
  await server.stop();
  return { counts: { ...counts, ...overHttp.counts }, failures: [...failures, ...overHttp.failures] };
};

/** A byte of a record and what it is changed by. */
interface Flip {
  readonly record: StoredRecord;
  /** In bytes from the record's start. */
  readonly offset: number;
  readonly change: number;
}

function chooseFlip(random: SeededRandom, records: readonly StoredRecord[]): Flip {
  const kind = random.pick(["small", "large", "compressed", "manifest"] as const);
  const record = random.pick(records.filter((candidate) => candidate.kind === kind));
  const offset =
    random.fraction() < HEADER_SHARE ? random.below(RECORD_HEADER_BYTES) : random.below(record.storedBytes);
  return { record, offset, change: 1 + random.below(255) };
}

/** Changes the byte on the disk and gives what puts it back. */
function flipByte(packs: string, { record, offset, change }: Flip): () => void {
  const file = openSync(join(packs, record.pack), "r+");
  const at = record.startByte + offset;
  const before = Buffer.alloc(1);
  readSync(file, before, 0, 1, at);
  writeSync(file, Buffer.of(before[0]! ^ change), 0, 1, at);
  return () => {
    writeSync(file, before, 0, 1, at);
    closeSync(file);
  };
}

/** Reads to the end or the error, and compares every byte that is given. */
async function read({ bytes, open }: RecordReader): Promise<Outcome> {
  let position = 0;
  try {
    for await (const part of await open()) {
      if (!bytes.subarray(position, position + part.byteLength).equals(part)) return "wrong bytes";
      position += part.byteLength;
    }
  } catch (error) {
    return isStemmaError(error, "damaged") ? "refused" : "other error";
  }
  return position === bytes.byteLength ? "same bytes" : "wrong bytes";
}

/** After the last flip everything reads as before, or the flips themselves were not undone. */
async function untouchedFaults({ readers, pack, startByte }: StoredRecord): Promise<string[]> {
  const outcomes = await Promise.all(readers.map(read));
  return outcomes.every((outcome) => outcome === "same bytes")
    ? []
    : [`Record at byte ${startByte} of pack ${pack}: it does not read as before the flips`];
}

function describe({ record, offset, change }: Flip): string {
  return `Byte ${offset} of the ${record.kind} record at byte ${record.startByte} of pack ${record.pack}, changed by ${change}`;
}
