import { sql } from "kysely";
import type { AccountRows, MemberRows } from "../../core/ports/metadata.ts";
import {
  type Actor,
  type Entity,
  type EntityId,
  listName,
  type Membership,
  type User,
  type UserId,
} from "../../model/index.ts";
import { inputValues } from "./engine/input-rows.ts";
import { keysetPage } from "./query/keyset.ts";
import type { RowsScope } from "./engine/rows-scope.ts";
import type { Db } from "./tables.ts";

/** Users, keys and entities as rows. */
export function accountRows({ db }: RowsScope): AccountRows {
  const entities = () =>
    db
      .selectFrom("entities")
      .leftJoin("entities as org", "org.id", "entities.org_id")
      .select([
        "entities.id",
        "entities.name",
        "entities.kind",
        "org.name as org",
        "entities.created_at_ms",
        "entities.quota_bytes",
        "entities.ttl_seconds",
      ]);

  async function membershipsOf(userId: UserId): Promise<Membership[]> {
    const rows = await entities()
      .innerJoin("members", "members.entity_id", "entities.id")
      .select("members.role")
      .where("members.user_id", "=", userId)
      .orderBy("entities.name")
      .execute();
    return rows.map((row) => ({ entity: entity(row), role: row.role }));
  }

  async function actorOf(row: UserRow | undefined): Promise<Actor | null> {
    if (row === undefined) return null;
    return { user: user(row), isSiteAdmin: row.is_admin === 1, memberships: await membershipsOf(row.id) };
  }

  return {
    async actorByKey(keyHash) {
      return actorOf(
        await selectUsers(db)
          .innerJoin("api_keys", "api_keys.user_id", "users.id")
          .where("key_hash", "=", keyHash)
          .executeTakeFirst(),
      );
    },
    async actorByUser(id) {
      return actorOf(await selectUsers(db).where("users.id", "=", id).executeTakeFirst());
    },
    async findUser(username) {
      const row = await selectUsers(db).where("entities.name_key", "=", username.toLowerCase()).executeTakeFirst();
      return row === undefined ? null : user(row);
    },
    async findEntity(name) {
      const row = await entities().where("entities.name_key", "=", name.toLowerCase()).executeTakeFirst();
      return row === undefined ? null : entity(row);
    },
    async withQuota() {
      const rows = await db
        .selectFrom("entities")
        .select(["id", "name", "quota_bytes"])
        .where("quota_bytes", "is not", null)
        .orderBy("name")
        .execute();
      return rows.map(({ id, name, quota_bytes }) => ({ id, name, quotaBytes: quota_bytes! }));
    },
    async quotaOf(id) {
      const { rows } = await sql<{ quota_bytes: number | null }>`
        select quota_bytes from entities where id = ${id}`.execute(db);
      return rows[0]?.quota_bytes ?? null;
    },
    async insertEntity({ name, kind, orgId, createdAtMs }) {
      const row = { name, name_key: name.toLowerCase(), kind, org_id: orgId, created_at_ms: createdAtMs };
      const { id } = await db.insertInto("entities").values(row).returning("id").executeTakeFirstOrThrow();
      return entity(await entities().where("entities.id", "=", id).executeTakeFirstOrThrow());
    },
    async insertUser({ entityId, email, isAdmin, createdAtMs }) {
      const row = {
        entity_id: entityId,
        email,
        is_admin: isAdmin ? 1 : 0,
        password_hash: null,
        created_at_ms: createdAtMs,
      };
      return (await db.insertInto("users").values(row).returning("id").executeTakeFirstOrThrow()).id;
    },
    async insertKey({ userId, name, keyHash, description, createdAtMs }) {
      await db
        .insertInto("api_keys")
        .values({ user_id: userId, name, key_hash: keyHash, description, created_at_ms: createdAtMs })
        .execute();
    },
  };
}

