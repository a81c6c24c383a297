import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type Provisioning, provisioningOf } from "./provisioning.ts";
import { ServerProcess } from "./server-process.ts";
import { settledFacts, type StoredFacts, storedFacts } from "./stored-facts.ts";
import { WireClient } from "./wire-client.ts";

/** A running server, shared by the tests of a file. */
export interface TestServer {
  readonly process: ServerProcess;
  /** Requests as the first account. */
  readonly wire: WireClient;
  readonly provisioning: Provisioning;
  /** Creates a user through the provisioning API and returns a client with its key. */
  makeUser(username: string): Promise<WireClient>;
  /** Creates an organization with teams of users that exist: their roles by username. */
  makeTeams(org: string, teams: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void>;
  /** Expects that nothing was stored since. */
  expectNothingStored(since: StoredFacts): Promise<void>;
  facts(): StoredFacts;
}

/** Starts a server for the tests of a file; it must be alive after each test and stop cleanly at the end. */
export function testServer(environment: Readonly<Record<string, string>> = {}): TestServer {
  const folder = mkdtempSync(join(tmpdir(), "stemma-server-"));
  const server = new ServerProcess(folder, environment);
  const provisioning = provisioningOf(server);
  let wire: WireClient | undefined;
  beforeAll(async () => {
    await server.start();
    wire = new WireClient(server.baseUrl, server.apiKey);
  });
  afterEach(async () => {
    expect(await server.isReady(), `the server is gone: ${server.logTail()}`).toBe(true);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    process: server,
    provisioning,
    get wire() {
      return wire!;
    },
    async makeUser(username) {
      const made = await provisioning.done("POST", "/users", {
        username,
        email: `${username}@example.com`,
        admin: false,
      });
      return new WireClient(server.baseUrl, String(made["apiKey"]));
    },
    async makeTeams(org, teams) {
      await provisioning.done("POST", "/orgs", { name: org, members: [] });
      for (const [name, roles] of Object.entries(teams)) {
        const members = Object.entries(roles).map(([username, role]) => ({ username, role }));
        await provisioning.done("POST", "/teams", { name, org, members });
      }
    },
    facts: () => storedFacts(server.data),
    async expectNothingStored(since) {
      expect(await settledFacts(server.data, since)).toEqual(since);
    },
  };
}
