import { expect, test, type TestContext } from "vitest";
import type { BlobDriver, ListedObject } from "../../../src/core/ports/blob-driver.ts";
import type { ErrorCode } from "../../../src/model/errors.ts";
import type { Subject } from "./blob-driver.ts";

/** Bytes that look random and are the same for the same seed (xorshift32). */
export function someBytes(sizeBytes: number, seed = 1): Uint8Array {
  const words = new Uint32Array(Math.ceil(sizeBytes / 4));
  let state = Math.imul(seed, 0x9e3779b9) | 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer, 0, sizeBytes);
}

/** A name that objects may have. */
export const nameOf = (index: number): string => `object${index.toString().padStart(6, "0")}`;

/** Compares bytes without printing them. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual.byteLength).toBe(expected.byteLength);
  expect(Buffer.compare(actual, expected)).toBe(0);
}

/** Expects that a call rejects with a StemmaError of this code. */
export async function expectFault(call: Promise<unknown>, code: ErrorCode): Promise<void> {
  await expect(call).rejects.toMatchObject({ name: "StemmaError", code });
}

/** Reads a whole object. */
export async function readAll(driver: BlobDriver, name: string): Promise<Uint8Array> {
  const size = await driver.stat(name);
  return driver.get(name, 0, size?.sizeBytes ?? 0);
}

/** The list, sorted by name. */
export async function listAll(driver: BlobDriver): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  for await (const object of driver.list()) objects.push(object);
  return objects.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Makes the `test` of rules that need the folder of the objects; they are skipped where there is none. */
export function folderRuleFor(subject: Subject) {
  return (title: string, rule: (folder: string, context: TestContext) => Promise<void>): void =>
    test(title, async (context) => {
      const { folder } = subject.place;
      if (folder === undefined) context.skip("its objects are no files: they end with the process");
      else await rule(folder, context);
    });
}
