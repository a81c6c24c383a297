import { StemmaError } from "../../model/index.ts";
import type { AdminConnection } from "./connection.ts";
import { bytesText, readBytes } from "../readable-text.ts";

const SET = "mutation M($entity: String!, $bytes: Int64) { setQuota(entityName: $entity, bytes: $bytes) { name } }";

/**
 * Sets the storage quota of an entity; `none` removes it.
 *
 * @throws `invalid_input`, and the errors of the server
 */
export async function adminQuota(server: AdminConnection, entity: string, size: string): Promise<void> {
  const bytes = size === "none" ? null : readBytes(size);
  if (bytes === undefined)
    throw new StemmaError(
      "invalid_input",
      `Cannot set the quota "${size}": expected a number of bytes, a size such as 500GiB, or none`,
    );
  await server.ask(SET, { entity, bytes });
  console.log(`${entity}: ${bytes === null ? "no quota" : `quota of ${bytesText(bytes)}`}`);
}
