import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { budgets } from "./budgets.ts";
import { COPY_AND_HASH, copyAndHash, mustBeEqual } from "./copy-and-hash.ts";
import { makeSmallFiles } from "./make-files.ts";
import { MeasuredServer } from "./measured-server.ts";
import { runClient } from "./python-client.ts";

const SIZE_BYTES = 4096;
const MIB = 1024 * 1024;

function fileCount(isQuick: boolean): number {
  return isQuick ? 1000 : 10_000;
}

/** Many small files with the official client: logged, fetched, logged unchanged, and logged with one change. */
export const smallFiles: Benchmark = {
  name: "small-files",
  about: (isQuick) =>
    `${fileCount(isQuick)} x 4 KiB, the official client, policy="immutable", skip_cache=True (added bytes by the last two)`,
  spaceBytes: () => 400 * MIB,
  async run({ isQuick, folder, say }) {
    const items = fileCount(isQuick);
    const [source, target] = [join(folder, "source"), join(folder, "fetched")];
    makeSmallFiles(source, items, SIZE_BYTES);
    const floor = await copyAndHash(source, join(folder, "copied"));
    const measured = await MeasuredServer.use(folder, (server) =>
      runClient(server, { script: "small_files.py", args: [source, target], folder }, async (work) => {
        say(work);
        if (work === "fetch") await mustBeEqual(source, target);
      }),
    );
    const steps = measured.map((step) =>
      step.work === "client: hash" ? step : { ...step, items, floor: COPY_AND_HASH },
    );
    const stepOf = (work: string) => steps.find((step) => step.work === work)!;
    const cpuMsAFile = (work: string): number => (stepOf(work).serverCpuSeconds! / items) * 1000;
    return {
      steps: [floor, ...steps],
      checks: [
        ...["client: log", "client: fetch"].map((work) => ({
          what: `${work}, ${items} x 4 KiB: server CPU a file`,
          value: cpuMsAFile(work),
          atMost: budgets.serverCpuMsAFile,
          unit: "ms",
        })),
        {
          what: `1 of ${items} changed: added`,
          value: stepOf("client: log 1 changed").addedBytes! / 1024,
          atMost: budgets.oneChangedAddedKib,
          unit: "KiB",
        },
      ],
    };
  },
};
