import { randomBytes } from 'node:crypto';
import { err, ok } from '../../../../shared/util/result.ts';
import { parseJsonBody } from '../json-body.ts';
import { isObject, type JsonObject, own } from '../json-values.ts';
import type { DecodeLimits } from '../limits.ts';
import { type DecodedLogs, type LogProducer, type LogsResult, tooManyRecords } from '../logs/decoded-logs.ts';
import { LogCollector } from '../logs/log-collector.ts';
import {
  createdItem,
  failedItem,
  type ItemResult,
  isDocumentAction,
  type WrittenDocument,
} from './answers.ts';
import { DocumentFault, readDocument } from './document.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ACTIONS = ['index', 'create', 'update', 'delete'] as const;
type Action = (typeof ACTIONS)[number];
/** Elasticsearch's own limits of an index' name and an id. */
const LONGEST_INDEX = 255;
const LONGEST_ID = 512;
/** `logs-2025.01.31`, `logs-2025-01`, `logs-000001`: what is the same log over the days. */
const INDEX_DATE = /[-_.](?:\d{4}[-_.]\d{2}(?:[-_.]\d{2})?(?:[-_.]\d{2})?|\d{8}|\d{6})$/;

/** Documents of one request, and what each of them is answered. */
export interface DecodedBulk extends DecodedLogs {
  items: ItemResult[];
}

interface ActionLine {
  action: Action;
  index: string;
  id: string | null;
}

/**
 * The body of a `_bulk` request: lines of action and document (Elasticsearch "Bulk API"). A document that cannot be
 * read is an error of its own item; a line that is no action refuses the whole request, as Elasticsearch does, for
 * what follows it cannot be told apart.
 *
 * @param defaultIndex of the path; empty for none
 */
export function decodeBulk(
  bytes: Uint8Array,
  limits: DecodeLimits,
  defaultIndex: string,
): LogsResult<DecodedBulk> {
  const documents = new Documents(limits);
  const lines = new Lines(bytes);
  const actions = new Actions(limits, defaultIndex);
  for (let line = lines.next(); line; line = lines.next()) {
    if (isBlank(line)) continue;
    const at = lines.number;
    const action = actions.read(line);
    if (typeof action === 'string')
      return err({ kind: 'malformed', message: action.replace('[?]', `[${at}]`) });
    if (documents.count >= limits.items) return err(tooManyRecords(limits.items));
    const source = action.action === 'delete' ? null : lines.next();
    documents.take(action, source);
  }
  if (documents.count === 0) return err({ kind: 'malformed', message: 'request body is required' });
  return ok(documents.finish());
}

/** One document alone, as `_doc` and `_create` take it. */
export function decodeDocument(
  bytes: Uint8Array,
  limits: DecodeLimits,
  index: string,
  id: string | null,
): LogsResult<DecodedBulk> {
  const documents = new Documents(limits);
  documents.take({ action: 'index', index, id }, bytes);
  return ok(documents.finish());
}

