import type { EntityId } from "../../../model/index.ts";

/** A file that can be read. */
interface StoredFile {
  /** The entity of its version or run. */
  readonly ownerId: EntityId;
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly digest: string | null;
  readonly md5: string | null;
  readonly updatedAt: string | null;
  /** Lazy: signing thousands of URLs at once would block other requests. */
  readonly url: string;
  readonly directUrl: string;
  readonly storagePath: string;
}

/** A file as the wire shows it, without what only a file to be uploaded has. */
export function fileNode(file: StoredFile) {
  return {
    ...file,
    displayName: file.name,
    mimetype: null,
    uploadUrl: null,
    uploadHeaders: [],
    uploadMultipartUrls: null,
    artifact: null,
  };
}

/** A file to be uploaded: its URL and the headers of the PUT. */
export function uploadNode<Version>(file: {
  readonly ownerId: EntityId;
  readonly id: string;
  readonly name: string;
  readonly uploadUrl: string | null;
  readonly uploadHeaders: readonly string[];
  readonly storagePath: string;
  readonly artifact: Version;
}) {
  return {
    ...file,
    displayName: file.name,
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
