import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { endWithThisProcess } from "../test/support/end-with-this-process.ts";
import type { Benchmark, Step } from "./benchmark.ts";
import { describeFiles, sendManifest, type VersionFile } from "./log-version.ts";
import { MeasuredServer } from "./measured-server.ts";
import { measureProcess } from "./process-meter.ts";
import { bytesBody } from "./raw-bodies.ts";
import type { RawRequest } from "./raw-connection.ts";
import { asOfficialClient, RawSender } from "./raw-sender.ts";
import { WireClient } from "./wire-client.ts";

const SIZE_BYTES = 4096;
const FILES_A_REQUEST = 1000;
/** The official client downloads in 32 threads with persistent connections. */
const asDownload = { connections: 32, newShare: 0 };
const MIB = 1024 * 1024;
const FLOOR = "floor: HTTP, MD5, BLAKE3, nothing kept";

function fileCount(isQuick: boolean): number {
  return isQuick ? 1000 : 10_000;
}

/** The same small files without the cost of the official client, beside a server that only hashes. */
export const rawSmallFiles: Benchmark = {
  name: "raw-small-files",
  about: (isQuick) => `${fileCount(isQuick)} x 4 KiB over bare sockets, 128 at once, 0.4 new connections a file`,
  spaceBytes: () => 200 * MIB,
  async run({ isQuick, folder, say }) {
    const items = fileCount(isQuick);
    const files = Array.from({ length: items }, (_, at): VersionFile => {
      return { path: `part-${Math.floor(at / 100)}/file-${at % 100}.bin`, body: bytesBody(randomBytes(SIZE_BYTES)) };
    });
    const floor = await hashOnly(files);
    const steps = await MeasuredServer.use(folder, (server) => logAndRead(server, files, say));
    return { steps: [floor, ...steps.map((step) => ({ ...step, items }))], checks: [] };
  },
};

async function logAndRead(
  server: MeasuredServer,
  files: readonly VersionFile[],
  say: (text: string) => void,
): Promise<Step[]> {
  const wire = await WireClient.start(server, "bench");
  const sender = new RawSender(server.baseUrl, asOfficialClient);
  const { digest, declared, manifest } = describeFiles(files);
  const draft = await wire.createArtifact("raw", digest);
  const puts: RawRequest[] = [];
  const declare = await server.step("createArtifactFiles, 1,000 a request", async () => {
    for (let at = 0; at < files.length; at += FILES_A_REQUEST) {
      const paths = await wire.createFiles(draft, declared.slice(at, at + FILES_A_REQUEST));
      puts.push(...paths.map((path, index) => ({ path, body: files[at + index]!.body })));
    }
  });
  say("declared");
  const put = await server.step("PUT of each", async () => void (await sender.sendAll(puts)), { floor: FLOOR });
  say("sent");
  const manifested = await server.step("manifest", () => sendManifest(wire, sender, draft, manifest));
  const commit = await server.step("commit", () => wire.commit(draft));
  sender.close();

  const reader = new RawSender(server.baseUrl, asDownload);
  let paths: string[] = [];
  const address = await server.step("addresses, 5,000 a page", async () => {
    paths = await wire.fileAddresses("raw:v0");
  });
  let receivedBytes = 0;
  const get = await server.step("GET of each", async () => {
    receivedBytes = await reader.sendAll(paths.map((path) => ({ path })));
  });
  reader.close();
  if (receivedBytes !== files.length * SIZE_BYTES) throw new Error(`${receivedBytes} bytes came back, expected all`);
  return [declare, put, manifested, commit, address, get];
}

async function hashOnly(files: readonly VersionFile[]): Promise<Step> {
  const child = fork(join(import.meta.dirname, "hash-only-server.ts"));
  endWithThisProcess(child);
  const [port] = (await once(child, "message")) as [number];
  const sender = new RawSender(`http://127.0.0.1:${port}`, asOfficialClient);
  const end = measureProcess(child.pid!);
  await sender.sendAll(files.map(({ path, body }) => ({ path: `/${path}`, body })));
  const step = { work: FLOOR, ...end(), items: files.length };
  sender.close();
  child.disconnect();
  return step;
}