/** A line at a time, without its end; carriage returns before it are not the line's. */
class Lines {
  readonly #bytes: Uint8Array;
  #at = 0;
  number = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(): Uint8Array | null {
    const bytes = this.#bytes;
    if (this.#at >= bytes.length) return null;
    const found = bytes.indexOf(NEWLINE, this.#at);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(this.#at, end > this.#at && bytes[end - 1] === RETURN ? end - 1 : end);
    this.#at = end + 1;
    this.number++;
    return line;
  }
}

const isBlank = (line: Uint8Array): boolean => line.every((byte) => byte === 0x20 || byte === 0x09);

/** Senders mostly write the same action before every document: it is read once. */
class Actions {
  readonly #limits: DecodeLimits;
  readonly #defaultIndex: string;
  #line: Uint8Array = new Uint8Array();
  #action: ActionLine | string = '';

  constructor(limits: DecodeLimits, defaultIndex: string) {
    this.#limits = limits;
    this.#defaultIndex = defaultIndex;
  }

  read(line: Uint8Array): ActionLine | string {
    if (this.#line.length === 0 || Buffer.compare(this.#line, line) !== 0) {
      this.#action = readAction(line, this.#limits, this.#defaultIndex);
      this.#line = line;
    }
    return this.#action;
  }
}

/** What is wrong with it as text, `[?]` standing for the line's number. */
function readAction(line: Uint8Array, limits: DecodeLimits, defaultIndex: string): ActionLine | string {
  const parsed = parseJsonBody(line, limits);
  if (!parsed.ok || !isObject(parsed.value)) return 'Malformed action/metadata line [?], expected an object';
  const names = Object.keys(parsed.value);
  const action = ACTIONS.find((name) => name === names[0]);
  // What stands behind the action is nobody's business: winston-elasticsearch counts its attempts there.
  if (!action) {
    return `Malformed action/metadata line [?], expected one of [create, delete, index, update] but found [${names.join(', ').slice(0, 100)}]`;
  }
  const metadata = own(parsed.value, action);
  if (!isObject(metadata)) return `Malformed action/metadata line [?], expected an object behind [${action}]`;
  const index = textOf(metadata, '_index') || defaultIndex;
  if (index === '') return 'Validation Failed: 1: index is missing;';
  return { action, index, id: textOf(metadata, '_id') || null };
}

function textOf(metadata: JsonObject, key: string): string {
  const value = own(metadata, key);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

class Documents {
  readonly #limits: DecodeLimits;
  readonly #collector: LogCollector;
  readonly #items: ItemResult[] = [];
  readonly #idPrefix = randomBytes(9).toString('base64url');

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
    this.#collector = new LogCollector(limits);
  }

  get count(): number {
    return this.#items.length;
  }

  take(line: ActionLine, source: Uint8Array | null): void {
    const { action, index } = line;
    const written: WrittenDocument = { action, index, id: line.id ?? this.#newId() };
    if (!isDocumentAction(action)) {
      this.#refuse(
        written,
        'illegal_argument_exception',
        `[${action}] is not supported: logs are only added to`,
      );
    } else if (index.length > LONGEST_INDEX || written.id.length > LONGEST_ID) {
      this.#refuse(written, 'illegal_argument_exception', 'the index or the id is too long');
    } else if (source === null || isBlank(source)) {
      this.#refuse(written, 'document_parsing_exception', 'the document is missing');
    } else this.#add(written, source, line.id);
  }

  finish(): DecodedBulk {
    return { ...this.#collector.finish(), items: this.#items };
  }

  #add(written: WrittenDocument, source: Uint8Array, givenId: string | null): void {
    const parsed = parseJsonBody(source, this.#limits);
    if (!parsed.ok || !isObject(parsed.value)) {
      const reason = parsed.ok ? 'expected an object' : parsed.error.message;
      this.#refuse(written, 'document_parsing_exception', `failed to parse: ${reason}`);
      return;
    }
    try {
      const text = () => Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString('utf8');
      const { record, producer } = readDocument(parsed.value, text);
      if (givenId !== null) record.attributes.push(['_id', givenId]);
      this.#collector.add(this.#stream(written.index, producer), record);
      this.#items.push(createdItem(written));
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw error;
      this.#refuse(written, 'document_parsing_exception', error.message);
    }
  }

  #stream(index: string, producer: LogProducer) {
    const { service, containerId, containerName, hostName, file } = producer;
    const key = [index, service, containerId, containerName, hostName, file].join('\0');
    return this.#collector.named(key, () => ({
      producer: { ...producer, name: index.replace(INDEX_DATE, '') },
      labels: [['_index', index]],
    }));
  }

  #refuse(written: WrittenDocument, type: string, reason: string): void {
    this.#collector.reject(1, reason);
    this.#items.push(failedItem(written, type, reason));
  }

  /** 20 characters, as Elasticsearch's own. */
  #newId(): string {
    return this.#idPrefix + this.#items.length.toString(36).padStart(8, '0');
  }
}
