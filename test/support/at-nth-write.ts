import { watch } from "node:fs";
import { join } from "node:path";

/**
 * Acts at once when the server writes to its packs or to its database for the n-th time from now on, and resolves with
 * what the act gives; rejects when that many writes do not come in time.
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
