import type { EntityId, Md5Hex } from "../../model/index.ts";
import type { Declared, UploadTarget } from "../ports/blob-store.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Stores the bytes of an authorized upload within the quota of their owner, and returns their MD5.
 *
 * @throws `quota_exceeded` before the body is read; the errors of the blob store
 */
export async function receiveBody(
  ports: Ports,
  owner: EntityId,
  body: AsyncIterable<Uint8Array>,
  declared: Declared,
  uploadTarget: UploadTarget,
): Promise<Md5Hex> {
  const room = await ports.quotas.reserve(owner, declared.sizeBytes);
  try {
    const { md5 } = await ports.blobs.accept(body, declared, uploadTarget);
    room.release(true);
    return md5;
  } finally {
    room.release(false);
  }
}
