import { execFile } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** The result of a call of `stemma admin`. */
export interface AdminEnding {
  readonly code: number;
  readonly output: string;
  /** Its progress output. */
  readonly progress: string;
}

/** Runs `stemma admin` against the server of a data folder. */
export function runAdmin(data: string, ...args: readonly string[]): Promise<AdminEnding> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, "bin", "stemma.js"), "admin", ...args, "--data", data],
      { cwd: root, env: { PATH: process.env["PATH"] } },
      (error, output, progress) => resolve({ code: error === null ? 0 : Number(error.code), output, progress }),
    );
  });
}
