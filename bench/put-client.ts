import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { describeFiles, logVersion, type VersionFile } from "./log-version.ts";
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

/** One client in a thread of its own: when it is told to, it logs a version of many files and tells the bytes of each. */
const { baseUrl, apiKey, number, totalBytes } = workerData as PutClientOptions;
const bodyOf = uniqueBodies();
const files: VersionFile[] = [];
for (let left = totalBytes; left > 0;) {
  const sizeBytes = Math.min(SIZES_BYTES[files.length % SIZES_BYTES.length]!, left);
  files.push({ path: `client-${number}/file-${files.length}.bin`, body: bodyOf(sizeBytes) });
  left -= sizeBytes;
}
const described = describeFiles(files);
const wire = await WireClient.start({ baseUrl, apiKey }, "bench", `run-${number}`);
const sender = new RawSender(baseUrl, asOfficialClient);
const told = once(parentPort!, "message");
parentPort!.postMessage("ready", []);
await told;
await logVersion(wire, sender, `many-${number}`, described, ({ body }) => {
  parentPort!.postMessage(body!.sizeBytes, []);
});
sender.close();
