import type { Collected } from "../stores/blobs/collector.ts";

/** The work a server does by itself. */
export interface Jobs {
  close(): Promise<void>;
}

/** Runs the collector every so many seconds; a round that fails is reported and the next one tries again. */
export function startJobs(ports: {
  collect: () => Promise<Collected>;
  everySeconds: number;
  onFault: (error: unknown) => void;
}): Jobs {
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = ports.collect().catch(ports.onFault);
  }, ports.everySeconds * 1000);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
