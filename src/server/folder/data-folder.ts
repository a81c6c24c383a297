import { randomBytes } from "node:crypto";
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { StemmaError } from "../../model/index.ts";
import { type FolderLock, takeFolderLock } from "../../stores/metadata/engine/folder-lock.ts";

/** The file that identifies the process that serves a folder. */
interface ServerInfo {
  readonly pid: number;
  readonly baseUrl: string;
}

/** The data folder, locked by this process. */
export class DataFolder {
  readonly path: string;
  readonly #lock: FolderLock;

  private constructor(path: string, lock: FolderLock) {
    this.path = path;
    this.#lock = lock;
  }

  /**
   * Opens a folder for this process alone and creates it if missing: two writers would corrupt its packs.
   *
   * @throws `unavailable`, with the process that has locked the folder
   */
  static async open(folder: string): Promise<DataFolder> {
    const path = resolve(folder);
    process.umask(0o077);
    await mkdir(path, { recursive: true, mode: 0o700 });
    await keepPrivate(path);
    try {
      return new DataFolder(path, takeFolderLock(path));
    } catch (cause) {
      const holder = await readServerInfo(path);
      const who = holder === undefined ? "another process" : `process ${holder.pid}, which serves ${holder.baseUrl}`;
      throw new StemmaError(
        "unavailable",
        `Cannot open the data folder "${path}": it is in use by ${who}; stop that process or choose another folder with --data`,
        { cause },
      );
    }
  }

  /** Returns a secret from a 0600 file of the folder; creates it on first use. */
  async secret(name: "admin-token" | "signing-key"): Promise<string> {
    const known = await this.read(name);
    if (known !== undefined) return known;
    const secret = randomBytes(32).toString("hex");
    await this.write(name, secret);
    return secret;
  }

  /** Returns the text of a file in the folder, or undefined. */
  async read(name: string): Promise<string | undefined> {
    return readFile(join(this.path, name), "utf8").then(
      (text) => text.trim(),
      () => undefined,
    );
  }

  /** Writes a file in the folder atomically, readable only by this user. */
  async write(name: string, text: string): Promise<void> {
    const path = join(this.path, name);
    await writeFile(`${path}.new`, `${text}\n`, { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
  }

  async close(): Promise<void> {
    // On a full disk the file may remain: it names a process that is gone, which every reader checks.
    await rm(join(this.path, "server.json"), { force: true }).catch(() => {});
    this.#lock.release();
  }
}

/** Files that every data folder has after its first start. */
const OWN_FILES: readonly string[] = ["store-id", "signing-key", "stemma.sqlite"];

/**
 * Restricts an empty folder, and Stemma's files in any other folder, to this user. A folder with other content keeps
 * its mode: it may be a home directory or shared on purpose.
 */
async function keepPrivate(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true });
  const isOurs = entries.some(({ name }) => OWN_FILES.includes(name));
  if (entries.length === 0) await chmod(path, 0o700);
  if (!isOurs) return;
  const files = entries.filter((entry) => entry.isFile() && isOwnFile(entry.name)).map(({ name }) => join(path, name));
  for (const file of files) if (((await lstat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
}

/**
 * Returns whether a name is one of Stemma's: the database with its log and journal, secrets, and the other files of a
 * server.
 */
function isOwnFile(name: string): boolean {
  return /^(?:stemma\.sqlite(?:-\w+)?|lock(?:-\w+)?|store-id|signing-key|admin-token|api-key|server\.json)$/.test(name);
}

/** Returns the process that serves a folder, if it is recorded. */
async function readServerInfo(folder: string): Promise<ServerInfo | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, "server.json"), "utf8")) as ServerInfo;
  } catch {
    return undefined;
  }
}
