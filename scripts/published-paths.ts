/** The parts of package.json that name files for users. */
export interface PackageManifest {
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly exports?: ExportTarget;
}

type ExportTarget = string | null | { readonly [condition: string]: ExportTarget };

/** Every file and folder that package.json promises, from the root and without "./"; patterns are left out. */
export function publishedPaths({ bin = {}, files = [], exports = null }: PackageManifest): string[] {
  const paths = [...Object.values(bin), ...files, ...targetsOf(exports)];
  return [...new Set(paths.map((path) => path.replace(/^\.\//, "")))].filter((path) => !/[!*]/.test(path));
}

function targetsOf(target: ExportTarget): string[] {
  if (typeof target === "string") return [target];
  return target === null ? [] : Object.values(target).flatMap(targetsOf);
}
