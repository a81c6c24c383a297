import { CHUNK_MIN_BYTES, type EntityId, RECORD_HEADER_BYTES, StemmaError } from "../../model/index.ts";
import type { Accounting } from "../ports/accounting.ts";
import type { Metadata } from "../ports/metadata.ts";
import type { Clock } from "../ports/ports.ts";
import type { Quotas, Reservation } from "../ports/quotas.ts";

/**
 * Minimum time between two measurements of one entity: an entity at its quota is rejected from memory, as a measurement
 * may take seconds.
 */
const MEASURE_AGAIN_MS = 1000;

/** Time to cache a quota: uploads come by the thousand, quota changes by the week. */
const QUOTA_MEMORY_MS = 5000;

/** The estimated usage of one entity: never less than the actual one. */
interface Account {
  /** The measured bytes, plus later uploads at their full size. */
  heldBytes: number;
  measuredAtMs: number;
  uploadingBytes: number;
  measuring?: Promise<void>;
}

const NOTHING: Reservation = { release: () => undefined };

/**
 * Enforces the quotas of entities. Between measurements, uploads are counted at their full size, so that the estimate
 * is never less than the actual usage; a request is rejected only after a fresh measurement. Entities without a quota
 * cost nothing.
 */
export class QuotaLedger implements Quotas {
  readonly #accounting: Accounting;
  readonly #metadata: Metadata;
  readonly #clock: Clock;
  readonly #accounts = new Map<EntityId, Account>();
  readonly #quotas = new Map<EntityId, { readonly bytes: number | null; readonly untilMs: number }>();

  constructor(ports: { accounting: Accounting; metadata: Metadata; clock: Clock }) {
    this.#accounting = ports.accounting;
    this.#metadata = ports.metadata;
    this.#clock = ports.clock;
  }

  async requireRoom(id: EntityId): Promise<void> {
    (await this.reserve(id, 0)).release(false);
  }

  async reserve(id: EntityId, bodyBytes: number): Promise<Reservation> {
    const bytes = storedAtMost(bodyBytes);
    const quotaBytes = await this.#quotaOf(id);
    if (quotaBytes === null) return NOTHING;
    const account = this.#accounts.get(id) ?? { heldBytes: Infinity, measuredAtMs: -Infinity, uploadingBytes: 0 };
    this.#accounts.set(id, account);
    const isOver = (): boolean => {
      const wanted = account.heldBytes + account.uploadingBytes + bytes;
      return bytes === 0 ? wanted >= quotaBytes : wanted > quotaBytes;
    };
    if (isOver()) await this.#measure(id, account);
    if (isOver()) throw overQuota(account, quotaBytes, bytes);
    account.uploadingBytes += bytes;
    let isReleased = false;
    return {
      release(isStored) {
        if (isReleased) return;
        isReleased = true;
        account.uploadingBytes -= bytes;
        if (isStored) account.heldBytes += bytes;
      },
    };
  }

  textsArrived(id: EntityId, texts: readonly (string | null | undefined)[]): void {
    const account = this.#accounts.get(id);
    if (account === undefined) return;
    for (const text of texts) account.heldBytes += text?.length ?? 0;
  }

  forget(id: EntityId): void {
    this.#quotas.delete(id);
  }

  async #quotaOf(id: EntityId): Promise<number | null> {
    const known = this.#quotas.get(id);
    const nowMs = this.#clock.nowMs();
    if (known !== undefined && nowMs < known.untilMs) return known.bytes;
    const bytes = await this.#metadata.read.accounts.quotaOf(id);
    this.#quotas.set(id, { bytes, untilMs: nowMs + QUOTA_MEMORY_MS });
    return bytes;
  }

  async #measure(id: EntityId, account: Account): Promise<void> {
    if (account.measuring === undefined && account.measuredAtMs + MEASURE_AGAIN_MS > this.#clock.nowMs()) return;
    account.measuring ??= this.#measureNow(id, account).finally(() => delete account.measuring);
    await account.measuring;
  }

  async #measureNow(id: EntityId, account: Account): Promise<void> {
    // Uploads that end during the measurement may or may not be included: they are counted again.
    const before = account.heldBytes;
    const measured = await this.#accounting.heldBy(id);
    const meanwhile = before === Infinity ? 0 : account.heldBytes - before;
    account.heldBytes = measured + meanwhile;
    account.measuredAtMs = this.#clock.nowMs();
  }
}

/** Returns the maximum stored size of a body, if nothing is deduplicated or compressed. */
function storedAtMost(bytes: number): number {
  return bytes + Math.ceil(bytes / CHUNK_MIN_BYTES) * RECORD_HEADER_BYTES;
}

function overQuota({ heldBytes, uploadingBytes }: Account, quotaBytes: number, bytes: number): StemmaError {
  const held = `${bytesText(heldBytes)} are stored${uploadingBytes > 0 ? ` and ${bytesText(uploadingBytes)} are being uploaded` : ""}`;
  const wanted = bytes > 0 ? `, and this needs up to ${bytesText(bytes)}` : "";
  return new StemmaError(
    "quota_exceeded",
    `Cannot store more: ${held}${wanted}, but the quota is ${bytesText(quotaBytes)}; delete and purge versions, or ask an admin of this server for a larger quota`,
    { details: { heldBytes, quotaBytes } },
  );
}

function bytesText(bytes: number): string {
  return `${bytes.toLocaleString("en")} bytes`;
}