/** Members and the rarer account changes as rows. */
export function memberRows({ db, capabilities }: RowsScope): MemberRows {
  return {
    async setMember(entityId, userId, role) {
      await db
        .insertInto("members")
        .values({ entity_id: entityId, user_id: userId, role })
        .onConflict((conflict) => conflict.columns(["entity_id", "user_id"]).doUpdateSet({ role }))
        .execute();
    },
    async removeMember(entityId, userId) {
      await db.deleteFrom("members").where("entity_id", "=", entityId).where("user_id", "=", userId).execute();
    },
    async lock(entityId) {
      // SQLite runs one transaction at a time.
      if (!capabilities.hasRowLocks) return;
      await db.selectFrom("entities").select("id").where("id", "=", entityId).forUpdate().execute();
    },
    async listMembers(entityId) {
      const rows = await selectUsers(db)
        .innerJoin("members", "members.user_id", "users.id")
        .select("members.role")
        .where("members.entity_id", "=", entityId)
        .orderBy("entities.name")
        .execute();
      return rows.map((row) => ({ user: user(row), role: row.role }));
    },
    async among(entityIds, userIds) {
      const rows = await db
        .selectFrom("members")
        .select("user_id")
        .distinct()
        .where("entity_id", "in", inputValues(capabilities, "int", entityIds))
        .where("user_id", "in", inputValues(capabilities, "int", userIds))
        .execute();
      return rows.map((row) => row.user_id);
    },
    async listKeys(userId) {
      return db
        .selectFrom("api_keys")
        .select(["id", "name", "description"])
        .where("user_id", "=", userId)
        .orderBy("id")
        .execute();
    },
    searchUsers(text, page) {
      // The escape character is set because SQLite has no default.
      const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
      return keysetPage(
        selectUsers(db).where(
          sql<boolean>`(entities.name_key like ${pattern} escape '\\' or lower(users.email) like ${pattern} escape '\\')`,
        ),
        { list: listName("users", text), keys: [{ value: sql`entities.name`, type: "text" }] },
        page,
        (rows) => rows.map(user),
      );
    },
    async updateUser(id, { email, isAdmin, passwordHash }) {
      const changes = {
        ...(email === undefined ? {} : { email }),
        ...(isAdmin === undefined ? {} : { is_admin: isAdmin ? 1 : 0 }),
        ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
      };
      if (Object.keys(changes).length > 0) await db.updateTable("users").set(changes).where("id", "=", id).execute();
    },
    async updateEntity(id, { quotaBytes, ttlSeconds }) {
      const changes = {
        ...(quotaBytes === undefined ? {} : { quota_bytes: quotaBytes }),
        ...(ttlSeconds === undefined ? {} : { ttl_seconds: ttlSeconds }),
      };
      if (Object.keys(changes).length > 0) await db.updateTable("entities").set(changes).where("id", "=", id).execute();
    },
    async deleteUser(id) {
      await db.deleteFrom("users").where("id", "=", id).execute();
    },
    async deleteEntity(id) {
      await db.deleteFrom("entities").where("org_id", "=", id).execute();
      await db.deleteFrom("entities").where("id", "=", id).execute();
    },
  };
}

interface UserRow {
  id: UserId;
  entity_id: EntityId;
  username: string;
  email: string;
  is_admin: number;
  created_at_ms: number;
}

function user(row: UserRow): User {
  return {
    id: row.id,
    entityId: row.entity_id,
    username: row.username,
    email: row.email,
    isAdmin: row.is_admin === 1,
    createdAtMs: row.created_at_ms,
  };
}

function entity(row: {
  id: EntityId;
  name: string;
  kind: Entity["kind"];
  org: string | null;
  created_at_ms: number;
  quota_bytes: number | null;
  ttl_seconds: number | null;
}): Entity {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    org: row.org,
    quotaBytes: row.quota_bytes,
    ttlSeconds: row.ttl_seconds,
    createdAtMs: row.created_at_ms,
  };
}

/** Users with the names of their personal entities. */
function selectUsers(db: Db) {
  return db
    .selectFrom("users")
    .innerJoin("entities", "entities.id", "users.entity_id")
    .select([
      "users.id",
      "users.entity_id",
      "entities.name as username",
      "users.email",
      "users.is_admin",
      "users.created_at_ms",
    ]);
}
