import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkInvariants } from "../support/check-invariants.ts";
import { FailingSyscalls, type SyscallFault, whyNoFailingSyscalls } from "../support/failing-syscalls.ts";
import { seededRandom, type SeededRandom } from "../support/seeded-random.ts";
import { ServerProcess } from "../support/server-process.ts";
import type { Campaign } from "./campaign.ts";
import { runPatientClient, type StoredVersion } from "./patient-client.ts";

const LONG_FORM_FAULTS = 500;
/** Checking everything takes longer the more there is: so many clients share a data folder. */
const FAULTS_A_FOLDER = 20;
const MAX_NTH = 12;
/** A lasting fault is over when a client has tried a call so often; then the server has to recover, at last by a restart. */
const TRIES_DURING_A_FAULT = 3;
const TRIES_UNTIL_A_RESTART = 80;
const RECOVERY_CHECK_MS = 250;
const MAX_TRIES = 200;
/** libuv does all calls on packs in one thread, so that they are counted together; the collector is at work. */
const ENVIRONMENT = { UV_THREADPOOL_SIZE: "1", STEMMA_COLLECT_SECONDS: "0.3", STEMMA_UNDELETE_DAYS: "0" };

/** What writes to packs (writev, fdatasync, unlink, openat) and to the database (pwrite64, fdatasync). */
const WRITING_CALLS = ["writev", "pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "openat"] as const;

/**
 * Lets system calls of a real server fail, or end it, while a client logs, moves an alias and deletes: the client makes
 * its calls again, and gets through. Everything it was told is there afterwards, and every invariant holds. `count` is
 * the number of faults.
 */
export const syscalls: Campaign = async ({ seed, count = LONG_FORM_FAULTS, folder, say }) => {
  const counts: Record<string, number> = { faults: 0, "ended at a call": 0, "ended by itself": 0, repeated: 0 };
  const why = whyNoFailingSyscalls();
  if (why !== undefined) {
    say(`skipped: ${why}`);
    return { counts: { ...counts, skipped: 1 }, failures: [] };
  }
  const failures: string[] = [];
  for (let done = 0; done < count && failures.length === 0; done += FAULTS_A_FOLDER) {
    const server = await new ServerProcess(join(folder, `server-${done}`), ENVIRONMENT).start();
    const stored: StoredVersion[] = [];
    for (let number = done; number < Math.min(count, done + FAULTS_A_FOLDER); number++) {
      const random = seededRandom(seed + number);
      const fault = chooseFault(random);
      const report = await runWithFault(server, { fault, random, collection: `c${number}`, counts });
      stored.push(...report.stored);
      counts["faults"]! += 1;
      counts["repeated"]! += report.repeated;
      failures.push(...report.failures.map((failure) => `seed ${seed + number}, ${describe(fault)}: ${failure}`));
    }
    await server.stop();
    failures.push(...(await checkInvariants(server.data, { acknowledged: stored })));
    say(`${counts["faults"]} faults, ${failures.length} failures`);
  }
  return { counts, failures };
};

async function runWithFault(
  server: ServerProcess,
  input: { fault: SyscallFault; random: SeededRandom; collection: string; counts: Record<string, number> },
): Promise<Awaited<ReturnType<typeof runPatientClient>>> {
  const { fault, random, collection, counts } = input;
  const failing = await FailingSyscalls.begin(server.pid!, fault);
  const patience = {
    tries: MAX_TRIES,
    async beforeRetry(tries: number): Promise<void> {
      if (server.pid === undefined) {
        counts[fault.answer === "KILL" ? "ended at a call" : "ended by itself"]! += 1;
        await failing.end();
        await server.start();
      }
      if (tries === TRIES_DURING_A_FAULT) await failing.end();
      if (tries > TRIES_DURING_A_FAULT) await sleep(RECOVERY_CHECK_MS);
      if (tries !== TRIES_UNTIL_A_RESTART) return;
      counts["restarted"] = (counts["restarted"] ?? 0) + 1;
      await server.stop();
      await server.start();
    },
  };
  const report = await runPatientClient(server, { collection, random, patience });
  await failing.end();
  // The fault may have met the server's own rounds behind the last answer.
  if (server.pid === undefined) await server.start();
  return report;
}

function chooseFault(random: SeededRandom): SyscallFault {
  const calls = random.pick(WRITING_CALLS);
  const answers = calls === "openat" ? (["EMFILE", "EIO"] as const) : (["KILL", "KILL", "EIO", "ENOSPC"] as const);
  return {
    calls,
    answer: random.pick<SyscallFault["answer"]>(answers),
    nth: 1 + random.below(MAX_NTH),
    lasts: random.below(2) === 0,
  };
}

function describe({ calls, answer, nth, lasts }: SyscallFault): string {
  return `${answer} at ${calls} ${nth}${lasts ? " and from then on" : ""}`;
}
