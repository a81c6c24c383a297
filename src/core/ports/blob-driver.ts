/**
 * An object store: named, immutable objects, read by ranges. Their content does not matter to it.
 *
 * Every driver obeys the same rules, which test/conformance/blob-driver/blob-driver.ts checks. For all calls:
 *
 * - A name is a token made by the server (OBJECT_NAME). Any other name is rejected with `invalid_input` before any I/O.
 *
 * - The effect of a concurrent call is visible completely or not at all; calls for different names never wait for each
 * other.
 *
 * - Input bytes are read until the call resolves and are not kept; returned bytes belong to the caller.
 *
 * - Errors of the provider are translated at once: `storage_full` (no space, quota or allowed size is left),
 * `unavailable` (any other transient error; the cause is attached). A failed call may be repeated.
 */
export interface ObjectDriver {
  /**
   * Stores an object: the parts joined, in order. Atomic and durable: when it resolves, the object survives a power
   * cut; when it rejects or the process ends, nothing of it exists.
   *
   * @throws `already_exists` if an object with that name exists or is being written: objects are never replaced
   */
  put(name: string, parts: readonly Uint8Array[]): Promise<void>;
  /**
   * Returns exactly the bytes from `start` to `end` (exclusive). If the object is deleted meanwhile, returns all of
   * them or throws.
   *
   * @throws `not_found`; `damaged` if the object ends before `end`; `invalid_input` for an invalid range
   */
  get(name: string, start: number, end: number): Promise<Uint8Array>;
  /** Returns the size of an object, or null if it does not exist. */
  stat(name: string): Promise<ObjectSize | null>;
  /**
   * Lists all objects in no order. An object that is stored or deleted during the listing may be included; a partly
   * stored object never is.
   */
  list(): AsyncIterable<ListedObject>;
  /**
   * Deletes an object; also resolves if it does not exist. A `get` that started earlier succeeds or throws `not_found`.
   * The deletion itself need not survive a power cut: the object may be listed again, and is deleted again.
   */
  delete(name: string): Promise<void>;
  /** Releases all resources of the driver. No call may follow. */
  close(): Promise<void>;
}

/** An object store whose objects can also grow: a disk or memory. */
export interface BlobDriver extends ObjectDriver {
  readonly tail: TailDriver;
}

/**
 * Objects that can be appended to. They are objects like all others: `get`, `stat` and `list` see appended bytes;
 * `delete` removes them. Calls for one name run one after the other, in call order.
 */
export interface TailDriver {
  /**
   * Appends the parts to an object; the first append creates it. They are readable at once and durable after `sync`. If
   * it rejects, no part was appended.
   */
  append(name: string, parts: readonly Uint8Array[]): Promise<void>;
  /**
   * Makes all earlier appends durable.
   *
   * After a failed sync the durable bytes are unknown: the object can be read and deleted, every further `append`,
   * `sync` and `cut` is `unavailable` for the lifetime of the driver, and nothing is synced a second time.
   *
   * @throws `not_found` if the object does not exist
   */
  sync(name: string): Promise<void>;
  /**
   * Truncates an object; durable when it resolves.
   *
   * @throws `not_found`; `invalid_input` if the object is shorter than `sizeBytes`
   */
  cut(name: string, sizeBytes: number): Promise<void>;
  /** Closes an open object without a sync; also resolves if it is not open. The object can grow again later. */
  close(name: string): Promise<void>;
}

/** The valid names of objects. */
export const OBJECT_NAME = /^[0-9a-z]{8,64}$/;

/** In bytes. */
export interface ObjectSize {
  readonly sizeBytes: number;
}

/** An object in a list. */
export interface ListedObject extends ObjectSize {
  readonly name: string;
}
