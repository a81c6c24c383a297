/**
 * Every bound of Stemma, each with its reason. Bytes, seconds and counts; the unit is the last word of the name.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/** A body up to this size is one chunk: cutting smaller files costs rows and saves no bytes. */
export const SINGLE_CHUNK_BYTES = 256 * KIB;

/** Smallest, average and largest content-defined chunk: 256 KiB stores half the bytes of 1 MiB for an insert. */
export const CHUNK_MIN_BYTES = 64 * KIB;
export const CHUNK_AVERAGE_BYTES = 256 * KIB;
export const CHUNK_MAX_BYTES = MIB;

/**
 * What the record of a chunk has before its bytes.
 *
 * @see docs/internals/storage-format.md
 */
export const RECORD_HEADER_BYTES = 44;

/** A chunk of a file is tried with zstd from this size on; below it the trial costs more than it saves. */
export const COMPRESS_FROM_BYTES = 16 * KIB;

/** A pack is closed at this size: large enough for few files, small enough to be rewritten in a second. */
export const PACK_MAX_BYTES = 64 * MIB;

/** A pack with less than this part alive is rewritten by the collector. */
export const PACK_REWRITE_BELOW_PERCENT = 50;

/** The longest name of a project, run, collection, alias or tag: what the official client allows. */
export const MAX_NAME_CHARACTERS = 128;

/** Paths of entries: what common file systems can hold, so that every version can be downloaded. */
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

/** Metadata, config and summary of one artifact or run: what a page can still show; larger things belong into files. */
export const MAX_JSON_BYTES = 16 * MIB;

/** Values (numbers, texts, lists, objects) in one of these: what is read in some hundredths of a second. */
export const MAX_JSON_OBJECT_VALUES = 200_000;

/** Words by which things are found or told apart (groups, hosts, programs): an index of PostgreSQL holds 2,700 bytes. */
export const MAX_LABEL_CHARACTERS = 512;
/** Addresses and paths on the machine of a client, as far as systems know longer ones. */
export const MAX_ADDRESS_CHARACTERS = 8 * KIB;
/** Notes and descriptions: a long model card. */
export const MAX_PROSE_CHARACTERS = 256 * KIB;
/** The configuration of a sweep. */
export const MAX_SWEEP_CONFIG_CHARACTERS = MIB;
/** JSON that is read and not kept, or not read: filters, states of agents, settings of other products. */
export const MAX_SETTINGS_CHARACTERS = MIB;
/** Ids of this server and of clients; the id of a file holds its path, in hex and in base64. */
export const MAX_ID_CHARACTERS = 512;
export const MAX_FILE_ID_CHARACTERS = 4 * KIB;
/** Tags of one version, run or collection, and aliases of one version: what a page can still show. */
export const MAX_TAGS = 250;
export const MAX_ALIASES = 250;
/** Files one call names; the client declares up to 10,000 at once. */
export const MAX_FILES_A_CALL = 10_000;
/** Items of any other list that comes in. */
export const MAX_LIST_ITEMS = 1000;
/** Samples of a history that one field gives. */
export const MAX_HISTORY_SPECS = 100;

/** Rows a page of a list holds at the most; the official client asks for up to 5,000 file addresses at once. */
export const MAX_PAGE_ROWS = 5000;

/** Neighbouring chunks are read together up to this size; 32 downloads with one read ahead each then hold 64 MiB. */
export const READ_JOIN_BYTES = MIB;

/** Paths an error message names before it counts the rest: enough to see the pattern. */
export const MAX_NAMED_FAULTS = 20;

/** A manifest nests four levels; what is deeper is not one. */
export const MAX_MANIFEST_DEPTH = 64;
/** Version, storage policy and its settings are some hundred bytes. */
export const MAX_MANIFEST_HEAD_BYTES = 64 * KIB;
/** One entry with what a reference keeps beside it (ETags, object versions). */
export const MAX_MANIFEST_ENTRY_BYTES = MIB;

