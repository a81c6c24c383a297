/**
 * An object store and no more: named, immutable objects, given back by ranges. What is in them is not its business.
 *
 * Every driver obeys the same rules, which test/conformance/blob-driver/blob-driver.ts holds. For all calls:
 * - A name is a token that the server made (OBJECT_NAME). Anything else is refused with `invalid_input` before any I/O.
 * - What another call is doing is seen whole or not at all; calls for different names never wait for each other's result.
 * - Bytes that are handed in are read until the call resolves and are not kept; bytes that are given belong to the caller.
 * - What the provider reports is translated at once: `storage_full` (no space, quota or size allowed is left),
 *   `unavailable` (anything else that may pass; the cause is attached). A call that failed may be repeated.
 */
export interface ObjectDriver {
  /**
   * Stores an object: the parts joined, in order. Atomic and durable: when it resolves, the object survives a power cut;
   * when it rejects, or the process ends, nothing of it is there.
   *
   * @throws `already_exists` when an object of that name is there or being written: it is never replaced
   */
  put(name: string, parts: readonly Uint8Array[]): Promise<void>;
  /**
   * Gives exactly the bytes from `start` to `end`, never fewer. An object that is deleted meanwhile is given whole or
   * not at all (in bytes, `end` exclusive).
   *
   * @throws `not_found`; `damaged` when the object ends before `end`; `invalid_input` when the range is none
   */
  get(name: string, start: number, end: number): Promise<Uint8Array>;
  /** The size of an object, or null when it is not there. */
  stat(name: string): Promise<ObjectSize | null>;
  /**
   * Every object, in no order. One that is stored or deleted while the list is read may be in it or not; nothing that is
   * half stored ever is.
   */
  list(): AsyncIterable<ListedObject>;
  /**
   * Removes an object; resolves too when none is there. A `get` that began earlier ends well or with `not_found`. The
   * removal itself need not survive a power cut: the object may be listed again, and is removed again.
   */
  delete(name: string): Promise<void>;
  /** Lets go of everything the driver holds open. No call may follow. */
  close(): Promise<void>;
}

/** An object store whose objects can also grow: a disk, a memory. */
export interface BlobDriver extends ObjectDriver {
  readonly tail: TailDriver;
}

/**
 * Objects that grow at their end. They are objects like all others: `get`, `stat` and `list` see what was appended, with
 * its size; `delete` removes them. Calls for one name are carried out one after the other, in the order they were made.
 */
export interface TailDriver {
  /**
   * Adds the parts at the end of an object, which begins to exist with its first append. They can be read at once and
   * are durable after `sync`. When it rejects, none of the parts is there.
   */
  append(name: string, parts: readonly Uint8Array[]): Promise<void>;
  /**
   * Makes durable everything that was appended before the call.
   *
   * After a sync that failed nobody can tell which bytes are durable: the object can be read and deleted, every further
   * `append`, `sync` and `cut` is `unavailable` as long as the driver lives, and nothing is synced a second time.
   *
   * @throws `not_found` when the object is not there
   */
  sync(name: string): Promise<void>;
  /**
   * Shortens an object; durable when it resolves.
   *
   * @throws `not_found`; `invalid_input` when the object is shorter than `sizeBytes`
   */
  cut(name: string, sizeBytes: number): Promise<void>;
  /** Lets go of what is held open for an object, without a sync; resolves too when nothing is. It can grow again later. */
  close(name: string): Promise<void>;
}

/** What an object may be called. */
export const OBJECT_NAME = /^[0-9a-z]{8,64}$/;

/** In bytes. */
export interface ObjectSize {
  readonly sizeBytes: number;
}

/** An object as a list shows it. */
export interface ListedObject extends ObjectSize {
  readonly name: string;
}
