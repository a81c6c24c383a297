import { randomBytes } from "node:crypto";
import type { Benchmark } from "./benchmark.ts";
import { budgets } from "./budgets.ts";
import { MeasuredServer } from "./measured-server.ts";
import { median } from "./median.ts";
import { bytesBody, md5Of } from "./raw-bodies.ts";
import type { RawBody } from "./raw-connection.ts";
import { RawSender } from "./raw-sender.ts";
import { WireClient } from "./wire-client.ts";

const FILE_BYTES = 32 * 1024;

/** Compares PUTs of bytes that another project stores with PUTs of new bytes: their durations must not differ. */
export const putTimes: Benchmark = {
  name: "put-times",
  about: (isQuick) => `${count(isQuick)} PUTs of 32 KiB that another project stores, each beside one of new bytes`,
  spaceBytes: () => 256 * 1024 * 1024,
  needsDisk: true,
  run: ({ folder, isQuick }) =>
    MeasuredServer.use(folder, async (server) => {
      const sender = new RawSender(server.baseUrl, { connections: 1, newShare: 0 });
      const stored = Array.from({ length: count(isQuick) }, () => bytesBody(randomBytes(FILE_BYTES)));
      const [holder, guesser] = [await WireClient.start(server, "holder"), await WireClient.start(server, "guesser")];
      await timesOf(holder, sender, stored);
      const fresh = stored.map(() => bytesBody(randomBytes(FILE_BYTES)));
      const times = await timesOf(
        guesser,
        sender,
        stored.flatMap((body, index) => [fresh[index]!, body]),
      );
      sender.close();
      const [ofNew, ofStored] = [0, 1].map((which) => times.filter((_, index) => index % 2 === which)) as [
        number[],
        number[],
      ];
      const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / 1000;
      return {
        steps: [
          { work: "PUTs of new bytes", wallSeconds: sum(ofNew), items: ofNew.length },
          {
            work: "PUTs of bytes that another project stores",
            wallSeconds: sum(ofStored),
            items: ofStored.length,
            floor: "PUTs of new bytes",
          },
        ],
        checks: [
          {
            what: "the time of a PUT tells whether others store its bytes: medians apart",
            value: Math.abs(median(ofStored) - median(ofNew)),
            atMost: budgets.putTimesApartMs,
            unit: "ms",
          },
        ],
      };
    }),
};

function count(isQuick: boolean): number {
  return isQuick ? 50 : 500;
}

/** Returns the durations of PUTs, sent one after the other (in milliseconds). */
async function timesOf(wire: WireClient, sender: RawSender, bodies: readonly RawBody[]): Promise<number[]> {
  const draft = await wire.createArtifact("times", randomBytes(16).toString("hex"));
  const declared = bodies.map((body, index) => ({ path: `file-${index}`, md5: md5Of(body) }));
  const paths = await wire.createFiles(draft, declared);
  const times: number[] = [];
  for (const [index, path] of paths.entries()) {
    const begin = performance.now();
    await sender.sendAll([{ path, body: bodies[index]! }]);
    times.push(performance.now() - begin);
  }
  return times;
}
