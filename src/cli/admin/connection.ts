import { readFileSync } from "node:fs";
import { join } from "node:path";
import { StemmaError } from "../../model/index.ts";

/** A connection to a running server with its admin token. */
export interface AdminConnection {
  /**
   * @throws `unavailable`, with the message of the server if there is one
   */
  ask<Answer>(query: string, variables: object): Promise<Answer>;
}

/**
 * Finds the server: the one of STEMMA_BASE_URL and STEMMA_ADMIN_TOKEN, or else the one that uses the data folder.
 *
 * @throws `unavailable`
 */
export function findServer(
  dataFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
): AdminConnection {
  const baseUrl = environment["STEMMA_BASE_URL"] || baseUrlIn(dataFolder);
  const token = environment["STEMMA_ADMIN_TOKEN"] || read(dataFolder, "admin-token");
  return { ask: (query, variables) => ask(baseUrl, token, { query, variables }) };
}

function baseUrlIn(dataFolder: string): string {
  return (JSON.parse(read(dataFolder, "server.json")) as { baseUrl: string }).baseUrl;
}

function read(dataFolder: string, name: string): string {
  try {
    return readFileSync(join(dataFolder, name), "utf8").trim();
  } catch (cause) {
    throw new StemmaError(
      "unavailable",
      `Cannot find a running server: "${join(dataFolder, name)}" cannot be read; start a server, pass its data folder with --data, or set STEMMA_BASE_URL and STEMMA_ADMIN_TOKEN`,
      { cause },
    );
  }
}

async function ask<Answer>(baseUrl: string, token: string, body: object): Promise<Answer> {
  const headers = {
    "Content-Type": "application/json",
    Authorization: `Bearer ${token}`,
    "User-Agent": "stemma-admin",
  };
  let response: Response;
  try {
    response = await fetch(new URL("/graphql", baseUrl), { method: "POST", headers, body: JSON.stringify(body) });
  } catch (cause) {
    throw new StemmaError(
      "unavailable",
      `Cannot reach the server at ${baseUrl}: the connection failed; check that the server is running`,
      { cause },
    );
  }
  const answer = (await response.json()) as { data?: Answer; errors?: { message: string }[] };
  const fault = answer.errors?.[0]?.message;
  if (fault !== undefined || answer.data === undefined)
    throw new StemmaError(
      "unavailable",
      fault ?? `Cannot use the server at ${baseUrl}: it responded with status ${response.status}`,
    );
  return answer.data;
}
