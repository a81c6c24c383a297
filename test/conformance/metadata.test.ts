import { inject } from "vitest";
import { postgresPlaces, sqlitePlace } from "./engine-places.ts";
import { describeMetadata } from "./metadata.ts";
import { postgresFaultRules } from "./metadata-postgres-faults.ts";

describeMetadata("SQLite", sqlitePlace);
describeMetadata("PostgreSQL", postgresPlaces(inject("postgresUrl")));
postgresFaultRules(postgresPlaces(inject("postgresUrl")));
