import type { BlobDriver, ListedObject, ObjectSize, TailDriver } from "../../src/core/ports/blob-driver.ts";
import {
  existingObject,
  missingObject,
  requireCut,
  requireObjectName,
  requireRange,
  shortObject,
} from "../../src/stores/blobs/driver/object-errors.ts";

/** The bytes of an object are at the start of a buffer that may have spare space. */
interface StoredObject {
  buffer: Uint8Array;
  sizeBytes: number;
}

/** Creates an object store in the memory of this process, for tests. */
export function createMemoryDriver(): BlobDriver {
  return new MemoryDriver();
}

class MemoryDriver implements BlobDriver {
  readonly #objects = new Map<string, StoredObject>();
  readonly tail: TailDriver = new MemoryTails(this.#objects);

  async put(name: string, parts: readonly Uint8Array[]): Promise<void> {
    requireObjectName(name);
    if (this.#objects.has(name)) throw existingObject(name);
    const object = { buffer: new Uint8Array(0), sizeBytes: 0 };
    add(object, parts, 1);
    this.#objects.set(name, object);
  }

  async get(name: string, start: number, end: number): Promise<Uint8Array> {
    requireObjectName(name);
    requireRange(name, start, end);
    const object = this.#objects.get(name);
    if (object === undefined) throw missingObject("read", name);
    if (end > object.sizeBytes) throw shortObject(name, end, object.sizeBytes);
    return object.buffer.slice(start, end);
  }

  async stat(name: string): Promise<ObjectSize | null> {
    requireObjectName(name);
    const object = this.#objects.get(name);
    return object === undefined ? null : { sizeBytes: object.sizeBytes };
  }

  async *list(): AsyncIterable<ListedObject> {
    for (const [name, { sizeBytes }] of this.#objects) yield { name, sizeBytes };
  }

  async delete(name: string): Promise<void> {
    requireObjectName(name);
    this.#objects.delete(name);
  }

  async close(): Promise<void> {
    this.#objects.clear();
  }
}

class MemoryTails implements TailDriver {
  readonly #objects: Map<string, StoredObject>;

  constructor(objects: Map<string, StoredObject>) {
    this.#objects = objects;
  }

  async append(name: string, parts: readonly Uint8Array[]): Promise<void> {
    requireObjectName(name);
    const object = this.#objects.get(name) ?? { buffer: new Uint8Array(0), sizeBytes: 0 };
    // Allocates twice the size: many small appends then copy each byte about once.
    add(object, parts, 2);
    this.#objects.set(name, object);
  }

  async sync(name: string): Promise<void> {
    requireObjectName(name);
    if (!this.#objects.has(name)) throw missingObject("sync", name);
  }

  async cut(name: string, sizeBytes: number): Promise<void> {
    requireObjectName(name);
    const object = this.#objects.get(name);
    if (object === undefined) throw missingObject("cut", name);
    requireCut(name, sizeBytes, object.sizeBytes);
    object.sizeBytes = sizeBytes;
  }

  async close(name: string): Promise<void> {
    requireObjectName(name);
  }
}

/** Appends the parts to the object; updates its size last, so that a part that throws leaves it unchanged. */
function add(object: StoredObject, parts: readonly Uint8Array[], growth: number): void {
  let end = object.sizeBytes;
  const needed = parts.reduce((total, part) => total + part.byteLength, end);
  if (needed > object.buffer.byteLength) {
    const larger = new Uint8Array(needed * growth);
    larger.set(object.buffer.subarray(0, end));
    object.buffer = larger;
  }
  for (const part of parts) {
    object.buffer.set(part, end);
    end += part.byteLength;
  }
  object.sizeBytes = end;
}
