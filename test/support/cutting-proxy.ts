import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { SeededRandom } from "./seeded-random.ts";

/** One of so many connections is cut. */
const CUT_ONE_OF = 2;
/** The maximum number of client bytes before a cut: heads, small files, parts of large ones. */
const MAX_BYTES = 200_000;

/** A proxy that resets some of the connections after a random number of bytes. */
export class CuttingProxy {
  cuts = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: URL, random: SeededRandom) {
    this.#server = createServer((client) => {
      const server = connect(Number(target.port), target.hostname);
      let left = random.below(CUT_ONE_OF) === 0 ? random.below(MAX_BYTES) : Number.POSITIVE_INFINITY;
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(from);
        from.on("error", () => to.destroy());
        from.on("close", () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
      server.pipe(client);
      client.on("data", (bytes) => {
        server.write(bytes.subarray(0, left));
        left -= bytes.byteLength;
        if (left > 0) return;
        this.cuts += 1;
        client.resetAndDestroy();
        server.resetAndDestroy();
      });
    });
  }

  static async open(baseUrl: string, random: SeededRandom): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(new URL(baseUrl), random);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  [Symbol.dispose](): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
