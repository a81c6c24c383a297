import type { KyselyPlugin } from "kysely";
import type { Access } from "../../src/core/accounts/access.ts";
import type { BlobDriver } from "../../src/core/ports/blob-driver.ts";
import type { Ports } from "../../src/core/ports/ports.ts";
import { realHashing } from "../../src/server/system-ports.ts";
import { QuotaLedger } from "../../src/core/quotas/quota-ledger.ts";
import { createLongReads } from "../../src/core/history/long-reads.ts";
import { createAccounting } from "../../src/stores/accounting/accounting.ts";
import { createBlobStore } from "../../src/stores/blobs/blob-store.ts";
import { BlobReader } from "../../src/stores/blobs/blob-reader.ts";
import type { Collected } from "../../src/stores/blobs/gc/collector.ts";
import { sqliteWriteDb } from "../../src/stores/metadata/engine/dialect-sqlite.ts";
import type { Engine } from "../../src/stores/metadata/engine/engine.ts";
import { createMetadata } from "../../src/stores/metadata/metadata.ts";
import type { SqlWriter } from "../../src/stores/metadata/engine/sql-writer.ts";
import { createAudit } from "../../src/stores/verify/audit.ts";
import { openStoreWriter, type StoreWriter } from "../../src/stores/blobs/store-writer.ts";
import type { SeededRandom } from "../support/seeded-random.ts";
import { CrashingDriver } from "./crashing-driver.ts";
import { IoSteps, quiet } from "./io-steps.ts";
import { type Person, type Place, START_MS } from "./place.ts";

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789"];

/** Wrappers of a world's parts, which watch them or let them fail. */
export interface Surroundings {
  driver?(driver: BlobDriver): BlobDriver;
  session?(session: SqlWriter, steps: IoSteps): SqlWriter;
  readonly read?: KyselyPlugin;
}

/**
 * The real core over real stores in one thread, with a given clock and random source, and power cuts at any I/O step.
 */
export class World {
  readonly place: Place;
  readonly steps = new IoSteps();
  readonly driver = new CrashingDriver(this.steps);
  nowMs = START_MS;
  /** The totals of all completed garbage collection rounds. */
  readonly collected = { "packs rewritten": 0, "packs deleted": 0 };
  readonly #random: SeededRandom;
  readonly #around: Surroundings;
  #engine!: Engine;
  #writer!: StoreWriter;
  #ports!: Ports;
  /** Open transactions of the current process. */
  #open = new Set<SqlWriter>();

  private constructor(place: Place, random: SeededRandom, around: Surroundings) {
    this.place = place;
    this.#random = random;
    this.#around = around;
  }

  static async open(place: Place, random: SeededRandom, around: Surroundings = {}): Promise<World> {
    place.clear();
    const world = new World(place, random, around);
    await world.start();
    return world;
  }

  get ports(): Ports {
    return this.#ports;
  }

  get engine(): Engine {
    return this.#engine;
  }

  async collect(): Promise<Collected> {
    const collected = await this.#writer.collect();
    this.collected["packs rewritten"] += collected.packsRewritten;
    this.collected["packs deleted"] += collected.packsDeleted;
    return collected;
  }

  access(person: Person): Access {
    return { actor: this.place.actors[person], right: "write" };
  }

  /**
   * Ends the process like a power cut: only durable state remains. SQLite's own recovery is not simulated: an
   * uncommitted transaction is rolled back.
   */
  async losePower(random: SeededRandom): Promise<void> {
    await this.end();
    await this.driver.losePower(random);
    this.steps.restore();
  }

  /** Stops everything at once. */
  async end(): Promise<void> {
    this.steps.cut();
    const open = this.#open;
    this.#open = new Set();
    const sessions = [...open];
    open.clear();
    for (const session of sessions) await session.end("rollback");
    // Waiters acquire the mutex now and release it.
    await quiet();
  }

  /** Starts a process over the durable state. */
  async start(): Promise<void> {
    const token = (characters: number) => Array.from({ length: characters }, () => this.#random.pick(LETTERS)).join("");
    const clock = { nowMs: () => this.nowMs };
    const driver = this.#around.driver?.(this.driver) ?? this.driver;
    const engine = this.#openEngine();
    this.#writer = await openStoreWriter({ engine, driver, newPackName: () => token(12), clock });
    const blobs = createBlobStore({
      writer: this.#writer,
      reader: new BlobReader({ engine, driver }),
    });
    const metadata = createMetadata(engine);
    const accounting = createAccounting(engine);
    this.#engine = engine;
    this.#ports = {
      metadata,
      blobs,
      audit: createAudit({ engine, driver, sleep: async () => {} }),
      accounting,
      longReads: createLongReads({ metadata, eventLoop: { yieldToOthers: async () => {} }, clock }),
      quotas: new QuotaLedger({ accounting, metadata, clock }),
      clock,
      servingSinceMs: this.nowMs,
      tokens: { token },
      hashing: realHashing,
      eventLoop: { yieldToOthers: async () => {} },
      metering: { run: (_, work) => work(), current: () => undefined },
    };
  }

  /** Every read passes the gate after its statement, every transaction before it begins and around its commit. */
  #openEngine(): Engine {
    const { steps, place } = this;
    const open = this.#open;
    const around = this.#around;
    const gated = place.engine.read.withPlugin(gatePlugin(steps));
    const read = around.read === undefined ? gated : gated.withPlugin(around.read);
    const write = sqliteWriteDb(() => {
      const session = place.writer.session();
      return gatedSession(around.session?.(session, steps) ?? session, steps, open);
    }, place.reader);
    return {
      capabilities: place.engine.capabilities,
      read,
      write,
      snapshot: place.engine.snapshot,
      close: async () => {},
    };
  }
}

function gatePlugin(steps: IoSteps): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await steps.pass("other");
      return result;
    },
  };
}

/** `open` contains the transactions of the process; one that ended without its process belongs to none. */
function gatedSession(session: SqlWriter, steps: IoSteps, open: Set<SqlWriter>): SqlWriter {
  return {
    async begin() {
      await steps.pass("write");
      open.add(session);
      await session.begin();
      if (open.has(session)) return;
      await session.end("rollback");
      await steps.never;
    },
    execute: (sql, parameters) => session.execute(sql, parameters),
    async end(how) {
      await steps.pass("write");
      await session.end(how);
      open.delete(session);
      await steps.pass("write");
    },
  };
}
