import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Files of the process that are no connection: packs read and written, the database, threads, standard streams. */
const OTHER_FILES = 160;
/** Connections beyond the limit that are still told so; what comes beyond these is closed without a word. */
const TOLD_CONNECTIONS = 32;
/** Each costs some 20 KiB while it is idle. */
const MAX_CONNECTIONS = 10_000;
/** With fewer open files than this takes, the system's own limit is met sooner or later, and survived. */
const MIN_CONNECTIONS = 16;

/** Keeps connections below what the process may have open, so that packs and database always find a file. */
export class ConnectionGate {
  readonly limit: number;
  readonly #surplus = new WeakSet<Socket>();
  #open = 0;

  constructor(server: Server, openFiles: number) {
    this.limit = Math.min(MAX_CONNECTIONS, Math.max(MIN_CONNECTIONS, openFiles - OTHER_FILES - TOLD_CONNECTIONS));
    server.maxConnections = this.limit + TOLD_CONNECTIONS;
    server.on("connection", (socket: Socket) => {
      this.#open += 1;
      if (this.#open > this.limit) this.#surplus.add(socket);
      socket.once("close", () => (this.#open -= 1));
    });
  }

  /** Whether a connection came when there were too many: its request is to be told to come again. */
  isSurplus(socket: Socket): boolean {
    return this.#surplus.has(socket);
  }
}

/** How many files this process may have open. */
export function openFilesLimit(): number {
  // Networks would be asked for names.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const { soft } = userLimits?.open_files ?? {};
  // "unlimited" is a word.
  return typeof soft === "number" ? soft : Number.POSITIVE_INFINITY;
}
