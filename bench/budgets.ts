const MIB = 1024 * 1024;

/**
 * What Stemma promises, as far as a benchmark here measures it.
 *
 * Budgets of the product; measured with the official client and over sockets until our own commands exist
 */
export const budgets = {
  /** Official client, 4 KiB files, `policy="immutable", skip_cache=True`. */
  serverCpuMsAFile: 0.5,
  oneChangedAddedKib: 20,
  insertedAddedMib: 1.5,
  /** The budget speaks of in-process calls; over a socket it is the harder one. */
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
  /** What one GraphQL request may make others wait, and add to the memory. */
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
  /** What "flat" means: ten times the bytes may not need 50 MiB more. */
  rssSlopeMibAGib: 5,
} as const;

/** Bytes as the budgets count them. */
export function mebibytes(bytes: number): number {
  return bytes / MIB;
}
