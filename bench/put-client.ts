import { parentPort, workerData } from "node:worker_threads";
import { logVersion, type VersionFile } from "./log-version.ts";
import { uniqueBodies } from "./raw-bodies.ts";
import { asOfficialClient, RawSender } from "./raw-sender.ts";
import { WireClient } from "./wire-client.ts";

/** What a client is told. */
export interface PutClientOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly number: number;
  readonly totalBytes: number;
}

const KIB = 1024;
/** Small bodies, the largest that is one chunk, and bodies that are cut. */
const SIZES_BYTES = [4 * KIB, 64 * KIB, 256 * KIB, 1024 * KIB, 4096 * KIB];

/** One client in a thread of its own: logs a version of many files, 128 at once, and tells the bytes of each. */
const { baseUrl, apiKey, number, totalBytes } = workerData as PutClientOptions;
const bodyOf = uniqueBodies();
const files: VersionFile[] = [];
for (let left = totalBytes; left > 0;) {
  const sizeBytes = Math.min(SIZES_BYTES[files.length % SIZES_BYTES.length]!, left);
  files.push({ path: `client-${number}/file-${files.length}.bin`, body: bodyOf(sizeBytes) });
  left -= sizeBytes;
}
const wire = await WireClient.start({ baseUrl, apiKey }, "bench", `run-${number}`);
const sender = new RawSender(baseUrl, asOfficialClient);
await logVersion(wire, sender, {
  collection: `many-${number}`,
  files,
  onAnswer: ({ body }) => parentPort!.postMessage(body!.sizeBytes),
});
sender.close();
