import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDriver,
  type QueryResult,
  type TransactionSettings,
} from "kysely";
import type pg from "pg";
import { isStemmaError, StemmaError } from "../../../model/index.ts";
import type { Metering } from "../../../core/ports/metering.ts";
import { isAborted, translatePostgres } from "./postgres-faults.ts";
import { rowBytes } from "./row-bytes.ts";

/**
 * Kysely's PostgreSQL driver with translated errors, for reads and transactions.
 *
 * @throws the errors of `translatePostgres`; a commit whose answer was lost has `details.isInDoubt`
 */
export class TranslatingPostgresDriver implements Driver {
  readonly #inner: PostgresDriver;
  readonly #metering: Metering | undefined;

  /** With `metering`, returned rows are charged to the current request. */
  constructor(pool: pg.Pool, metering?: Metering) {
    this.#inner = new PostgresDriver({ pool });
    this.#metering = metering;
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  async acquireConnection(): Promise<TranslatingConnection> {
    const inner = (await translated(this.#inner.acquireConnection())) as InnerConnection;
    return new TranslatingConnection(inner, this.#metering);
  }

  beginTransaction({ inner }: TranslatingConnection, settings: TransactionSettings): Promise<void> {
    return translated(this.#inner.beginTransaction(inner, settings));
  }

  async commitTransaction({ inner }: TranslatingConnection): Promise<void> {
    try {
      await translated(this.#inner.commitTransaction(inner));
    } catch (error) {
      if (!isStemmaError(error, "unavailable") || isAborted(error)) throw error;
      throw new StemmaError(error.code, error.message, { details: { isInDoubt: true }, cause: error.cause });
    }
  }

  /** Discards a connection that cannot roll back, which rolls back; the earlier error is the one reported. */
  async rollbackTransaction({ inner }: TranslatingConnection): Promise<void> {
    await this.#inner.rollbackTransaction(inner).catch(() => {});
  }

  releaseConnection({ inner }: TranslatingConnection): Promise<void> {
    return this.#inner.releaseConnection(inner);
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }
}

type InnerConnection = Parameters<PostgresDriver["releaseConnection"]>[0];

class TranslatingConnection implements DatabaseConnection {
  readonly inner: InnerConnection;
  readonly #metering: Metering | undefined;

  constructor(inner: InnerConnection, metering: Metering | undefined) {
    this.inner = inner;
    this.#metering = metering;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const meter = this.#metering?.current();
    await meter?.yieldIfDue();
    const result = await translated(this.inner.executeQuery<Row>(query));
    if (meter !== undefined) for (const row of result.rows) meter.loaded(1, rowBytes(row as Record<string, unknown>));
    return result;
  }

  streamQuery(): never {
    throw new Error("the PostgreSQL dialect of Stemma reads pages, it does not stream");
  }
}

async function translated<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    throw translatePostgres(error);
  }
}
