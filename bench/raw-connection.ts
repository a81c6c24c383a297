import { connect, type Socket } from "node:net";

/** A body in pieces, so that it does not have to be in memory. */
export interface RawBody {
  readonly sizeBytes: number;
  pieces(): Iterable<Uint8Array>;
}

/** A request to send: a GET, or a PUT if it has a body. */
export interface RawRequest {
  readonly path: string;
  readonly body?: RawBody;
}

/**
 * The timeout of a silent server. A large body waits: with 2,048 PUTs in progress up to 5 GiB are ahead of it, which
 * take minutes on a slow disk.
 */
const RESPONSE_TIMEOUT_MS = 600_000;
const HEAD_END = "\r\n\r\n";

/**
 * The server is at its limit or the connection broke: the request is sent again after a pause, as the official client
 * does.
 */
export class RetryLater extends Error {
  /** In seconds. */
  readonly afterSeconds: number;

  constructor(message: string, afterSeconds: number) {
    super(message);
    this.afterSeconds = afterSeconds;
  }
}

/**
 * HTTP over a plain socket, one request at a time: a client as expensive as the server would distort the measurement on
 * few cores. Supports only the responses of Stemma: a status, and a body with a length.
 */
export class RawConnection {
  readonly #socket: Socket;
  #answer: PromiseWithResolvers<number> | undefined;
  #head = "";
  #bodyBytes = -1;
  #missingBytes = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setTimeout(RESPONSE_TIMEOUT_MS, () =>
      socket.destroy(new Error(`the server was silent for ${RESPONSE_TIMEOUT_MS} ms`)),
    );
    socket.on("data", (part: Buffer) => this.#take(part));
    socket.on("error", (error) => this.#answer?.reject(isReset(error) ? new RetryLater(error.message, 2) : error));
    socket.on("close", () => {
      this.#answer?.reject(new RetryLater("the server closed the connection before its answer", 2));
    });
  }

  static async open(baseUrl: string): Promise<RawConnection> {
    const { hostname, port } = new URL(baseUrl);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new RawConnection(socket);
  }

  /**
   * Sends a request. Rejects unless the response is a success.
   *
   * @returns the length of the response body
   */
  async send(request: RawRequest): Promise<number> {
    const answer = Promise.withResolvers<number>();
    this.#answer = answer;
    // A rejection can arrive before the body is sent: it ends the request at once.
    await Promise.race([this.#write(request), answer.promise]);
    const bodyBytes = await answer.promise;
    this.#answer = undefined;
    return bodyBytes;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #write({ path, body }: RawRequest): Promise<void> {
    const socket = this.#socket;
    if (body === undefined) {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
      return;
    }
    // Sends head and first piece in one segment, like the core of the official client.
    socket.cork();
    socket.write(`PUT ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.sizeBytes}${HEAD_END}`);
    for (const piece of body.pieces()) {
      const hasRoom = socket.write(piece);
      socket.uncork();
      if (!hasRoom) await new Promise((resolve) => socket.once("drain", resolve));
    }
    socket.uncork();
  }

  #take(part: Buffer): void {
    if (this.#bodyBytes >= 0) this.#missingBytes -= part.byteLength;
    else this.#takeHead(part.toString("latin1"));
    if (this.#bodyBytes < 0 || this.#missingBytes > 0) return;
    const { resolve, reject } = this.#answer!;
    const isSuccess = /^HTTP\/1\.1 2\d\d /.test(this.#head);
    if (isSuccess) resolve(this.#bodyBytes);
    else reject(refusal(this.#head));
    this.#head = "";
    this.#bodyBytes = -1;
  }

  #takeHead(text: string): void {
    this.#head += text;
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return;
    this.#bodyBytes = Number(/\r\ncontent-length: (\d+)/i.exec(this.#head)?.[1] ?? 0);
    this.#missingBytes = this.#bodyBytes - (this.#head.length - end - HEAD_END.length);
  }
}

function refusal(head: string): Error {
  const after = /^HTTP\/1\.1 (?:429|503) [^]*\r\nretry-after: (\d+)/i.exec(head)?.[1];
  const message = `the server answered ${head.slice(0, 1000)}`;
  return after === undefined ? new Error(message) : new RetryLater(message, Number(after));
}

/** Returns whether the server closed the connection, as it does when it rejects a long body. */
function isReset(error: Error & { code?: string }): boolean {
  return error.code === "ECONNRESET" || error.code === "EPIPE";
}
