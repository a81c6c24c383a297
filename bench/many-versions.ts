import { randomBytes } from "node:crypto";
import type { Benchmark, Step } from "./benchmark.ts";
import { budgets } from "./budgets.ts";
import { describeFiles, logVersion } from "./log-version.ts";
import { MeasuredServer } from "./measured-server.ts";
import { median } from "./median.ts";
import { bytesBody } from "./raw-bodies.ts";
import { RawSender } from "./raw-sender.ts";
import { WireClient } from "./wire-client.ts";

const FILES = 10;
const SIZE_BYTES = 4096;
/** The number of versions before and after a version whose median is compared. */
const NEIGHBOURS = 10;
const MIB = 1024 * 1024;

function versionCount(isQuick: boolean): number {
  return isQuick ? 200 : 1000;
}

/**
 * Logs versions to one collection one after the other, each with ten new files: the last may take no longer than the
 * tenth.
 */
export const manyVersions: Benchmark = {
  name: "many-versions",
  about: (isQuick) =>
    `${versionCount(isQuick)} versions of ten 4 KiB files, one after the other, over kept connections`,
  spaceBytes: () => 200 * MIB,
  async run({ isQuick, folder, say }) {
    const count = versionCount(isQuick);
    const block = count / 10;
    return MeasuredServer.use(folder, async (server) => {
      const wire = await WireClient.start(server, "bench");
      const sender = new RawSender(server.baseUrl, { connections: FILES, newShare: 0 });
      const logOne = async (collection: string): Promise<number> => {
        const described = describeFiles(
          Array.from({ length: FILES }, (_, at) => {
            return { path: `file-${at}.bin`, body: bytesBody(randomBytes(SIZE_BYTES)) };
          }),
        );
        const startedAt = process.hrtime.bigint();
        await logVersion(wire, sender, collection, described);
        return Number(process.hrtime.bigint() - startedAt) / 1e6;
      };
      // Node compiles the code during the first versions; without these the tenth would be slow.
      for (let made = 0; made < block; made++) await logOne("warm");
      say("warm");
      const tookMs: number[] = [];
      const steps: Step[] = [];
      while (tookMs.length < count) {
        const [from, to] = [tookMs.length + 1, tookMs.length + block];
        const work = async (): Promise<void> => {
          while (tookMs.length < to) tookMs.push(await logOne("versions"));
        };
        steps.push(await server.step(`versions ${from} to ${to}`, work, { items: block }));
      }
      sender.close();
      const tenth = median(tookMs.slice(0, 2 * NEIGHBOURS));
      const last = median(tookMs.slice(-2 * NEIGHBOURS));
      return {
        steps: [steps[0]!, steps.at(-1)!],
        checks: [
          { what: "a version of ten files, over a socket", value: last, atMost: budgets.versionMs, unit: "ms" },
          {
            what: `version ${count} to version 10, wall`,
            value: last / tenth,
            atMost: budgets.lastVersionToTenth,
            unit: "x",
          },
        ],
      };
    });
  },
};
