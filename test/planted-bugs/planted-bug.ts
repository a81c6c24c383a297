/** A place of the sources and what stands there instead. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  /** Text that is there once. */
  readonly from: string;
  readonly to: string;
}

/** A suite that has to find a bug. */
export interface Catcher {
  readonly project: "unit" | "conformance" | "e2e" | "house";
  readonly file: string;
  /** Those of its tests that are run, by a pattern of their names; all where it is left out. */
  readonly only?: string;
  /** What a failing test says for that reason, its name first. */
  readonly sign: RegExp;
}

/** A fault that somebody could make, and who finds it. */
export interface PlantedBug {
  readonly name: string;
  /** What it breaks, for whoever reads that it was not found. */
  readonly breaks: string;
  readonly edits: readonly Edit[];
  readonly caughtBy: readonly Catcher[];
}

/**
 * The text with the edits of a file made.
 *
 * @throws when one of them has no single place
 */
export function planted(text: string, edits: readonly Edit[]): string {
  return edits.reduce((edited, { file, from, to }) => {
    const places = edited.split(from).length - 1;
    if (places !== 1) throw new Error(`${file} holds ${places} times what is to be replaced, expected once: ${from}`);
    return edited.replace(from, () => to);
  }, text);
}
