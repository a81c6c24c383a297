import type { BlobDriver } from "../../../src/core/ports/blob-driver.ts";
import { StemmaError } from "../../../src/model/index.ts";

/** The calls of a driver that a test can let fail. */
type FailingCall = "append" | "sync" | "delete";

/** A real driver whose calls are counted, and fail where a test asks for it. */
export interface WatchedDriver extends BlobDriver {
  readonly calls: { appends: number; syncs: number; gets: number };
  /** Lets the next calls of a kind fail as on a full disk, before anything of them happens. */
  failNext(call: FailingCall, times?: number): void;
}

/** Puts a watch around a driver. */
export function watchDriver(driver: BlobDriver): WatchedDriver {
  const calls = { appends: 0, syncs: 0, gets: 0 };
  const failing: FailingCall[] = [];
  const failIfAsked = (call: FailingCall): void => {
    const at = failing.indexOf(call);
    if (at === -1) return;
    failing.splice(at, 1);
    throw new StemmaError("storage_full", `Cannot ${call}: the disk is full`);
  };
  return {
    calls,
    failNext: (call, times = 1) => void failing.push(...Array<FailingCall>(times).fill(call)),
    put: (name, parts) => driver.put(name, parts),
    get(name, start, end) {
      calls.gets += 1;
      return driver.get(name, start, end);
    },
    stat: (name) => driver.stat(name),
    list: () => driver.list(),
    async delete(name) {
      failIfAsked("delete");
      await driver.delete(name);
    },
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
