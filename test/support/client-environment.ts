import { mkdirSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = ["HOME", "WANDB_DIR", "WANDB_CACHE_DIR", "WANDB_DATA_DIR", "WANDB_CONFIG_DIR", "WANDB_ARTIFACT_DIR"];

/** Returns the environment of an official client; the client writes only to the folder. */
export function clientEnvironment(
  server: { readonly baseUrl: string; readonly apiKey: string },
  folder: string,
): Record<string, string> {
  const folders = FOLDERS.map((name) => {
    const path = join(folder, name.toLowerCase());
    mkdirSync(path, { recursive: true });
    return [name, path];
  });
  return {
    ...(Object.fromEntries(folders) as Record<string, string>),
    WANDB_BASE_URL: server.baseUrl,
    WANDB_API_KEY: server.apiKey,
    WANDB_ERROR_REPORTING: "false",
    WANDB_SILENT: "true",
    WANDB_CONSOLE: "off",
    WANDB_X_DISABLE_STATS: "true",
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUTF8: "1",
  };
}
