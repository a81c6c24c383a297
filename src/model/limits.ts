/** All limits of Stemma with their reasons. Bytes, seconds and counts; the unit is the last word of the name. */

const KIB = 1024;
const MIB = 1024 * KIB;

/** A body up to this size is one chunk: cutting smaller files costs rows and saves no bytes. */
export const SINGLE_CHUNK_BYTES = 256 * KIB;

/** Smallest, average and largest content-defined chunk: 256 KiB stores half the bytes of 1 MiB for an insert. */
export const CHUNK_MIN_BYTES = 64 * KIB;
export const CHUNK_AVERAGE_BYTES = 256 * KIB;
export const CHUNK_MAX_BYTES = MIB;

/**
 * Bytes of a chunk's record before its data.
 *
 * @see docs/internals/storage-format.md
 */
export const RECORD_HEADER_BYTES = 44;

/** Minimum size of a chunk to try zstd; below it the attempt costs more than it saves. */
export const COMPRESS_FROM_BYTES = 16 * KIB;

/** A pack is closed at this size: large enough for few files, small enough to be rewritten in a second. */
export const PACK_MAX_BYTES = 64 * MIB;

/** The garbage collector rewrites packs in which less than this part is referenced. */
export const PACK_REWRITE_BELOW_PERCENT = 50;

/** Maximum length of the name of a project, run, collection, alias or tag: what the official client allows. */
export const MAX_NAME_CHARACTERS = 128;

/** Maximum length of entry paths: what common file systems support, so that every version can be downloaded. */
export const MAX_PATH_BYTES = 1024;
export const MAX_PATH_PART_BYTES = 255;
export const MAX_PATH_DEPTH = 64;

/** Entries of a manifest segment: 128 on average, because one change then stores 8 to 12 KiB; 256 caps it. */
export const SEGMENT_MIN_ENTRIES = 32;
export const SEGMENT_AVERAGE_ENTRIES = 128;
export const SEGMENT_MAX_ENTRIES = 256;

/** Segments of a manifest node: about 64, because a flat list adds 0.3 to 0.9 MB a version at a million entries. */
export const NODE_MIN_SEGMENTS = 16;
export const NODE_AVERAGE_SEGMENTS = 64;
export const NODE_MAX_SEGMENTS = 128;

/** Metadata, config or summary of one artifact or run: what a page can still show; larger data belongs in files. */
export const MAX_JSON_BYTES = 16 * MIB;

/** Values (numbers, texts, lists, objects) in one of these: parsed in some hundredths of a second. */
export const MAX_JSON_OBJECT_VALUES = 200_000;

/** Labels that are searched or compared (groups, hosts, programs): an index of PostgreSQL holds 2,700 bytes. */
export const MAX_LABEL_CHARACTERS = 512;
/** URLs and paths on a client's machine, near the limits of common systems. */
export const MAX_ADDRESS_CHARACTERS = 8 * KIB;
/** Notes and descriptions: a long model card. */
export const MAX_PROSE_CHARACTERS = 256 * KIB;
/** The configuration of a sweep. */
export const MAX_SWEEP_CONFIG_CHARACTERS = MIB;
/** JSON that is parsed and not stored, or ignored: filters, agent states, settings of other products. */
export const MAX_SETTINGS_CHARACTERS = MIB;
/** Ids of this server and of clients; the id of a file contains its path, in hex and in base64. */
export const MAX_ID_CHARACTERS = 512;
export const MAX_FILE_ID_CHARACTERS = 4 * KIB;
/** Tags of one version, run or collection, and aliases of one version: what a page can still show. */
export const MAX_TAGS = 250;
export const MAX_ALIASES = 250;
/** Files in one call; the client declares up to 10,000 at once. */
export const MAX_FILES_PER_CALL = 10_000;
/** Items of any other input list. */
export const MAX_LIST_ITEMS = 1000;
/** History samples in one field. */
export const MAX_HISTORY_SPECS = 100;

/** Maximum number of rows in a page; the official client requests up to 5,000 file URLs at once. */
export const MAX_PAGE_ROWS = 5000;

/** Adjacent chunks are read together up to this size; 32 downloads with one read ahead each then hold 64 MiB. */
export const READ_JOIN_BYTES = MIB;

