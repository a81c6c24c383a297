/**
 * Waits for work until it ends or the signal aborts.
 *
 * @throws the errors of the work until then
 */
export async function endWithin(work: Promise<unknown>, deadline: AbortSignal): Promise<void> {
  const late = Promise.withResolvers<void>();
  const give = (): void => late.resolve();
  if (deadline.aborted) give();
  deadline.addEventListener("abort", give, { once: true });
  // Errors after the deadline are ignored.
  work.catch(() => {});
  await Promise.race([work, late.promise]);
  deadline.removeEventListener("abort", give);
}