/** A filter a person or the client writes has a handful of parts. */
export const MAX_FILTER_NODES = 1000;
/** The text of a filter: its parts and the longest list of names behind an `$in`. */
export const MAX_FILTER_CHARACTERS = MIB;
/** Values behind all `$in`, `$nin` and `$all` of a filter: the names of a large sweep. An engine takes 32,766 in a statement. */
export const MAX_FILTER_VALUES = 10_000;
/** The path of a field below config, summary or metadata: beyond this it is no name of a person. */
export const MAX_FIELD_CHARACTERS = 1000;
/** The parts of such a path between its dots. */
export const MAX_PATH_PARTS = 100;
/** Comparisons and steps of patterns that all filters of a request may take together: 0.1 s on average, 1 s at worst. */
export const MAX_FILTER_STEPS = 25_000_000;
/** Instructions of a compiled pattern: compiling one takes 2 ms. */
export const MAX_PATTERN_SIZE = 1000;
/** Steps on one text, during which no other request is served: 0.2 s at worst. */
export const MAX_PATTERN_STEPS_OF_TEXT = 5_000_000;
/** A pattern that names artifacts or runs is short. */
export const MAX_PATTERN_CHARACTERS = 256;

/** History rows one answer holds: what a chart or a table of a run can take. */
export const MAX_HISTORY_ROWS = 100_000;

/** A GraphQL body: the client sends 10 MB to try the way, and file announcements of half a megabyte. */
export const MAX_GRAPHQL_BYTES = 20 * MIB;
/** Rows of lists one answer may ask for, pages multiplied down the tree; one page of the client has up to 5,000. */
export const MAX_REQUEST_OBJECTS = 20_000;
/** Fields one answer may resolve: 5,000 objects with 100 fields each, or a second of work. */
export const MAX_REQUEST_FIELDS = 500_000;
/** Rows one request may read: the whole history of a long run. */
export const MAX_REQUEST_ROWS = 1_000_000;
/** Bytes one request may read: config and summary of one run at their largest, and a page of ordinary ones. */
export const MAX_REQUEST_BYTES = 96 * MIB;
/** Bytes of one answer: a config of the largest size whose every character has to be escaped, and then some. */
export const MAX_ANSWER_BYTES = 48 * MIB;
/** A query has this long: the client gives up on an answer after 30 s, and repeats the request. */
export const QUERY_PATIENCE_MS = 10_000;
/** A request holds the thread for at most about this long before others have their turn. */
export const SLICE_MS = 10;
/** Mutations in one document: the client sends one. */
export const MAX_REQUEST_MUTATIONS = 20;
/** Values (numbers, texts, lists, objects) in a JSON body: 10,000 declared files have 100,000. */
export const MAX_JSON_VALUES = 300_000;
/** A GraphQL document: the client's longest has some 6,000 characters. */
export const MAX_DOCUMENT_CHARACTERS = 64 * KIB;
/** Documents kept parsed: the client has some ninety, its versions differ. */
export const MAX_CACHED_DOCUMENTS = 500;
/** Characters of these documents together: a parsed one takes some 50 times its text, the client's have 200,000. */
export const MAX_CACHED_CHARACTERS = 512 * KIB;
/** Nesting and fields of a query: the client's largest has 14 levels and some 150 fields. */
export const MAX_QUERY_DEPTH = 24;
export const MAX_QUERY_FIELDS = 1000;
/** Fields of one name in one place of a query: each two of them are compared, and no client repeats one. */
export const MAX_REPEATED_FIELDS = 20;
/** Nesting of a JSON body; what clients nest deeper travels as text inside of it. */
export const MAX_JSON_DEPTH = 64;
/** One report of a run; the client sends at most 10 MiB. */
export const MAX_FILE_STREAM_BYTES = 32 * MIB;
/** A call of the provisioning API names a user, or the members of a team. */
export const MAX_ADMIN_BYTES = MIB;
/** JSON bodies that are being read or answered, all together; parsing takes several times as much. */
export const MAX_JSON_BODIES_BYTES = 64 * MIB;
/** The part of a body that is taken in whatever others hold: ordinary requests are never told to wait. */
export const FREE_JSON_BODY_BYTES = 64 * KIB;
/** Bodies refused before they are read are let in up to this size, so that the client hears why. */
export const MAX_DRAINED_BYTES = MIB;

