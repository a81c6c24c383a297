import {
  type ContentDependent,
  type ContentDependents,
  type Finding,
  type FoundDamage,
  type JobResult,
  MAX_REPORTED_FINDINGS,
} from "../../model/index.ts";
import type { Audit } from "../ports/audit.ts";

/** Maximum number of dependents that a finding names. */
const MAX_NAMED_DEPENDENTS = 5;
/** Damaged chunks remembered to count each once; beyond this the number may be too high. */
const MAX_REMEMBERED_CHUNKS = 10_000;

/** The result of a long audit: counts, the first findings as sentences, and their number. */
export class AuditReport {
  readonly #counts: Record<string, number> = {};
  readonly #findings: Finding[] = [];
  readonly #ofKind = new Map<string, number>();
  readonly #reported = new Set<string>();
  #found = 0;

  /** Adds to counters by name. */
  count(counts: Readonly<Record<string, number>>): void {
    for (const [name, count] of Object.entries(counts)) this.#counts[name] = (this.#counts[name] ?? 0) + count;
  }

  add(kind: string, findings: readonly Finding[]): void {
    const before = this.#ofKind.get(kind) ?? 0;
    this.#found += findings.length;
    this.#ofKind.set(kind, before + findings.length);
    this.#findings.push(...findings.slice(0, Math.max(0, MAX_REPORTED_FINDINGS - before)));
  }

  /** Adds damaged chunks as findings, each chunk once. */
  addDamage(damage: readonly FoundDamage[]): void {
    const fresh = damage.filter(({ chunk }) => !this.#reported.has(chunk));
    for (const { chunk } of fresh) if (this.#reported.size < MAX_REMEMBERED_CHUNKS) this.#reported.add(chunk);
    this.add("damage", fresh.map(damageFinding));
  }

  /**
   * @returns counters by name, `found` as the number of findings, the first of each kind as `findings`
   */
  result(): JobResult {
    return { ...this.#counts, found: this.#found, findings: this.#findings.map(({ sentence }) => sentence) };
  }

  /** Like `result`, with the dependents of the damaged content. */
  async resultWithDependents(audit: Audit): Promise<JobResult> {
    const hashes = [...new Set(this.#findings.flatMap(({ about }) => about ?? []))];
    const needs = new Map((hashes.length === 0 ? [] : await audit.needs(hashes)).map((found) => [found.hash, found]));
    const sentences = this.#findings.map(({ sentence, about }) => {
      const found = about === null ? undefined : needs.get(about);
      return found === undefined ? sentence : `${sentence}; ${neededBy(found)}`;
    });
    return { ...this.result(), findings: sentences };
  }
}

function damageFinding({ chunk, pack, startByte, detail }: FoundDamage): Finding {
  return { sentence: `Chunk ${chunk} at byte ${startByte} of pack ${pack}: ${detail}`, about: chunk };
}

/** Returns the sentence that names the dependents. */
function neededBy({ needs, total }: ContentDependents): string {
  if (total === 0) return "no version needs it";
  const named = needs.slice(0, MAX_NAMED_DEPENDENTS).map(nameOf).join(", ");
  return `needed by ${named}${total > MAX_NAMED_DEPENDENTS ? ` and ${total - MAX_NAMED_DEPENDENTS} more` : ""}`;
}

function nameOf({ name, path }: ContentDependent): string {
  return path === null ? name : `${name} as "${path}"`;
}
