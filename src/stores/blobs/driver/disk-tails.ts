import { constants } from "node:fs";
import { dirname } from "node:path";
import type { TailDriver } from "../../../core/ports/blob-driver.ts";
import { StemmaError } from "../../../model/errors.ts";
import { close, fdatasync, fsync, ftruncate, openFile, syncFolder, writeFully } from "./disk-calls.ts";
import { diskFault, systemCode } from "./disk-faults.ts";
import type { KeyedMutex } from "../../../async/keyed-mutex.ts";
import { missingObject, requireCut, requireObjectName } from "./object-errors.ts";

interface Tail {
  readonly fd: number;
  sizeBytes: number;
  /** Whether the name of the file is durable. An earlier process may have ended before it synced the folder. */
  isNameDurable: boolean;
}

/** Files that grow: each is open for appending from its first append or sync until its close. */
export class DiskTails implements TailDriver {
  readonly #pathOf: (name: string) => string;
  readonly #queue: KeyedMutex;
  readonly #tails = new Map<string, Tail>();
  /** Objects whose durable bytes are unknown, with the reason. */
  readonly #abandoned = new Map<string, unknown>();

  constructor(pathOf: (name: string) => string, queue: KeyedMutex) {
    this.#pathOf = pathOf;
    this.#queue = queue;
  }

  async append(name: string, parts: readonly Uint8Array[]): Promise<void> {
    await this.#write("append to", name, async () => {
      const tail = await this.#open("append to", name, constants.O_CREAT);
      try {
        await writeFully(tail.fd, parts);
      } catch (error) {
        // Removes a partial record before the next append. If that fails, the object is abandoned; the error of the
        // write is the one reported.
        await this.#orAbandon(name, ftruncate(tail.fd, tail.sizeBytes)).catch(() => {});
        throw error;
      }
      tail.sizeBytes += parts.reduce((total, part) => total + part.byteLength, 0);
    });
  }

  async sync(name: string): Promise<void> {
    await this.#write("sync", name, async () => {
      const tail = await this.#open("sync", name, 0);
      await this.#orAbandon(name, fdatasync(tail.fd));
      if (tail.isNameDurable) return;
      await this.#orAbandon(name, syncFolder(dirname(this.#pathOf(name))));
      tail.isNameDurable = true;
    });
  }

  async cut(name: string, sizeBytes: number): Promise<void> {
    await this.#write("cut", name, async () => {
      const isOpen = this.#tails.has(name);
      const tail = await this.#open("cut", name, 0);
      try {
        requireCut(name, sizeBytes, tail.sizeBytes);
        await ftruncate(tail.fd, sizeBytes);
        tail.sizeBytes = sizeBytes;
        await this.#orAbandon(name, fsync(tail.fd));
      } finally {
        if (!isOpen) await this.#closeTail(name);
      }
    });
  }

  async close(name: string): Promise<void> {
    await this.#enqueue("close", name, () => this.#closeTail(name));
  }

  /**
   * Forgets an object that is being deleted; its name may be used again. The caller must have the mutex of the name.
   */
  async forget(name: string): Promise<void> {
    this.#abandoned.delete(name);
    await this.#closeTail(name);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#tails.keys()].map((name) => this.#closeTail(name)));
  }

  #write(action: string, name: string, work: () => Promise<void>): Promise<void> {
    return this.#enqueue(action, name, () => {
      if (!this.#abandoned.has(name)) return work();
      const message = `Cannot ${action} object "${name}": an earlier write to it failed; use another object`;
      throw new StemmaError("unavailable", message, { details: { name }, cause: this.#abandoned.get(name) });
    });
  }

  #enqueue(action: string, name: string, work: () => Promise<void>): Promise<void> {
    requireObjectName(name);
    return this.#queue.run(name, async () => {
      try {
        await work();
      } catch (error) {
        throw diskFault(error, `${action} object "${name}"`);
      }
    });
  }

  async #open(action: string, name: string, flags: number): Promise<Tail> {
    const known = this.#tails.get(name);
    if (known !== undefined) return known;
    try {
      const file = await openFile(this.#pathOf(name), constants.O_WRONLY | constants.O_APPEND | flags);
      const tail = { ...file, isNameDurable: false };
      this.#tails.set(name, tail);
      return tail;
    } catch (error) {
      const isMissing = flags === 0 && systemCode(error) === "ENOENT";
      throw isMissing ? missingObject(action, name, error) : error;
    }
  }

  /**
   * Abandons the object if the call fails. After a failed sync the system counts the lost pages as written, and a
   * second sync would succeed without writing them.
   */
  async #orAbandon(name: string, call: Promise<void>): Promise<void> {
    try {
      await call;
    } catch (error) {
      this.#abandoned.set(name, error);
      await this.#closeTail(name);
      throw error;
    }
  }

  async #closeTail(name: string): Promise<void> {
    const tail = this.#tails.get(name);
    if (tail === undefined) return;
    this.#tails.delete(name);
    await close(tail.fd);
  }
}
