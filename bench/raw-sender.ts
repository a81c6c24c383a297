import { setTimeout as sleep } from "node:timers/promises";
import { RawConnection, type RawRequest, RetryLater } from "./raw-connection.ts";

/** The number of tries of the official client. */
const MAX_TRIES = 20;
/** The share of the delay that the client adds at random, so that clients do not retry at once. */
const JITTER = 0.25;

/** Sends requests over many connections at once, like the official client. */
export class RawSender {
  readonly #baseUrl: string;
  readonly #newShare: number;
  readonly #lanes: (RawConnection | undefined)[];
  #sent = 0;
  /** The number of requests sent again because the server was busy. */
  retried = 0;

  /** Uses `connections` at once; sends the share `newShare` of the requests over new connections. */
  constructor(baseUrl: string, { connections, newShare }: { connections: number; newShare: number }) {
    this.#baseUrl = baseUrl;
    this.#newShare = newShare;
    this.#lanes = Array.from({ length: connections }, () => undefined);
  }

  /**
   * Sends all requests; calls `onAnswer` for each success.
   *
   * @returns the number of received bytes
   */
  async sendAll(requests: Iterable<RawRequest>, onAnswer: (request: RawRequest) => void = () => {}): Promise<number> {
    const queue = requests[Symbol.iterator]();
    let receivedBytes = 0;
    const work = async (lane: number): Promise<void> => {
      for (let next = queue.next(); next.done !== true; next = queue.next()) {
        const answerBytes = await this.#send(lane, next.value);
        receivedBytes += answerBytes;
        onAnswer(next.value);
      }
    };
    await Promise.all(this.#lanes.map((_, lane) => work(lane)));
    return receivedBytes;
  }

  close(): void {
    for (const connection of this.#lanes) connection?.close();
  }

  async #send(lane: number, request: RawRequest): Promise<number> {
    for (let tries = 1; ; tries++) {
      const connection = await this.#connection(lane);
      try {
        return await connection.send(request);
      } catch (error) {
        if (!(error instanceof RetryLater) || tries === MAX_TRIES) throw error;
        this.retried += 1;
        connection.close();
        this.#lanes[lane] = undefined;
        await sleep(error.afterSeconds * (1 + JITTER * Math.random()) * 1000);
      }
    }
  }

  async #connection(lane: number): Promise<RawConnection> {
    this.#sent += 1;
    const isRenewed = Math.floor(this.#sent * this.#newShare) > Math.floor((this.#sent - 1) * this.#newShare);
    if (isRenewed) this.#lanes[lane]?.close();
    if (isRenewed || this.#lanes[lane] === undefined) this.#lanes[lane] = await RawConnection.open(this.#baseUrl);
    return this.#lanes[lane];
  }
}

/** Like the official client: 128 PUTs at once; it keeps two idle connections and therefore opens 0.4 per file. */
export const asOfficialClient = { connections: 128, newShare: 0.4 } as const;