/** Findings of one kind that a report tells in full; the others are counted. One cause can have very many of a kind. */
export const MAX_REPORTED_FINDINGS = 50;
/** Damaged chunks one look through all packs searches for. */
export const MAX_SEARCHED_CHUNKS = 10_000;
/**
 * Damaged blobs and manifest parts that a version is compared with before it is answered for new bytes. Where more are
 * damaged, a whole disk is, and every version is taken to be.
 */
export const MAX_DAMAGE_SCANNED = 10_000;

/** A draft that was silent for this long is given up: a client that lost its connection tries for some minutes. */
export const DRAFT_IDLE_MS = 48 * 3600 * 1000;

/** A draft that was given up is remembered for this long: until then its client hears what to send again. */
export const EXPIRED_DRAFT_KEPT_MS = 7 * 24 * 3600 * 1000;

/** A file is sent in parts of at least 5 MB in any store of this kind; the client sends 100 MiB, 10,000 at the most. */
export const MAX_PARTS = 10_000;

/**
 * The memory large bodies share: 24 slots of 1 MiB in and 2 MiB out. Eight bodies hold at most two filling or hashing
 * and one being written each.
 */
export const BODY_SLOT_BYTES = MIB;
export const BODY_SLOTS = 24;
/** Large bodies under way at once: each holds a chunker of 3 MiB, and more would only share the same two threads. */
export const LARGE_BODIES_AT_ONCE = 8;
/** Small bodies in memory at once: 128 of 256 KiB are 32 MiB; one client sends 128 in parallel. */
export const SMALL_BODIES_AT_ONCE = 128;
/**
 * Bodies in work or waiting for their turn, all clients together. One that waits is not read, yet it holds 64 KiB here and
 * up to half a MiB of the system's socket buffers; where these run out, the bodies in work starve too. The surplus is told
 * to come again.
 */
export const MAX_BODIES_AT_ONCE = 1024;
/** A sender has to bring this much while we read, averaged over the window; who is slower holds a place others wait for. */
export const MIN_BODY_BYTES_A_SECOND = KIB;
export const BODY_RATE_WINDOW_SECONDS = 60;
/** The window while others wait for its place: a thousand slow senders would keep everybody else waiting for an hour. */
export const CROWDED_RATE_WINDOW_SECONDS = 5;

/** Answers that read stored bytes at once: each holds the run it sends and the one read ahead, 2 MiB. */
export const SENDS_AT_ONCE = 64;
/** Answers whose readers have stalled: each holds up to 1 MiB that its connection did not take. */
export const STALLED_SENDS = 128;

/** Days one answer tells the growth of: what a chart can show. */
export const MAX_GROWTH_DAYS = 3660;
/** Rules of one scope: a handful of types each with its own, and what people can still read. */
export const MAX_RETENTION_RULES = 50;
/** Versions one request deletes: what a person can still look through in the dry run before it. */
export const MAX_VERSIONS_A_REQUEST = 10_000;
/** Versions one request brings back, in one transaction: a commit must not wait long behind it. */
export const MAX_UNDELETED_AT_ONCE = 1000;
/** The storage journal goes back so far: over a year, so that the same month of the last one can be compared. */
export const JOURNAL_KEPT_MS = 400 * 24 * 3600 * 1000;
/** Packs smaller than this are merged: with a start and a large body each leaving one, a folder fills with them. */
export const PACK_SMALL_BYTES = 16 * MIB;
/** So many of them are merged at once, so that bytes are not moved again for each pack that comes. */
export const SMALL_PACKS_TO_MERGE = 8;
/**
 * Values of a run that are indexed so that lists can be filtered and ordered by them: more than people write into a config,
 * and what a report of a run can bring up to date in some milliseconds. By what is beyond it a filter is slower.
 */
export const MAX_INDEXED_VALUES = 1000;
