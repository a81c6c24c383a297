import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDriver,
  type QueryResult,
  type TransactionSettings,
} from "kysely";
import type pg from "pg";
import { isStemmaError, StemmaError } from "../../model/index.ts";
import { isBrokenOff, translatePostgres } from "./postgres-faults.ts";

/**
 * Kysely's driver of PostgreSQL with errors in our words, at reads and in transactions alike.
 *
 * **Errors** those of `translatePostgres`; a commit whose answer was lost has `details.isInDoubt`
 */
export class TranslatingPostgresDriver implements Driver {
  readonly #inner: PostgresDriver;

  constructor(pool: pg.Pool) {
    this.#inner = new PostgresDriver({ pool });
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  async acquireConnection(): Promise<TranslatingConnection> {
    return new TranslatingConnection((await translated(this.#inner.acquireConnection())) as InnerConnection);
  }

  beginTransaction({ inner }: TranslatingConnection, settings: TransactionSettings): Promise<void> {
    return translated(this.#inner.beginTransaction(inner, settings));
  }

  async commitTransaction({ inner }: TranslatingConnection): Promise<void> {
    try {
      await translated(this.#inner.commitTransaction(inner));
    } catch (error) {
      if (!isStemmaError(error, "unavailable") || isBrokenOff(error)) throw error;
      throw new StemmaError(error.code, error.message, { details: { isInDoubt: true }, cause: error.cause });
    }
  }

  /** A connection that cannot roll back is given up, which rolls back; what went wrong before is what is told. */
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

  constructor(inner: InnerConnection) {
    this.inner = inner;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return translated(this.inner.executeQuery<Row>(query));
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
