import { inject } from "vitest";
import { postgresPlaces, sqlitePlace } from "./engine/engine-places.ts";
import { describeMetadata } from "./metadata.ts";
import { postgresFaultRules } from "./engine/postgres-faults.ts";

describeMetadata("SQLite", sqlitePlace);
describeMetadata("PostgreSQL", postgresPlaces(inject("postgresUrl")));
postgresFaultRules(postgresPlaces(inject("postgresUrl")));
