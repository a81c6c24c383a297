import fc from "fast-check";
import { expect, test } from "vitest";
import { writeFully } from "./disk-calls.ts";

const parts = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 40 });
/** Bytes that the operating system accepts in each call, at least one. */
const takes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 10 });

test("writeFully() writes every byte once and in order when the system writes only a part", async () => {
  await fc.assert(
    fc.asyncProperty(parts, takes, async (given, sizes) => {
      const written: Uint8Array[] = [];
      let calls = 0;
      await writeFully(0, given, async (_fd, batch) => {
        const taken = Buffer.concat(batch).subarray(0, sizes[calls++ % sizes.length]!);
        written.push(taken);
        return { bytesWritten: taken.byteLength };
      });
      expect(Buffer.compare(Buffer.concat(written), Buffer.concat(given))).toBe(0);
    }),
  );
});

test("writeFully() passes at most 1,024 parts to the system at a time", async () => {
  const batches: number[] = [];
  await writeFully(
    0,
    Array.from({ length: 2500 }, () => new Uint8Array(1)),
    async (_fd, batch) => {
      batches.push(batch.length);
      return { bytesWritten: batch.length };
    },
  );
  expect(batches).toEqual([1024, 1024, 452]);
});

test("writeFully() throws when the system writes nothing", async () => {
  const nothing = async (): Promise<{ bytesWritten: number }> => ({ bytesWritten: 0 });
  await expect(writeFully(0, [new Uint8Array(3)], nothing)).rejects.toMatchObject({ code: "EIO" });
  await writeFully(0, [new Uint8Array(0)], nothing);
});
