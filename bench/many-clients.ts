import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Benchmark } from "./benchmark.ts";
import { budgets, mebibytes } from "./budgets.ts";
import { MeasuredServer } from "./measured-server.ts";
import type { PutClientOptions } from "./put-client.ts";

const CLIENTS = 16;
const SAMPLE_MS = 200;
const GIB = 1024 * 1024 * 1024;

function totalBytes(isQuick: boolean): number {
  return (isQuick ? 1 : 10) * GIB;
}

/** The memory of the server after some received bytes (in bytes). */
interface Sample {
  readonly receivedBytes: number;
  readonly rssBytes: number;
}

/** Many clients at once with 128 PUTs each: the server's memory is bounded and does not grow. */
export const manyClients: Benchmark = {
  name: "many-clients",
  about: (isQuick) =>
    `${CLIENTS} clients x 128 PUTs at once, ${totalBytes(isQuick) / GIB} GiB of bodies of 4 KiB to 4 MiB`,
  spaceBytes: (isQuick) => totalBytes(isQuick) * 1.05,
  async run({ isQuick, folder, say }) {
    return MeasuredServer.use(folder, async (server) => {
      const clients = startClients(server, totalBytes(isQuick));
      await Promise.all(clients.map(({ worker }) => once(worker, "message")));
      say("all bodies are hashed");
      const samples: Sample[] = [];
      const step = await server.step(`${CLIENTS} clients`, () => sendAll(server, clients, samples));
      say(`${samples.length} samples of the memory`);
      const slope = slopeMibPerGib(samples.slice(samples.length / 2));
      return {
        steps: [step],
        checks: [
          {
            what: `${CLIENTS} clients x 128 PUTs: peak RSS`,
            value: mebibytes(step.peakRssBytes!),
            atMost: budgets.manyClientsRssMib,
            unit: "MiB",
          },
          {
            what: "the same: growth of RSS in the second half",
            value: slope,
            atMost: budgets.rssSlopeMibAGib,
            unit: "MiB a GiB",
          },
        ],
      };
    });
  },
};

interface Client {
  readonly worker: Worker;
  readonly isDone: Promise<unknown>;
}

function startClients({ baseUrl, apiKey }: MeasuredServer, totalBytes: number): Client[] {
  return Array.from({ length: CLIENTS }, (_, number) => {
    const workerData: PutClientOptions = { baseUrl, apiKey, number, totalBytes: totalBytes / CLIENTS };
    const worker = new Worker(join(import.meta.dirname, "put-client.ts"), { workerData });
    return { worker, isDone: new Promise((resolve, reject) => worker.on("error", reject).on("exit", resolve)) };
  });
}

async function sendAll(server: MeasuredServer, clients: readonly Client[], samples: Sample[]): Promise<void> {
  let receivedBytes = 0;
  for (const { worker } of clients) {
    worker.on("message", (bytes: number) => (receivedBytes += bytes));
    worker.postMessage("go", []);
  }
  const sampling = setInterval(() => samples.push({ receivedBytes, rssBytes: server.rssBytes() }), SAMPLE_MS);
  await Promise.all(clients.map(({ isDone }) => isDone)).finally(() => clearInterval(sampling));
}

/** Returns the slope of the least-squares line through the samples. */
function slopeMibPerGib(samples: readonly Sample[]): number {
  const points = samples.map(({ receivedBytes, rssBytes }) => [receivedBytes / GIB, mebibytes(rssBytes)] as const);
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return above / below;
}
