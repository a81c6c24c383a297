import { connect } from "node:net";

/** The data received over a plain connection. */
export interface RawAnswer {
  readonly text: string;
  /** The status of each answer on the connection, in order. */
  readonly statuses: readonly number[];
  /** Whether the server closed the connection; false if it was still open at the timeout. */
  readonly isClosed: boolean;
}

const QUIET_MS = 500;
const MAX_MS = 15_000;

/** Sends bytes unchanged and collects the answer until the server closes the connection or is silent for a while. */
export function sendRaw(baseUrl: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const { hostname, port } = new URL(baseUrl);
  const { promise, resolve } = Promise.withResolvers<RawAnswer>();
  const socket = connect(Number(port), hostname);
  const parts: Buffer[] = [];
  let quiet: NodeJS.Timeout | undefined;
  const finish = (isClosed: boolean): void => {
    clearTimeout(quiet);
    clearTimeout(late);
    socket.destroy();
    const text = Buffer.concat(parts).toString("latin1");
    const statuses = [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));
    resolve({ text, statuses, isClosed });
  };
  const late = setTimeout(() => finish(false), MAX_MS);
  socket.on("data", (part) => {
    parts.push(part);
    clearTimeout(quiet);
    quiet = setTimeout(() => finish(false), QUIET_MS);
  });
  socket.on("close", () => finish(true));
  // A server that resets the connection has answered before, or not at all.
  socket.on("error", () => {});
  socket.write(bytes);
  return promise;
}
