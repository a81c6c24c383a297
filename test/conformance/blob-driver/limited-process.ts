import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** How a process is started with less of the system than others have. */
export interface Limit {
  /** The program that runs the shell, with its arguments. */
  readonly shell: readonly string[];
  /** The shell command in front, which sets the limit. */
  readonly before: string;
}

/** No file of the process may become larger: a write beyond is cut short, the next one fails. */
export function fileSizeLimit(sizeKib: number): Limit {
  return { shell: ["sh", "-c"], before: `ulimit -f ${sizeKib * 2}` };
}

/** The process may have so many files open, its own ones among them. */
export function openFilesLimit(files: number): Limit {
  return { shell: ["sh", "-c"], before: `ulimit -n ${files}` };
}

/** A disk of this size is mounted at the folder, for that process alone. Gives nothing where the system refuses it. */
export function smallDisk(folder: string, sizeKib: number): Limit | undefined {
  const shell = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"];
  const before = `mount -t tmpfs -o size=${sizeKib}k,mode=0700 none ${quoted(folder)}`;
  const { status } = spawnSync(shell[0]!, [...shell.slice(1), before]);
  return status === 0 ? { shell, before } : undefined;
}

/**
 * The system calls of the process that make bytes and names durable are written to a file; with `inject` (strace's
 * words) some of them fail. Gives nothing where there is no strace, or it may not trace.
 */
export function tracedSyncs(traceFile: string, inject?: string): Limit | undefined {
  const calls = ["-f", "-qq", "-y", "-e", "trace=fsync,fdatasync,/^rename,/^unlink"];
  const faults = inject === undefined ? [] : ["-e", `inject=${inject}`];
  const shell = ["strace", "-o", traceFile, ...calls, ...faults, "sh", "-c"];
  const { status } = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]);
  // strace counts the calls of each thread for itself.
  return status === 0 ? { shell, before: "export UV_THREADPOOL_SIZE=1" } : undefined;
}

const driverUrl = new URL("../../../src/stores/blobs/driver/disk-driver.ts", import.meta.url).href;

/** What a script finds: the driver over its folder and a way to tell the test something. */
const prologue = `
  import { openDiskDriver } from ${JSON.stringify(driverUrl)};
  const folder = process.argv[1];
  const driver = await openDiskDriver(folder, { isOwner: true });
  const tell = (fact) => process.stdout.write(JSON.stringify(fact) + "\\n");
  const outcome = (call) => call.then(() => "done", (error) => [error.code, error.cause?.code].join(" "));
`;

/** Runs a script that sees `driver`, `folder`, `tell(fact)` and `outcome(call)`; gives what it told. */
export async function runLimited(folder: string, limit: Limit, script: string): Promise<unknown[]> {
  const { facts, status } = await run(folder, limit, script, Number.POSITIVE_INFINITY);
  if (status !== 0) throw new Error(`the limited process ended with ${status}, expected 0`);
  return facts;
}

/** Runs a script until it told so many facts and kills it at once; gives what it told until then. */
export async function runKilled(folder: string, script: string, factsToTell: number): Promise<unknown[]> {
  return (await run(folder, { shell: ["sh", "-c"], before: "true" }, script, factsToTell)).facts;
}

async function run(
  folder: string,
  { shell, before }: Limit,
  script: string,
  killAfterFacts: number,
): Promise<{ facts: unknown[]; status: number | null }> {
  const node = [process.execPath, "--input-type=module", "--eval", prologue + script, "--", folder];
  const command = `${before} && exec ${node.map(quoted).join(" ")}`;
  const child = spawn(shell[0]!, [...shell.slice(1), command], { stdio: ["ignore", "pipe", "inherit"] });
  let lines: string[] = [""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    lines = (lines.join("\n") + text).split("\n");
    if (lines.length > killAfterFacts) child.kill("SIGKILL");
  });
  const [status] = (await once(child, "close")) as [number | null];
  return { facts: lines.slice(0, -1).map((line) => JSON.parse(line) as unknown), status };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
