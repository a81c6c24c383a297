import { randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark, Step } from "./benchmark.ts";
import { budgets, mebibytes } from "./budgets.ts";
import { COPY_AND_HASH, copyAndHash } from "./copy-and-hash.ts";
import { describeFiles, logVersion } from "./log-version.ts";
import { makeLargeFile } from "./make-files.ts";
import { MeasuredServer } from "./measured-server.ts";
import { fileBody } from "./raw-bodies.ts";
import { RawSender } from "./raw-sender.ts";
import { WireClient } from "./wire-client.ts";

const MIB = 1024 * 1024;
const INSERTED_BYTES = MIB;
/** The offset of the insert, as a share of the file. */
const INSERTED_AT = 0.3;

function sizeMib(isQuick: boolean): number {
  return isQuick ? 128 : 1024;
}

/** Sends a large file in one PUT, then the same file with 1 MiB inserted, and reads both. */
export const insertedBytes: Benchmark = {
  name: "inserted-bytes",
  about: (isQuick) => `one file of ${sizeMib(isQuick)} MiB over a bare socket, then with 1 MiB inserted`,
  spaceBytes: (isQuick) => (4 * sizeMib(isQuick) + 100) * MIB,
  async run({ isQuick, folder, say }) {
    const source = join(folder, "source");
    const [first, second] = [join(source, "first.bin"), join(folder, "second.bin")];
    mkdirSync(source);
    makeLargeFile(first, sizeMib(isQuick) * MIB);
    insert(first, second, Math.floor(sizeMib(isQuick) * INSERTED_AT) * MIB);
    const floor = await copyAndHash(source, join(folder, "copied"));
    const steps = await MeasuredServer.use(folder, async (server) => {
      const wire = await WireClient.start(server, "bench");
      const sender = new RawSender(server.baseUrl, { connections: 1, newShare: 0 });
      const logged: Step[] = [];
      for (const [work, path] of [
        ["PUT and commit", first],
        ["the same with 1 MiB inserted", second],
      ] as const) {
        const storedBefore = await server.storedBytes();
        const described = describeFiles([{ path: "large.bin", body: fileBody(path) }]);
        const step = await server.step(work, () => logVersion(wire, sender, "inserted", described));
        logged.push({ ...step, floor: COPY_AND_HASH, addedBytes: (await server.storedBytes()) - storedBefore });
        say(work);
      }
      const paths = await wire.fileAddresses("inserted:v0");
      const get = await server.step("GET", async () => void (await sender.sendAll(paths.map((path) => ({ path })))));
      sender.close();
      return [...logged, { ...get, floor: COPY_AND_HASH }];
    });
    return {
      steps: [floor, ...steps],
      checks: [
        {
          what: `1 MiB inserted into ${sizeMib(isQuick)} MiB: added`,
          value: mebibytes(steps[1]!.addedBytes!),
          atMost: budgets.insertedAddedMib,
          unit: "MiB",
        },
      ],
    };
  },
};

function insert(from: string, to: string, atByte: number): void {
  let position = 0;
  for (const piece of fileBody(from).pieces()) {
    if (position === atByte) appendFileSync(to, randomBytes(INSERTED_BYTES));
    appendFileSync(to, piece);
    position += piece.byteLength;
  }
}
