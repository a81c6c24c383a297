import type { ArtifactId } from "../../model/index.ts";
import type { DeclaredFile, Binding, BoundBlob } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { readEntriesAt } from "../artifacts/read-manifest.ts";

/** What the base of a draft says of files, by `keyOf`. */
export type BaseBlobs = ReadonlyMap<string, BoundBlob>;

/**
 * Reads what the base holds for the files whose digest means several blobs of the project, or none because it is no MD5.
 *
 * The base's entry of the same path and digest decides for those; what it does not know has to be sent.
 */
export async function readBaseBlobs(
  ports: Ports,
  baseId: ArtifactId | null,
  files: readonly DeclaredFile[],
  bindings: readonly Binding[],
): Promise<BaseBlobs> {
  const open = files.filter((file, index) => isOpen(bindings[index]!, file));
  if (baseId === null || open.length === 0) return new Map();
  const entries = await readEntriesAt(
    ports,
    ports.metadata.read,
    baseId,
    open.map(({ path }) => path),
  );
  const blobs = new Map(
    (await ports.metadata.read.manifests.blobs(entries.flatMap(({ blob }) => blob ?? []))).map((blob) => [
      blob.hash,
      blob,
    ]),
  );
  return new Map(
    entries.flatMap((entry): [string, BoundBlob][] => {
      const blob = entry.blob === undefined ? undefined : blobs.get(entry.blob);
      return blob === undefined ? [] : [[keyOf(entry), blob]];
    }),
  );
}

/** Puts the base's word where a digest alone is ambiguous. */
export function settle(bindings: readonly Binding[], files: readonly DeclaredFile[], base: BaseBlobs): Binding[] {
  return bindings.map((binding, index) =>
    isOpen(binding, files[index]!) ? (base.get(keyOf(files[index]!)) ?? binding) : binding,
  );
}

/** Whether the base has a word in what files mean. */
export function isBaseAsked(bindings: readonly Binding[], files: readonly DeclaredFile[]): boolean {
  return bindings.some((binding, index) => isOpen(binding, files[index]!));
}

function isOpen(binding: Binding, { md5 }: DeclaredFile): boolean {
  return binding === "ambiguous" || (binding === "missing" && md5 === null);
}

function keyOf({ path, digest }: DeclaredFile): string {
  return `${digest} ${path}`;
}
