import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { COPY_AND_HASH, copyAndHash, mustBeEqual } from "./copy-and-hash.ts";
import { makeLargeFile } from "./make-files.ts";
import { MeasuredServer } from "./measured-server.ts";
import { runClient } from "./python-client.ts";

const MIB = 1024 * 1024;

/** From 2 GiB on, the official client sends 128 parts of 100 MiB at once; it sends smaller files in one PUT. */
function sizeBytes(isQuick: boolean): number {
  return (isQuick ? 256 : 2048) * MIB;
}

/** Logs one large file with the official client. */
export const largeFile: Benchmark = {
  name: "large-file",
  about: (isQuick) =>
    isQuick ? "one file of 256 MiB, the official client, one PUT" : "one file of 2 GiB, the official client, in parts",
  // The file, a copy, the fetched file, and the data folder.
  spaceBytes: (isQuick) => 4 * sizeBytes(isQuick) + 200 * MIB,
  async run({ isQuick, folder, say }) {
    const [source, target] = [join(folder, "source"), join(folder, "fetched")];
    mkdirSync(source);
    makeLargeFile(join(source, "large.bin"), sizeBytes(isQuick));
    const floor = await copyAndHash(source, join(folder, "copied"));
    const steps = await MeasuredServer.use(folder, (server) =>
      runClient(
        server,
        { script: "large_file.py", args: [join(source, "large.bin"), target], folder },
        async (work) => {
          say(work);
          if (work === "fetch") await mustBeEqual(source, target);
        },
      ),
    );
    return { steps: [floor, ...steps.map((step) => ({ ...step, floor: COPY_AND_HASH }))], checks: [] };
  },
};
