/** Fails a test with one sentence for each problem, each naming its remedy. */
export function failWith(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${problems.length} to mend\n${problems.join("\n")}`);
}
