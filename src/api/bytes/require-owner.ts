import type { TransferOwner } from "../../core/uploads/authorize-transfer.ts";
import { StemmaError } from "../../model/index.ts";
import type { ByteServer, SignedCall } from "./byte-server.ts";

/**
 * The owner of the target of a signed URL, remembered for a few seconds for each caller.
 *
 * @throws `link_expired` when the target is gone or the caller can no longer access it
 */
export async function requireOwner(
  { owners }: ByteServer,
  { access, caller }: SignedCall,
  targetKey: string,
  authorize: () => Promise<TransferOwner | null>,
): Promise<TransferOwner> {
  const owner = await owners.get(`${access.right} ${caller} ${targetKey}`, authorize);
  if (owner !== null) return owner;
  throw new StemmaError("link_expired", "Cannot use the URL: its target is gone, or its user can no longer access it");
}
