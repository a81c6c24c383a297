import type { Benchmark } from "./benchmark.ts";
import { budgets } from "./budgets.ts";
import { describeFiles, sendManifest } from "./log-version.ts";
import { MeasuredServer } from "./measured-server.ts";
import { bytesBody } from "./raw-bodies.ts";
import { RawSender } from "./raw-sender.ts";
import { WireClient } from "./wire-client.ts";

/** The length of a page of a list, as the official client requests it. */
const FILES = 5000;
const PAGES = 5;

/** A page of signed URLs, the largest response of an ordinary download. */
export const fileAddresses: Benchmark = {
  name: "file-addresses",
  about: () => `a page of the addresses of ${FILES.toLocaleString("en")} files, ${PAGES} times`,
  spaceBytes: () => 256 * 1024 * 1024,
  run: ({ folder }) =>
    MeasuredServer.use(folder, async (server) => {
      const wire = await WireClient.start(server, "bench");
      const sender = new RawSender(server.baseUrl, { connections: 8, newShare: 0 });
      const described = describeFiles(
        Array.from({ length: FILES }, (_, number) => ({
          path: `folder-${number % 50}/file-${number}.txt`,
          body: bytesBody(Buffer.from(`file ${number}`)),
        })),
      );
      const draft = await wire.createArtifact("addresses", described.digest);
      const paths = await wire.createFiles(draft, described.declared);
      await sender.sendAll(paths.map((path, index) => ({ path, body: described.files[index]!.body })));
      await sendManifest(wire, sender, draft, described.manifest);
      await wire.commit(draft);
      sender.close();
      await server.longestBlockedSeconds();
      const step = await server.step("pages of addresses", async () => {
        for (let page = 0; page < PAGES; page++) await wire.fileAddresses("addresses:v0");
      });
      const holdMs = (await server.longestBlockedSeconds()) * 1000;
      return {
        steps: [{ ...step, items: PAGES }],
        checks: [
          {
            what: `a page of ${FILES.toLocaleString("en")} file addresses: main thread held`,
            value: holdMs,
            atMost: budgets.fileAddressesHoldMs,
            unit: "ms",
          },
        ],
      };
    }),
};
