import type { EntityId } from "../../model/index.ts";

/** What every file on the wire has. */
interface FileFields {
  /** The entity whose version or run it is of. */
  readonly ownerId: EntityId;
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly digest: string | null;
  readonly md5: string | null;
  readonly updatedAt: string | null;
  /** Made when a client asks for it: signing thousands of addresses at once would hold up others. */
  readonly url: () => string;
  readonly directUrl: () => string;
  readonly storagePath: string;
}

/** Makes an address once, for all fields that show it. */
export function madeOnce(make: () => string): () => string {
  let made: string | undefined;
  return () => (made ??= make());
}

/** A file as the wire shows it, with all that a file to be uploaded has and this one has not. */
export function fileNode(facts: FileFields) {
  return {
    ...facts,
    displayName: facts.name,
    mimetype: null,
    uploadUrl: null,
    uploadHeaders: [],
    uploadMultipartUrls: null,
    artifact: null,
  };
}

/** A file to be sent: where, and with which headers. */
export function uploadNode(facts: {
  ownerId: EntityId;
  id: string;
  name: string;
  uploadUrl: string | null;
  uploadHeaders: readonly string[];
  storagePath: string;
  artifact: unknown;
}) {
  return {
    ...facts,
    displayName: facts.name,
    sizeBytes: 0,
    digest: null,
    md5: null,
    updatedAt: null,
    url: "",
    directUrl: "",
    mimetype: null,
    uploadMultipartUrls: null,
  };
}
