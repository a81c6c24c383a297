import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomInt, randomBytes, scrypt } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { createXXHash128 } from "hash-wasm";
import type { Meter, Metering } from "../core/ports/metering.ts";
import type { TokenGenerator, Clock, Hashing, IncrementalHash, EventLoop } from "../core/ports/ports.ts";

/** The real clock. */
export const realClock: Clock = { nowMs: Date.now };

/** The real event loop. */
export const realEventLoop: EventLoop = { yieldToOthers: () => setImmediate() };

const meters = new AsyncLocalStorage<Meter>();

/** A meter that follows the asynchronous calls of a request. */
export const realMetering: Metering = {
  run: (meter, work) => meters.run(meter, work),
  current: () => meters.getStore(),
};

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Cryptographically random tokens. */
export const realTokens: TokenGenerator = {
  token: (characters) => Array.from({ length: characters }, () => LETTERS[randomInt(LETTERS.length)]!).join(""),
};

/** scrypt at 2^15 takes about 0.1 s and 32 MiB: expensive to brute-force, acceptable for a login. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;

/** Digests of the wire and of secrets. */
export const realHashing: Hashing = {
  md5: () => runningDigest(createHash("md5")),
  xxh128: async () => runningDigest(await createXXHash128()),
  sha256Hex: (text) => createHash("sha256").update(text).digest("hex"),
  async passwordHash(password) {
    const salt = randomBytes(16);
    const hash = await new Promise<Buffer>((resolve, reject) =>
      scrypt(password.normalize("NFKC"), salt, 32, SCRYPT, (error, key) =>
        error === null ? resolve(key) : reject(error),
      ),
    );
    return `scrypt$${SCRYPT.N}$${SCRYPT.r}$${SCRYPT.p}$${salt.toString("base64")}$${hash.toString("base64")}`;
  },
};

function runningDigest(hash: {
  update(data: Uint8Array | string): unknown;
  digest(encoding: "hex"): string;
}): IncrementalHash {
  const running: IncrementalHash = {
    update(data) {
      hash.update(data);
      return running;
    },
    hex: () => hash.digest("hex"),
  };
  return running;
}
