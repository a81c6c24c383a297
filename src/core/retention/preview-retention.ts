import {
  type ArtifactId,
  checkRetentionRules,
  MAX_VERSIONS_PER_REQUEST,
  type RetentionRule,
  StemmaError,
  type Version,
} from "../../model/index.ts";
import type { Access } from "../accounts/access.ts";
import { freedByEach, freedBytes } from "../deletion/freed-bytes.ts";
import { isSameScope, planRetention, type ScopeRules } from "./plan-retention.ts";
import type { Ports } from "../ports/ports.ts";
import { findScope, type ScopeName } from "../projects/find-scope.ts";

/** A version that rules expire. */
export interface PreviewedVersion {
  readonly version: Version;
  /** Bytes freed by deleting it alone. */
  readonly bytes: number;
  readonly reason: string;
}

/**
 * Previews the deletions of the next night in a scope, by the current rules or by other rules for that scope. Null if
 * the scope does not exist or the caller cannot access it.
 *
 * @throws `invalid_input`, `forbidden`
 */
export async function previewRetention(
  ports: Ports,
  access: Access,
  name: ScopeName,
  instead: readonly RetentionRule[] | null,
): Promise<{ versions: readonly PreviewedVersion[]; bytes: number } | null> {
  if (instead !== null) checkRetentionRules(instead);
  const { read } = ports.metadata;
  const scope = await findScope(read, access, name);
  if (scope === null) return null;
  const current: readonly ScopeRules[] = await read.retention.current();
  const others = current.filter((of) => !isSameScope(of.scope, scope));
  const all = instead === null ? current : [...others, { scope, rules: instead }];
  const reason = new Map<ArtifactId, string>();
  for await (const expiring of planRetention(ports, scope, all)) {
    for (const id of expiring.ids) reason.set(id, expiring.reason);
    if (reason.size > MAX_VERSIONS_PER_REQUEST)
      throw new StemmaError(
        "invalid_input",
        `Cannot preview the retention rules: they would delete more than ${MAX_VERSIONS_PER_REQUEST} versions; preview one project or collection`,
      );
  }
  const versions = await read.versions.byIds([...reason.keys()]);
  const freed = await freedByEach(ports, access, versions);
  const shown = versions.map((version) => ({
    version,
    bytes: freed.get(version.id)!,
    reason: reason.get(version.id)!,
  }));
  return { versions: shown, bytes: await freedBytes(ports, access, versions) };
}
