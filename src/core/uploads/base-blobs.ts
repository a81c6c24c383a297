import type { ArtifactId } from "../../model/index.ts";
import type { DeclaredFile, Binding, BoundBlob } from "../ports/metadata.ts";
import type { Ports } from "../ports/ports.ts";
import { readEntriesAt } from "../artifacts/read-manifest.ts";

/** The blobs of a draft's base version, by `keyOf`. */
export type BaseBlobs = ReadonlyMap<string, BoundBlob>;

/**
 * Reads the blobs of the base for files whose digest is ambiguous in the project or is not an MD5.
 *
 * The base's entry with the same path and digest decides for these; files that the base does not have must be uploaded.
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

/** Resolves ambiguous digests through the base version. */
export function resolveBindings(
  bindings: readonly Binding[],
  files: readonly DeclaredFile[],
  base: BaseBlobs,
): Binding[] {
  return bindings.map((binding, index) =>
    isOpen(binding, files[index]!) ? (base.get(keyOf(files[index]!)) ?? binding) : binding,
  );
}

/** Returns whether a digest has to be resolved through the base version. */
export function needsBase(bindings: readonly Binding[], files: readonly DeclaredFile[]): boolean {
  return bindings.some((binding, index) => isOpen(binding, files[index]!));
}

function isOpen(binding: Binding, { md5 }: DeclaredFile): boolean {
  return binding === "ambiguous" || (binding === "missing" && md5 === null);
}

function keyOf({ path, digest }: DeclaredFile): string {
  return `${digest} ${path}`;
}
