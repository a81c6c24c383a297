import type { BlobDriver } from "../../src/core/ports/blob-driver.ts";
import { StemmaError } from "../../src/model/index.ts";

/** The calls of a driver that a test can let fail. */
export type FailingCall = "append" | "sync";

/** A real driver whose calls are counted, and fail where a test asks for it. */
export interface WatchedDriver extends BlobDriver {
  readonly calls: { appends: number; syncs: number; gets: number };
  /** Lets the next call of a kind fail as a full disk does, before anything of it happens. */
  failNext(call: FailingCall): void;
}

/** Puts a watch around a driver. */
export function watchDriver(driver: BlobDriver): WatchedDriver {
  const calls = { appends: 0, syncs: 0, gets: 0 };
  const failing = new Set<FailingCall>();
  const failIfAsked = (call: FailingCall): void => {
    if (failing.delete(call)) throw new StemmaError("storage_full", `Cannot ${call}: the disk is full`);
  };
  return {
    calls,
    failNext: (call) => void failing.add(call),
    put: (name, parts) => driver.put(name, parts),
    get(name, start, end) {
      calls.gets += 1;
      return driver.get(name, start, end);
    },
    stat: (name) => driver.stat(name),
    list: () => driver.list(),
    delete: (name) => driver.delete(name),
    close: () => driver.close(),
    tail: {
      async append(name, parts) {
        calls.appends += 1;
        failIfAsked("append");
        await driver.tail.append(name, parts);
      },
      async sync(name) {
        calls.syncs += 1;
        failIfAsked("sync");
        await driver.tail.sync(name);
      },
      cut: (name, sizeBytes) => driver.tail.cut(name, sizeBytes),
      close: (name) => driver.tail.close(name),
    },
  };
}
