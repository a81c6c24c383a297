import { deadline } from "../src/async/deadline.ts";
import type { Benchmark, Outcome } from "./benchmark.ts";
import { fileAddresses } from "./file-addresses.ts";
import { putTimes } from "./put-times.ts";
import { insertedBytes } from "./inserted-bytes.ts";
import { largeFile } from "./large-file.ts";
import { describeRun } from "./machine.ts";
import { manyClients } from "./many-clients.ts";
import { manyVersions } from "./many-versions.ts";
import { millionFiles } from "./million-files.ts";
import { benchHelp, type BenchOptions, readOptions } from "./options.ts";
import { rawSmallFiles } from "./raw-small-files.ts";
import { oneRequest } from "./one-request.ts";
import { type Measured, report } from "./report.ts";
import { makeScratch } from "./scratch-folders.ts";
import { runListsPostgres, runListsSqlite } from "./run-lists.ts";
import { smallFiles } from "./small-files.ts";
import { writeReport } from "./write-report.ts";

/** `npm run bench`: compares the budgets with measurements, each beside its lower bound in the same run. */

const benchmarks: readonly Benchmark[] = [
  smallFiles,
  rawSmallFiles,
  largeFile,
  insertedBytes,
  manyVersions,
  manyClients,
  millionFiles,
  runListsSqlite,
  runListsPostgres,
  fileAddresses,
  putTimes,
  oneRequest,
];
/** Three times the longest benchmark at full size on two cores. */
const MAX_MINUTES = 15;

async function main(): Promise<void> {
  const options = readOptions(
    process.argv.slice(2),
    benchmarks.map(({ name }) => name),
  );
  if (options === "help") {
    console.log(benchHelp);
    return;
  }
  const head = describeRun(options);
  const text = report(head, await measureAll(options), options.isQuick);
  console.log(text);
  if (options.isWritten) console.error(`written to ${writeReport(text)}`);
}

/** Runs the benchmarks in turn, so that a temporary disturbance affects all of them. */
async function measureAll({ isQuick, only, repeat }: BenchOptions): Promise<Measured[]> {
  const chosen = benchmarks.filter(({ name }) => only.length === 0 || only.includes(name));
  const measured = chosen.map((benchmark) => ({ benchmark, place: "", outcomes: [] as Outcome[] }));
  for (let run = 1; run <= repeat; run++) {
    for (const one of measured) {
      const { benchmark } = one;
      const say = (text: string): void => console.error(`${benchmark.name}, run ${run} of ${repeat}: ${text}`);
      const scratch = makeScratch(benchmark.spaceBytes(isQuick), benchmark.needsDisk === true);
      say(`begins in ${scratch.place}`);
      one.place = scratch.place;
      one.outcomes.push(await inTime(benchmark.run({ isQuick, folder: scratch.folder, say })));
      scratch.leave();
    }
  }
  return measured;
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return deadline(work, MAX_MINUTES * 60_000, () => {
    throw new Error(`a benchmark took more than ${MAX_MINUTES} minutes`);
  });
}

// A signal would otherwise skip the cleanup.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
// A late benchmark may never end: exits with it.
await main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
