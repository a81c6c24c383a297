import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { createLongReads } from "../../core/history/long-reads.ts";
import { createAccounting } from "../../stores/accounting/accounting.ts";
import { openDiskDriver } from "../../stores/blobs/driver/disk-driver.ts";
import { openPostgresEngine } from "../../stores/metadata/engine/dialect-postgres.ts";
import { openSqliteEngine } from "../../stores/metadata/engine/dialect-sqlite.ts";
import { createMetadata } from "../../stores/metadata/metadata.ts";
import { createAudit } from "../../stores/verify/audit.ts";
import type { AuditThreadOptions } from "./audit-client.ts";
import { createLog, describeError } from "../log.ts";
import { answerCalls, type Callable } from "./thread-calls.ts";
import { realClock, realEventLoop } from "../system-ports.ts";

/**
 * The audit thread: long scans of rows and bytes, with its own connections and open files, so that requests and writers
 * do not wait for them. Writes nothing.
 */

/** One for a snapshot, one for lookups beside it. */
const POSTGRES_CONNECTIONS = 2;

const options = workerData as AuditThreadOptions;
const log = createLog("warn", (line) => console.error(line));
const engine =
  options.postgresUrl === undefined
    ? openSqliteEngine(options.sqlitePath, refuseToWrite)
    : openPostgresEngine(options.postgresUrl, POSTGRES_CONNECTIONS, (fault) =>
        log("warn", "fault", { where: "database", error: describeError(fault) }),
      );
const driver = await openDiskDriver(options.packFolder);
const audit = createAudit({ engine, driver, sleep: (ms) => sleep(ms) });
const accounting = createAccounting(engine);
const longReads = createLongReads({ metadata: createMetadata(engine), eventLoop: realEventLoop, clock: realClock });
answerCalls(parentPort!, { ...audit, ...accounting, ...longReads, ready: async () => undefined } as Callable);

function refuseToWrite(): never {
  throw new Error("the audit thread only reads");
}
