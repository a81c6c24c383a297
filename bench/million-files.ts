import type { Benchmark, Step } from "./benchmark.ts";
import { budgets, mebibytes } from "./budgets.ts";
import { type DescribedFiles, describeFiles, sendManifest, type VersionFile } from "./log-version.ts";
import { MeasuredServer } from "./measured-server.ts";
import { bytesBody } from "./raw-bodies.ts";
import { RawSender } from "./raw-sender.ts";
import { WireClient } from "./wire-client.ts";

const FILES_A_REQUEST = 1000;
const FILES_A_FOLDER = 1000;
/** The connections that send PUTs, each one after the other. */
const CONNECTIONS = 64;
const GIB = 1024 ** 3;

function fileCount(isQuick: boolean): number {
  return isQuick ? 20_000 : 1_000_000;
}

/** A dataset of a million files: its manifest in one request, and a restart of the server. */
export const millionFiles: Benchmark = {
  name: "million-files",
  about: (isQuick) =>
    `one version of ${fileCount(isQuick).toLocaleString("en")} files of a few bytes over bare sockets`,
  spaceBytes: (isQuick) => (isQuick ? GIB / 4 : 4 * GIB),
  async run({ isQuick, folder, say }) {
    const items = fileCount(isQuick);
    const described = describeFiles(Array.from({ length: items }, (_, number) => file(number)));
    say("described");
    return MeasuredServer.use(folder, async (server) => {
      const wire = await WireClient.start(server, "bench");
      const sender = new RawSender(server.baseUrl, { connections: CONNECTIONS, newShare: 0 });
      const draft = await wire.createArtifact("million", described.digest);
      const put = await server.step("createArtifactFiles and PUT of each", () =>
        send({ wire, sender, draft, say }, described),
      );
      await server.longestBlockedSeconds();
      const manifest = await server.step("manifest", () => sendManifest(wire, sender, draft, described.manifest));
      const commit = await server.step("commit", () => wire.commit(draft));
      const holdMs = (await server.longestBlockedSeconds()) * 1000;
      sender.close();
      const start = await server.restart("start");
      return {
        steps: [...[put, manifest, commit].map((step) => ({ ...step, items })), start],
        checks: checks(items, { manifest, commit, start, holdMs }),
      };
    });
  },
};

function file(number: number): VersionFile {
  const path = `folder-${Math.floor(number / FILES_A_FOLDER)}/file-${number % FILES_A_FOLDER}.txt`;
  return { path, body: bytesBody(Buffer.from(`file ${number}`)) };
}

async function send(
  { wire, sender, draft, say }: { wire: WireClient; sender: RawSender; draft: string; say: (text: string) => void },
  { files, declared }: DescribedFiles,
): Promise<void> {
  for (let at = 0; at < files.length; at += FILES_A_REQUEST) {
    const paths = await wire.createFiles(draft, declared.slice(at, at + FILES_A_REQUEST));
    await sender.sendAll(paths.map((path, index) => ({ path, body: files[at + index]!.body })));
    if ((at / FILES_A_REQUEST) % 100 === 99) say(`${at + FILES_A_REQUEST} files are sent`);
  }
}

function checks(
  items: number,
  { manifest, commit, start, holdMs }: { manifest: Step; commit: Step; start: Step; holdMs: number },
) {
  const of = `of ${items.toLocaleString("en")} files`;
  const received = `manifest ${of}, received and committed`;
  const seconds = manifest.wallSeconds + commit.wallSeconds;
  const rssMib = mebibytes(Math.max(manifest.peakRssBytes!, commit.peakRssBytes!));
  return [
    { what: received, value: seconds, atMost: budgets.millionEntriesSeconds, unit: "s" },
    { what: "the same: peak RSS", value: rssMib, atMost: budgets.millionEntriesRssMib, unit: "MiB" },
    { what: "the same: main thread held", value: holdMs, atMost: budgets.millionEntriesHoldMs, unit: "ms" },
    { what: `start with a version ${of}`, value: start.wallSeconds, atMost: budgets.startSeconds, unit: "s" },
  ];
}