/** Paths in an error message; the rest is counted. */
export const MAX_NAMED_FAULTS = 20;

/** A manifest nests four levels; deeper input is rejected. */
export const MAX_MANIFEST_DEPTH = 64;
/** Version, storage policy and its settings are some hundred bytes. */
export const MAX_MANIFEST_HEAD_BYTES = 64 * KIB;
/** One entry with the extra fields of a reference (ETags, object versions). */
export const MAX_MANIFEST_ENTRY_BYTES = MIB;

/** A filter written by a user or the client has a handful of parts. */
export const MAX_FILTER_NODES = 1000;
/** The text of a filter: its parts and the longest list of names behind an `$in`. */
export const MAX_FILTER_CHARACTERS = MIB;
/**
 * Values in all `$in`, `$nin` and `$all` of a filter: the names of a large sweep. An engine supports 32,766 per
 * statement.
 */
export const MAX_FILTER_VALUES = 10_000;
/** The path of a field below config, summary or metadata. */
export const MAX_FIELD_CHARACTERS = 1000;
/** The dot-separated parts of such a path. */
export const MAX_PATH_PARTS = 100;
/** Comparisons and pattern steps of all filters of a request: 0.1 s on average, 1 s at worst. */
export const MAX_FILTER_STEPS = 25_000_000;
/** Instructions of a compiled pattern: compiling one takes 2 ms. */
export const MAX_PATTERN_SIZE = 1000;
/** Steps on one text, during which no other request is served: 0.2 s at worst. */
export const MAX_PATTERN_STEPS_OF_TEXT = 5_000_000;
/** A pattern that names artifacts or runs is short. */
export const MAX_PATTERN_CHARACTERS = 256;

/** History rows in one response: enough for a chart or a table of a run. */
export const MAX_HISTORY_ROWS = 100_000;

/** A GraphQL body: the client sends 10 MB to test the connection, and file declarations of half a megabyte. */
export const MAX_GRAPHQL_BYTES = 20 * MIB;
/** Rows of lists in one response, page sizes multiplied down the tree; one page of the client has up to 5,000. */
export const MAX_REQUEST_OBJECTS = 20_000;
/** Fields resolved for one response: 5,000 objects with 100 fields each, or a second of work. */
export const MAX_REQUEST_FIELDS = 500_000;
/** Rows one request may read: the whole history of a long run. */
export const MAX_REQUEST_ROWS = 1_000_000;
/** Bytes one request may read: config and summary of one run at their largest, and a page of ordinary ones. */
export const MAX_REQUEST_BYTES = 96 * MIB;
/** Bytes of one response: a config of maximum size with every character escaped, and some more. */
export const MAX_ANSWER_BYTES = 48 * MIB;
/** Timeout of a query: the client abandons a request after 30 s and repeats it. */
export const QUERY_PATIENCE_MS = 10_000;
/** A request uses the thread for at most about this long before it yields to others. */
export const SLICE_MS = 10;
/** Mutations in one document: the client sends one. */
export const MAX_REQUEST_MUTATIONS = 20;
/** Values (numbers, texts, lists, objects) in a JSON body: 10,000 declared files have 100,000. */
export const MAX_JSON_VALUES = 300_000;
/** A GraphQL document: the client's longest has some 6,000 characters. */
export const MAX_DOCUMENT_CHARACTERS = 64 * KIB;
/** Parsed documents in the cache: the client has some ninety per version. */
export const MAX_CACHED_DOCUMENTS = 500;
/** Characters of the cached documents: a parsed one takes some 50 times its text, the client's have 200,000. */
export const MAX_CACHED_CHARACTERS = 512 * KIB;
/** Nesting and fields of a query: the client's largest has 14 levels and some 150 fields. */
export const MAX_QUERY_DEPTH = 24;
export const MAX_QUERY_FIELDS = 1000;
/** Fields with one name in one selection: each pair of them is compared, and no client repeats one. */
export const MAX_REPEATED_FIELDS = 20;
/** Nesting of a JSON body; clients send deeper data as text inside of it. */
export const MAX_JSON_DEPTH = 64;
/** One report of a run; the client sends at most 10 MiB. */
export const MAX_FILE_STREAM_BYTES = 32 * MIB;
/** A call of the provisioning API contains a user, or the members of a team. */
export const MAX_ADMIN_BYTES = MIB;
/** Total size of JSON bodies being read or processed; parsing takes several times as much. */
export const MAX_JSON_BODIES_BYTES = 64 * MIB;
/** Bodies up to this size are always accepted, so that ordinary requests never wait. */
export const FREE_JSON_BODY_BYTES = 64 * KIB;
/** Rejected bodies are read up to this size, so that the client receives the response. */
export const MAX_DRAINED_BYTES = MIB;

