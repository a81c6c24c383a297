import type { Ports } from "../ports/ports.ts";

/**
 * Lists the entities that exceed their quota only because texts are counted too: earlier versions of Stemma counted
 * only files.
 */
export async function quotaWarnings({
  metadata,
  accounting,
}: Pick<Ports, "metadata" | "accounting">): Promise<string[]> {
  const warnings: string[] = [];
  for (const { id, name, quotaBytes } of await metadata.read.accounts.withQuota()) {
    const held = await accounting.heldBy(id);
    const texts = held < quotaBytes ? 0 : await accounting.textsOf(id);
    if (held >= quotaBytes && held - texts < quotaBytes)
      warnings.push(
        `The entity "${name}" uses ${held} of ${quotaBytes} bytes now that history, console output, config and metadata are counted (${texts} bytes): new runs and versions are rejected; raise its quota, or delete and purge versions`,
      );
  }
  return warnings;
}
