import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Connections that keep a server waiting. */
export class SlowClients {
  readonly sockets: Socket[] = [];

  /** Opens connections one after the other and calls `begin` with each. */
  static async open(
    baseUrl: string,
    count: number,
    begin: (socket: Socket, number: number) => void,
  ): Promise<SlowClients> {
    const clients = new SlowClients();
    const { port, hostname } = new URL(baseUrl);
    for (let number = 0; number < count; number++) {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      clients.sockets.push(socket);
      await Promise.race([once(socket, "connect"), once(socket, "close")]);
      begin(socket, number);
    }
    return clients;
  }

  /** The number of connections closed by the server. */
  get closed(): number {
    return this.sockets.filter(({ closed, destroyed }) => closed || destroyed).length;
  }

  [Symbol.dispose](): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