/** Findings of one kind that a report lists; the rest is counted, because one cause can have very many. */
export const MAX_REPORTED_FINDINGS = 50;
/** Damaged chunks searched for in one scan of all packs. */
export const MAX_SEARCHED_CHUNKS = 10_000;
/**
 * Damaged blobs and manifest parts that are compared with a version before it is reused for new uploads. With more
 * damage, a whole disk is affected, and every version is assumed to be damaged.
 */
export const MAX_DAMAGE_SCANNED = 10_000;

/** A draft expires after this idle time: a client that lost its connection retries for some minutes. */
export const DRAFT_IDLE_MS = 48 * 3600 * 1000;

/** An expired draft is kept for this long, so that its client learns which files to upload again. */
export const EXPIRED_DRAFT_KEPT_MS = 7 * 24 * 3600 * 1000;

/** Maximum number of parts: at least 5 MB each in stores of this kind; the client sends 100 MiB each. */
export const MAX_PARTS = 10_000;

/**
 * Memory shared by large bodies: 24 slots of 1 MiB in and 2 MiB out. Eight bodies use at most two each to fill or hash,
 * and one to write.
 */
export const BODY_SLOT_BYTES = MIB;
export const BODY_SLOTS = 24;
/** Concurrent large bodies: each has a chunker of 3 MiB, and more would only share the same two threads. */
export const LARGE_BODIES_AT_ONCE = 8;
/** Concurrent small bodies: 128 of 256 KiB are 32 MiB; one client sends 128 in parallel. */
export const SMALL_BODIES_AT_ONCE = 128;
/**
 * Bodies in work or waiting, of all clients. A waiting one is not read, yet takes 64 KiB here and up to half a MiB of
 * socket buffers; when these are exhausted, active uploads stall as well. Further requests are rejected with a retry
 * delay.
 */
export const MAX_BODIES_AT_ONCE = 1024;
/** Minimum rate of an upload, averaged over the window; slower clients occupy slots that others wait for. */
export const MIN_BODY_BYTES_PER_SECOND = KIB;
export const BODY_RATE_WINDOW_SECONDS = 60;
/** The window while others wait for a slot: a thousand slow clients would keep all others waiting for an hour. */
export const CROWDED_RATE_WINDOW_SECONDS = 5;

/** Concurrent responses that read stored bytes: each holds the range it sends and the next one, 2 MiB. */
export const SENDS_AT_ONCE = 64;
/** Responses with stalled readers: each holds up to 1 MiB that its connection did not accept. */
export const STALLED_SENDS = 128;

/** Days of growth in one response: what a chart can show. */
export const MAX_GROWTH_DAYS = 3660;
/** Rules of one scope: a handful of types, each with its own, and still readable. */
export const MAX_RETENTION_RULES = 50;
/** Versions deleted by one request: what a user can still review in the dry run. */
export const MAX_VERSIONS_PER_REQUEST = 10_000;
/** Versions undeleted by one request, in one transaction: a commit must not wait long for it. */
export const MAX_UNDELETED_AT_ONCE = 1000;
/** The storage journal keeps over a year, so that a month can be compared with the same one a year earlier. */
export const JOURNAL_KEPT_MS = 400 * 24 * 3600 * 1000;
/** Packs smaller than this are merged: each start and each large body leaves one. */
export const PACK_SMALL_BYTES = 16 * MIB;
/** Number of small packs to merge at once, so that bytes are not moved again for each new pack. */
export const SMALL_PACKS_TO_MERGE = 8;
/**
 * Indexed values of a run, by which lists are filtered and ordered: more than users write into a config, and what a
 * report can update in some milliseconds. Filters by further values are slower.
 */
export const MAX_INDEXED_VALUES = 1000;
