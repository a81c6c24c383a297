import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Open files other than connections: packs, the database, threads, standard streams. */
const OTHER_FILES = 160;
/** Connections beyond the limit that still receive an error response; further ones are closed. */
const REJECTED_CONNECTIONS = 32;
/** An idle connection takes about 20 KiB. */
const MAX_CONNECTIONS = 10_000;
/** The minimum, even if the process may open fewer files; it then survives errors of the system's own limit. */
const MIN_CONNECTIONS = 16;

/** Limits connections below the number of open files, so that packs and the database can always open theirs. */
export class ConnectionGate {
  readonly limit: number;
  readonly #surplus = new WeakSet<Socket>();
  #open = 0;

  constructor(server: Server, openFiles: number) {
    this.limit = Math.min(MAX_CONNECTIONS, Math.max(MIN_CONNECTIONS, openFiles - OTHER_FILES - REJECTED_CONNECTIONS));
    server.maxConnections = this.limit + REJECTED_CONNECTIONS;
    server.on("connection", (socket: Socket) => {
      this.#open += 1;
      if (this.#open > this.limit) this.#surplus.add(socket);
      socket.once("close", () => (this.#open -= 1));
    });
  }

  /** Returns whether a connection is above the limit; its requests are answered with "try again". */
  isSurplus(socket: Socket): boolean {
    return this.#surplus.has(socket);
  }
}

/** Returns the limit of open files for this process. */
export function openFilesLimit(): number {
  // Skips reverse DNS lookups of open sockets.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const { soft } = userLimits?.open_files ?? {};
  // The limit can be the string "unlimited".
  return typeof soft === "number" ? soft : Number.POSITIVE_INFINITY;
}
