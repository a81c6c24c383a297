import { expect, test } from "vitest";
import type { Page, PageRequest, Rows } from "../../../../src/core/ports/metadata.ts";
import { type Cursor, EVERYTHING } from "../../../../src/model/index.ts";
import { someBytes } from "../../blob-driver/checks.ts";
import { AT_MS, parts, type World, written } from "../world.ts";

/** A list, and how rows come into it and go. */
interface WalkedList<Id> {
  /** Makes a row; later ones have later times. */
  make(at: number): Promise<Id>;
  /** Takes a row away, where the list has a way to. */
  remove?(id: Id): Promise<unknown>;
  /** A page; rows by what `make` gave. */
  list(page: PageRequest): Promise<{ ids: readonly Id[]; listed: Page<unknown> }>;
}

const ROWS = 11;

/** Rules for every list of rows: whatever comes and goes while it is walked moves no other row. */
export function walkRules(world: World): void {
  const write = <T>(work: (rows: Rows) => Promise<T>): Promise<T> => world.metadata.transaction(work);
  const now = AT_MS + 1_000_000;
  async function by<Row, Id>(page: Promise<Page<Row>>, idOf: (row: Row) => Id) {
    const listed = await page;
    return { ids: listed.rows.map(idOf), listed };
  }
  const search = { method: "grid", parameters: [{ path: ["x"], choices: { texts: ["1"] } }] } as const;
  const insertSweep = (projectId: never, atMs: number) =>
    write((rows) =>
      rows.sweeps.insert({
        projectId,
        name: world.name("sweep"),
        displayName: null,
        description: null,
        state: "PENDING",
        config: "method: grid",
        search,
        atMs,
      }),
    );

  const lists: Readonly<Record<string, () => Promise<WalkedList<unknown>>>> = {
    async aliases() {
      const collection = await world.collection();
      const version = await world.version(collection);
      return {
        async make() {
          const alias = world.name("alias");
          await write((rows) => rows.aliases.set(collection.id, alias, version, AT_MS));
          return alias;
        },
        remove: (alias) => write((rows) => rows.aliases.remove(collection.id, String(alias), version)),
        list: (page) => by(world.metadata.read.aliases.list(collection.id, page), ({ alias }) => alias),
      };
    },
    async projects() {
      const { id: entityId } = await world.entity();
      const facts = { entityId, description: null, access: "PRIVATE", createdBy: null };
      return {
        make: async (at) =>
          (await write((rows) => rows.projects.insert({ ...facts, name: world.name("p"), atMs: AT_MS + (at >> 1) })))
            .id,
        list: (page) => by(world.metadata.read.projects.list(entityId, page), ({ id }) => id),
      };
    },
    async collections() {
      const { project } = await world.collection();
      const { id: typeId } = (await world.metadata.read.types.find(project.id, "dataset"))!;
      const facts = { projectId: project.id, typeId, kind: "source" as const };
      const first = (await world.metadata.read.collections.list(project.id, undefined, { after: null, first: 1 }))
        .rows[0]!;
      await write((rows) => rows.collections.update(first.id, { deletedAtMs: AT_MS, updatedAtMs: AT_MS }));
      return {
        make: async (at) =>
          (await write((rows) => rows.collections.insert({ ...facts, name: world.name("c"), atMs: AT_MS + (at >> 1) })))
            .id,
        remove: (id) =>
          write((rows) => rows.collections.update(id as never, { deletedAtMs: AT_MS, updatedAtMs: AT_MS })),
        list: (page) => by(world.metadata.read.collections.list(project.id, typeId, page), ({ id }) => id),
      };
    },
    async types() {
      const { id: projectId } = await world.project();
      return {
        make: async () =>
          (await write((rows) => rows.types.insert({ projectId, name: world.name("type"), atMs: AT_MS }))).id,
        list: (page) => by(world.metadata.read.types.list(projectId, page), ({ id }) => id),
      };
    },
    async runs() {
      const project = await world.project();
      const projectId = project.id;
      const walk = async (page: PageRequest) =>
        (await world.metadata.read.runs.narrow(project, EVERYTHING.tree, async () => {})).page(undefined, page, AT_MS);
      return {
        make: (at) =>
          write((rows) =>
            rows.runs.insert({
              projectId,
              name: world.name("run"),
              displayName: "r",
              createdBy: null,
              atMs: AT_MS + (at >> 1),
            }),
          ),
        remove: (id) => write((rows) => rows.runs.delete(id as never, AT_MS)),
        list: (page) => by(walk(page), (id) => id),
      };
    },
    async "files of a run"() {
      const runId = await world.run(await world.project());
      return {
        async make(at) {
          const name = `${at % 2 === 0 ? "a" : "B"}/${world.name("file")}`;
          const facts = { sizeBytes: 10, md5: undefined };
          await world.blobs.accept(parts(someBytes(10, at)), facts, { kind: "run-file", runId, name, atMs: AT_MS });
          return name;
        },
        remove: (name) => write((rows) => rows.runFiles.delete(runId, [String(name)])),
        list: (page) => by(world.metadata.read.runFiles.list(runId, undefined, page), ({ name }) => name),
      };
    },
    async "console lines"() {
      const runId = await world.run(await world.project());
      const { linesId } = (await world.metadata.read.runs.byId(runId))!;
      let count = 0;
      return {
        async make() {
          await write((rows) => rows.runLines.put(linesId, "output", "w", written(count, ["line"])));
          return count++;
        },
        list: (page) => by(world.metadata.read.runLines.list(linesId, "output", page), ({ number }) => number),
      };
    },
    async "inputs of a run"() {
      const collection = await world.collection();
      const runId = await world.run(collection.project);
      return {
        async make(at) {
          const artifactId = await world.version(collection);
          const edge = { runId, artifactId, alias: null, usedAs: null, atMs: AT_MS + (at >> 1) };
          await write((rows) => rows.lineage.addInput(edge));
          return artifactId;
        },
        remove: (id) => write((rows) => rows.deletions.delete([id as never], AT_MS)),
        list: (page) => by(world.metadata.read.lineage.inputsOf(runId, page), ({ id }) => id),
      };
    },
    async "outputs of a run"() {
      const collection = await world.collection();
      const runId = await world.run(collection.project);
      return {
        async make(at) {
          const artifactId = await world.version(collection);
          await write((rows) => rows.lineage.addOutput({ runId, artifactId, kind: "made", atMs: AT_MS + (at >> 1) }));
          return artifactId;
        },
        remove: (id) => write((rows) => rows.deletions.delete([id as never], AT_MS)),
        list: (page) => by(world.metadata.read.lineage.outputsOf(runId, page), ({ id }) => id),
      };
    },
    async "users of a version"() {
      const collection = await world.collection();
      const artifactId = await world.version(collection);
      return {
        async make(at) {
          const runId = await world.run(collection.project);
          const edge = { runId, artifactId, alias: null, usedAs: null, atMs: AT_MS + (at >> 1) };
          await write((rows) => rows.lineage.addInput(edge));
          return runId;
        },
        remove: (id) => write((rows) => rows.runs.delete(id as never, AT_MS)),
        list: (page) => by(world.metadata.read.lineage.usersOf(artifactId, page), ({ id }) => id),
      };
    },
    async sweeps() {
      const { id } = await world.project();
      return {
        make: (at) => insertSweep(id as never, AT_MS + at),
        remove: (sweepId) => write((rows) => rows.sweeps.delete(sweepId as never, AT_MS)),
        list: (page) => by(world.metadata.read.sweeps.list(id, page), (sweep) => sweep.id),
      };
    },
    async "agents of a sweep"() {
      const sweepId = await insertSweep((await world.project()).id as never, AT_MS);
      return {
        make: (at) => write((rows) => rows.sweepAgents.insert({ sweepId, host: "here", atMs: AT_MS + at })),
        list: (page) => by(world.metadata.read.sweepAgents.list(sweepId, page), ({ id }) => id),
      };
    },
    async users() {
      const word = world.name("walked").replace("-", "");
      return {
        async make(at) {
          const name = `${at % 2 === 0 ? "a" : "Z"}${word}${at}`;
          return write(async (rows) => {
            const entity = await rows.accounts.insertEntity({ name, kind: "user", orgId: null, createdAtMs: AT_MS });
            const user = { entityId: entity.id, email: "a@example.org", isAdmin: false, createdAtMs: AT_MS };
            return rows.accounts.insertUser(user);
          });
        },
        remove: (id) => write((rows) => rows.members.deleteUser(id as never)),
        list: (page) => by(world.metadata.read.members.searchUsers(word, page), ({ id }) => id),
      };
    },
    async drafts() {
      const collection = await world.collection();
      return {
        async make(at) {
          const { id } = await world.draft(collection);
          await write((rows) => rows.drafts.touch(id, AT_MS + (at >> 1)));
          return id;
        },
        // A draft that its client is at work on again is the last one.
        remove: (id) => write((rows) => rows.drafts.touch(id as never, now + 1)),
        list: (page) => by(world.metadata.read.drafts.listOpen(collection.project.entityId, page, now), ({ id }) => id),
      };
    },
    async "deleted versions"() {
      const collection = await world.collection();
      const place = { entityId: collection.project.entityId, projectId: null, collection: null };
      return {
        async make(at) {
          const id = await world.version(collection);
          await write((rows) => rows.deletions.delete([id], AT_MS + (at >> 1)));
          return id;
        },
        remove: (id) => write((rows) => rows.deletions.undelete([id as never], AT_MS)),
        list: (page) => by(world.metadata.read.deletions.list(place, page), ({ id }) => id),
      };
    },
    async "the journal"() {
      const { id: entityId } = await world.entity();
      const entry = { atMs: AT_MS, action: "DELETED", bytes: null, reason: "b", entityId, doneBy: null } as const;
      return {
        async make() {
          const subject = world.name("subject");
          await write((rows) => rows.journal.add([{ ...entry, subject }]));
          return subject;
        },
        list: (page) => by(world.metadata.read.journal.list(entityId, page), ({ subject }) => subject),
      };
    },
    async "retention rules of a scope"() {
      const scope = { kind: "project" as const, id: (await world.project()).id };
      return {
        async make(at) {
          await write((rows) => rows.retention.set({ scope, rules: [], createdBy: null, atMs: AT_MS + at }));
          return AT_MS + at;
        },
        list: (page) => by(world.metadata.read.retention.history(scope, page), ({ setAtMs }) => setAtMs),
      };
    },
  };

  test.each(Object.keys(lists))("rows that come and go while a list is walked move no others: %s", async (name) => {
    for (const isFromEnd of [false, true]) {
      const { make, remove, list } = await lists[name]!();
      const ids: unknown[] = [];
      for (let at = 0; at < ROWS; at++) ids.push(await make(at));
      const there = ids.filter((_, at) => remove === undefined || at % 3 !== 1);
      const met: unknown[] = [];
      for (let place: Cursor | null = null, step = 0; ; step++) {
        const page: PageRequest = isFromEnd
          ? { after: null, before: place, first: 2, isFromEnd }
          : { after: place, first: 2 };
        const { ids: found, listed } = await list(page);
        met.push(...found);
        if (found.length === 0 || (!isFromEnd && !listed.hasNextPage)) break;
        place = isFromEnd ? listed.cursors[0]! : listed.cursors.at(-1)!;
        // The row of the cursor goes where it may, and one at another place.
        for (const gone of [found.at(isFromEnd ? 0 : -1), ids[3 * step + 1]])
          if (gone !== undefined && remove !== undefined && !there.includes(gone)) await remove(gone);
        if (step < 4) await make(100 + step);
      }
      expect(met.length, "none twice").toBe(new Set(met).size);
      expect(
        there.filter((id) => !met.includes(id)),
        "none left out",
      ).toEqual([]);
    }
  });
}
