import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { describeFiles, logVersion, type VersionFile } from "./log-version.ts";
import { uniqueBodies } from "./raw-bodies.ts";
import { asOfficialClient, RawSender } from "./raw-sender.ts";
import { WireClient } from "./wire-client.ts";

/** The options of a client thread. */
export interface PutClientOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly number: number;
  readonly totalBytes: number;
}

const KIB = 1024;
/** Small bodies, the largest body of one chunk, and bodies of several chunks. */
const SIZES_BYTES = [4 * KIB, 64 * KIB, 256 * KIB, 1024 * KIB, 4096 * KIB];

/** The client thread: logs a version with many files on request and reports the bytes of each file. */
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
