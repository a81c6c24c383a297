import { watch } from "node:fs";
import { join } from "node:path";

/**
 * Calls `act` at the n-th write of the server to its packs or database from now on and resolves with its result;
 * rejects if there are not enough writes in time.
 */
export function atNthWrite<Result>(
  data: string,
  { nth, withinMs }: { readonly nth: number; readonly withinMs: number },
  act: () => Promise<Result>,
): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  let writes = 0;
  const onWrite = (): void => {
    writes += 1;
    if (writes !== nth) return;
    stop();
    resolve(act());
  };
  const watchers = [
    watch(join(data, "packs"), onWrite),
    watch(data, (_, name) => (name === "stemma.sqlite-wal" ? onWrite() : undefined)),
  ];
  const late = setTimeout(() => {
    stop();
    reject(new Error(`The server wrote ${writes} times within ${withinMs} ms, expected ${nth}`));
  }, withinMs);
  const stop = (): void => {
    clearTimeout(late);
    for (const watcher of watchers) watcher.close();
  };
  return promise;
}
