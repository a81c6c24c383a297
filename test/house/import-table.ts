/** What one room may import besides its own files. */
export interface Room {
  /** Rooms, or folders and files of rooms, by their path below src; a pattern names files by their path without `.ts`. */
  readonly mayImport: readonly (string | RegExp)[];
  /** Third-party packages and `node:` modules; "any" leaves that to the list below. */
  readonly packages: "any" | readonly string[];
}

/**
 * Which room may import which.
 *
 * @see ARCHITECTURE.md; a new room is a new line here.
 */
export const rooms: Readonly<Record<string, Room>> = {
  async: { mayImport: [], packages: [] },
  model: { mayImport: [], packages: ["node:crypto", "re2js"] },
  core: { mayImport: ["async", "model"], packages: [] },
  stores: { mayImport: ["async", "core/ports", /^core\/[a-z]+\/[a-z]+-rows$/, "model"], packages: "any" },
  wire: { mayImport: ["model"], packages: "any" },
  api: { mayImport: ["async", "core", "wire", "model"], packages: "any" },
  server: { mayImport: ["async", "model", "core", "stores", "wire", "api"], packages: "any" },
  cli: { mayImport: ["server", "model"], packages: "any" },
};

/** Packages that belong to some rooms only, so that the others can be read, tested and replaced without them. */
export const packageRooms: Readonly<Record<string, readonly string[]>> = {
  commander: ["cli"],
  kysely: ["stores"],
  "lru-cache": ["api", "stores"],
  pg: ["stores"],
  "node:sqlite": ["stores"],
  "hash-wasm": ["server", "stores"],
  hono: ["api", "server"],
  "@hono/node-server": ["api", "server"],
  graphql: ["api", "wire"],
  "prom-client": ["server"],
  re2js: ["model"],
  yaml: ["wire"],
};
