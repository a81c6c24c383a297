/**
 * Waits for work until it ends or a signal says that it may be left alone.
 *
 * @throws those of the work until then
 */
export async function endWithin(work: Promise<unknown>, deadline: AbortSignal): Promise<void> {
  const late = Promise.withResolvers<void>();
  const give = (): void => late.resolve();
  if (deadline.aborted) give();
  deadline.addEventListener("abort", give, { once: true });
  // What fails after it was left alone has nobody to tell.
  work.catch(() => {});
  await Promise.race([work, late.promise]);
  deadline.removeEventListener("abort", give);
}
