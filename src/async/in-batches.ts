/**
 * Runs batches until one of them processes nothing.
 *
 * @param runBatch processes a batch and returns the number of processed items
 * @returns the total
 */
export async function inBatches(runBatch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const processed = await runBatch();
    if (processed === 0) return total;
    total += processed;
  }
}
