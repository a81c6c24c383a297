import { randomUUID } from "node:crypto";
import pg from "pg";

/** A database of its own for one test file. */
export interface FreshDatabase {
  readonly url: string;
  /** Drops it, also when connections to it are still open. */
  readonly drop: () => Promise<void>;
}

/** Makes an empty database in the server that the tests share; test files never see each other's rows. */
export async function freshPostgresUrl(baseUrl: string): Promise<FreshDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await run(baseUrl, `CREATE DATABASE ${name}`);
  const url = new URL(baseUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(baseUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
