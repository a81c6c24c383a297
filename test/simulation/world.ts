import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { KyselyPlugin } from "kysely";
import type { Access } from "../../src/core/access.ts";
import type { Ports } from "../../src/core/ports/ports.ts";
import { realHashing } from "../../src/server/world.ts";
import { createBlobStore } from "../../src/stores/blob-store.ts";
import { BlobReader } from "../../src/stores/blobs/blob-reader.ts";
import type { Collected } from "../../src/stores/blobs/collector.ts";
import { openSqliteEngine, sqliteWriteDb } from "../../src/stores/metadata/dialect-sqlite.ts";
import type { Engine } from "../../src/stores/metadata/engine.ts";
import { createMetadata } from "../../src/stores/metadata/metadata.ts";
import { LocalSqlWriter, type SqlWriter } from "../../src/stores/metadata/sql-writer.ts";
import { openStoreWriter, type StoreWriter } from "../../src/stores/store-writer.ts";
import type { SeededRandom } from "../support/seeded-random.ts";
import { CrashingDriver } from "./crashing-driver.ts";
import { IoSteps } from "./io-steps.ts";
import { type Person, type Place, START_MS } from "./place.ts";

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789"];

/**
 * The real core over real stores in one thread, on a clock and a chance that are given, with a power that can be cut at
 * any step of I/O.
 */
export class World {
  readonly place: Place;
  readonly steps = new IoSteps();
  readonly driver = new CrashingDriver(this.steps);
  /** Looks at the rows from outside, also while nothing runs. */
  readonly rows: DatabaseSync;
  nowMs = START_MS;
  readonly #path: string;
  readonly #random: SeededRandom;
  #engine!: Engine;
  #writer!: StoreWriter;
  #ports!: Ports;
  /** Lets go of the files without finishing anything. */
  #abandon!: () => Promise<void>;

  private constructor(place: Place, random: SeededRandom) {
    this.place = place;
    this.#random = random;
    this.#path = place.copyDatabase();
    this.rows = new DatabaseSync(this.#path);
  }

  static async open(place: Place, random: SeededRandom): Promise<World> {
    const world = new World(place, random);
    await world.start();
    return world;
  }

  get ports(): Ports {
    return this.#ports;
  }

  get engine(): Engine {
    return this.#engine;
  }

  collect(): Promise<Collected> {
    return this.#writer.collect();
  }

  access(person: Person): Access {
    return { actor: this.place.actors[person], right: "write" };
  }

  /** Ends the process as a power cut does: only what is durable is left. */
  async losePower(random: SeededRandom): Promise<void> {
    this.steps.cut();
    await this.#abandon();
    await this.driver.losePower(random);
    this.steps.restore();
  }

  /** Starts a process over what is durable. */
  async start(): Promise<void> {
    const token = (characters: number) => Array.from({ length: characters }, () => this.#random.pick(LETTERS)).join("");
    const clock = { nowMs: () => this.nowMs };
    const { driver } = this;
    const local = new LocalSqlWriter(this.#path);
    const engine = this.#openEngine(local);
    this.#abandon = async () => {
      this.#abandon = async () => {};
      await engine.close();
      local.close();
    };
    this.#writer = await openStoreWriter({ engine, driver, newPackName: () => token(12), clock });
    const blobs = createBlobStore({ writer: this.#writer, reader: new BlobReader({ engine, driver }) });
    this.#engine = engine;
    this.#ports = { metadata: createMetadata(engine), blobs, clock, chance: { token }, hashing: realHashing };
  }

  async close(): Promise<void> {
    await this.#abandon();
    this.rows.close();
    for (const end of ["", "-wal", "-shm"]) rmSync(this.#path + end, { force: true });
  }

  /** Every read passes the gate behind its statement, every transaction before it begins and around its commit. */
  #openEngine(local: LocalSqlWriter): Engine {
    const { steps } = this;
    const plain = openSqliteEngine(this.#path, () => local.session());
    const read = plain.read.withPlugin(gatePlugin(steps));
    const write = sqliteWriteDb(() => gatedSession(local.session(), steps));
    return { facts: plain.facts, read, write, close: plain.close };
  }
}

function gatePlugin(steps: IoSteps): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await steps.pass();
      return result;
    },
  };
}

function gatedSession(session: SqlWriter, steps: IoSteps): SqlWriter {
  return {
    async begin() {
      await steps.pass();
      await session.begin();
    },
    execute: (sql, parameters) => session.execute(sql, parameters),
    async end(how) {
      await steps.pass();
      await session.end(how);
      await steps.pass();
    },
  };
}
