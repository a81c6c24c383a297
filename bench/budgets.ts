const MIB = 1024 * 1024;

/** The budgets of Stemma that a benchmark here measures, with the official client and over sockets. */
export const budgets = {
  /** Official client, 4 KiB files, `policy="immutable", skip_cache=True`. */
  serverCpuMsAFile: 0.5,
  oneChangedAddedKib: 20,
  insertedAddedMib: 1.5,
  /** The budget is for in-process calls; over a socket it is stricter. */
  versionMs: 10,
  lastVersionToTenth: 1.1,
  startSeconds: 2,
  millionEntriesSeconds: 15,
  millionEntriesRssMib: 768,
  millionEntriesHoldMs: 200,
  fileAddressesHoldMs: 100,
  manyClientsRssMib: 400,
  /** Less than the noise of one PUT over loopback. */
  putTimesApartMs: 0.3,
  /** The maximum delay of other requests during one GraphQL request, and its memory. */
  othersWaitMs: 250,
  oneRequestMib: 256,
  /** 100,000 runs of 200 config keys each. */
  runPageMs: 20,
  runFilterMs: 300,
  askedFilterMs: 3000,
  listHoldMs: 50,
  indexedReportMs: 3,
  /** 1,000,000 rows. */
  historySeconds: 10,
  /** The definition of constant memory: ten times the bytes may need at most 50 MiB more. */
  rssSlopeMibAGib: 5,
} as const;

/** Converts bytes to the unit of the budgets. */
export function mebibytes(bytes: number): number {
  return bytes / MIB;
}
