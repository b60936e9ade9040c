import type { TraceFileFormat } from '../../../../shared/contract/files.ts';
import type { Scope } from '../../../../shared/model/span.ts';
import { FormatFault } from '../fault.ts';
import {
  type ElementBatch,
  elementPath,
  isCleanUtf8,
  parseBatch,
  splitBatch,
} from '../json-stream/element-batch.ts';
import {
  type ElementHandler,
  ElementScanner,
  type OpenObject,
  type Roles,
  type ScanLimits,
  standardScanLimits,
} from '../json-stream/element-scanner.ts';
import { JsonFault } from '../json-stream/json-fault.ts';
import { isOneDocumentALine } from '../json-stream/line-mode.ts';
import { own } from '../json-values.ts';
import {
  countMetric,
  countScopeLogs,
  countScopeMetrics,
  countScopeProfiles,
  OTHER_SIGNALS,
  type OtherSignal,
} from '../otlp/other-signals.ts';
import { decodeResource, decodeScope, decodeSpan, scopeOf } from '../otlp/otlp-json.ts';
import { partsOfElement } from './file-parts.ts';
import { processesOf, TraceDocuments } from './trace-document.ts';
import {
  type DeferredBytes,
  type FileFault,
  FileRefused,
  type TraceOutput,
  type TraceReader,
} from './trace-reader.ts';

export interface TraceStreamOptions {
  /** What is broken becomes a warning and the rest is read. */
  partial: boolean;
  limits?: ScanLimits;
}

const roles: Roles = {
  root: {
    data: 'data',
    spans: 'span',
    resourceSpans: 'resourceSpans',
    batches: 'resourceSpans',
    trace: 'otlp',
    result: 'otlp',
    resourceLogs: 'resourceLogs',
    resourceMetrics: 'resourceMetrics',
    resourceProfiles: 'resourceProfiles',
    traceEvents: 'traceEvent',
  },
  item: { data: 'data', spans: 'span', resourceSpans: 'resourceSpans', batches: 'resourceSpans' },
  data: { spans: 'span' },
  otlp: { resourceSpans: 'resourceSpans', batches: 'resourceSpans' },
  resourceLogs: { scopeLogs: 'scopeLogs', instrumentationLibraryLogs: 'scopeLogs' },
  scopeLogs: { logRecords: 'logRecord' },
  resourceMetrics: { scopeMetrics: 'scopeMetrics', instrumentationLibraryMetrics: 'scopeMetrics' },
  scopeMetrics: { metrics: 'metric' },
  resourceProfiles: { scopeProfiles: 'scopeProfiles' },
  scopeProfiles: { profiles: 'profile' },
  resourceSpans: { scopeSpans: 'scopeSpans', instrumentationLibrarySpans: 'scopeSpans' },
  scopeSpans: { spans: 'span' },
};

/** Spans, or scopes with spans, that wait for their resource, scope or processes. */
interface Deferred {
  batch: ElementBatch;
  bytesId: number;
  /** Null while it is not known, or where the batch holds whole scopes. */
  scope: Scope | null;
}

interface Open {
  object: OpenObject;
  deferred: Deferred[];
}

/**
 * Decodes a trace file of any size from its bytes, in order, holding a batch of elements at a time. Jaeger writes
 * the processes after the spans, and JSON lets anyone write a resource after its scopes: what cannot be decoded yet
 * is kept as bytes.
 *
 * @throws FileRefused from `push` and `end`, when the file must be whole and is not
 */
export class TraceStream implements TraceReader, ElementHandler {
  readonly #output: TraceOutput;
  readonly #partial: boolean;
  readonly #bytes: DeferredBytes;
  readonly #limits: ScanLimits;
  #scanner: ElementScanner;
  readonly #documents: TraceDocuments;
  readonly #open: Open[] = [];
  #line = 1;
  #saidUnclean = false;
  #broken = false;
  /** What a partial reading does after a fault: null while the first lines are looked at. */
  #mode: 'whole' | 'lines' | null;
  #head: Buffer = Buffer.alloc(0);
  #lineNumber = 1;
  /** The line that is being read is broken. */
  #skipping = false;
  /** Documents of scanners that a broken line ended. */
  #documentsBefore = 0;

  constructor(output: TraceOutput, bytes: DeferredBytes, options: TraceStreamOptions) {
    this.#output = output;
    this.#bytes = bytes;
    this.#partial = options.partial;
    this.#mode = options.partial ? null : 'whole';
    const limits = options.limits ?? standardScanLimits;
    this.#limits = options.partial ? { ...limits, openAboveBytes: 0 } : limits;
    this.#scanner = new ElementScanner(roles, this, this.#limits);
    this.#documents = new TraceDocuments({
      span: (resource, scope, span) => output.span(resource, scope, span),
      warning: (where, what) => output.warning(this.#where(where), what),
      others: (signal, count, parts) => output.others(signal, count, parts),
      fault: (fault) => this.#fault(fault),
    });
  }

  /** Null until the first span was recognised. */
  get format(): TraceFileFormat | null {
    const { format } = this.#documents;
    return format === 'otlp-json' && this.#documentCount > 1 ? 'otlp-json-lines' : format;
  }

  /** True when reading further is of no use: the text is no JSON any more. */
  get broken(): boolean {
    return this.#broken;
  }

  get place(): string {
    return `line ${this.#scanner.line}`;
  }

  push(bytes: Uint8Array): void {
    if (this.#mode === null) this.#look(bytes, false);
    else this.#feed(bytes);
  }

  end(): void {
    if (this.#mode === null) this.#look(NO_BYTES, true);
    if (this.#mode === 'lines') this.#endLine();
    else if (!this.#broken) this.#reading(() => this.#scanner.end());
    if (this.#broken) this.#closeAll();
    this.#documents.end();
  }

  /** No more bytes can be had, though there should be. */
  breakOff(expected: string, found: string): void {
    if (this.#mode === null) this.#look(NO_BYTES, true);
    if (!this.#broken) this.#breakAt({ where: this.place, expected, found });
  }

  elements(batch: ElementBatch): void {
    this.#line = batch.line;
    if (!this.#saidUnclean && !isCleanUtf8(batch)) {
      this.#saidUnclean = true;
      this.#output.warning(`line ${batch.line}`, 'text that is not UTF-8; replaced by U+FFFD');
    }
    this.#batch(batch, null);
  }

  takesNow(role: string): boolean {
    if (role !== 'span' && role !== 'scopeSpans') return true;
    const batch = { role, path: '', firstIndex: 0, bytes: NO_BYTES, bigNumbers: false, line: 1, column: 1 };
    try {
      return this.#decoderOf(batch, null, false) !== 'later';
    } catch (error) {
      if (error instanceof FormatFault) return false;
      throw error;
    }
  }

  open(object: OpenObject): void {
    this.#open.push({ object, deferred: [] });
  }

  close({ role, fields }: OpenObject): void {
    const open = this.#open.pop();
    if (role === 'root') this.#documents.end(fields);
    if (!open || open.deferred.length === 0) return;
    const outer = this.#open.at(-1);
    if (open.object.role === 'scopeSpans' && outer && !resourceOf(outer)) {
      const scope = this.#guarded(() => decodeScope(scopeOf(open.object.fields)));
      if (scope) outer.deferred.push(...open.deferred.map((deferred) => ({ ...deferred, scope })));
      return;
    }
    // The object is at its end: what it has not told by now it never will.
    this.#open.push(open);
    for (const { batch, bytesId, scope } of open.deferred) {
      this.#batch({ ...batch, bytes: this.#bytes.read(bytesId) }, scope, true);
    }
    this.#open.pop();
  }

  get #documentCount(): number {
    return this.#documentsBefore + this.#scanner.documents;
  }

  #feed(bytes: Uint8Array): void {
    if (this.#mode === 'lines') this.#lines(bytes);
    else if (!this.#broken) this.#reading(() => this.#scanner.push(bytes));
  }

  /** Holds the first lines until they tell whether each is a document. */
  #look(bytes: Uint8Array, ended: boolean): void {
    this.#head = Buffer.concat([this.#head, bytes]);
    const isLines = isOneDocumentALine(this.#head, ended);
    if (isLines === null && this.#head.length < this.#limits.elementBytes) return;
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    this.#mode = isLines ? 'lines' : 'whole';
    this.#feed(head);
  }

  /** A line that is broken is left out; the next one is read again. */
  #lines(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, from);
      const end = newline < 0 ? bytes.length : newline;
      if (!this.#skipping) this.#readingLine(() => this.#scanner.push(bytes.subarray(from, end)));
      from = end + 1;
      if (newline >= 0) this.#endLine();
    }
  }

  #endLine(): void {
    if (!this.#skipping) this.#readingLine(() => this.#scanner.end());
    this.#lineNumber++;
    if (this.#skipping) {
      this.#documentsBefore = this.#documentCount;
      this.#scanner = new ElementScanner(roles, this, this.#limits, this.#lineNumber);
    } else this.#scanner.push(Uint8Array.of(NEWLINE));
    this.#skipping = false;
  }

  #readingLine(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof FormatFault) {
        this.#fault(error);
        return;
      }
      if (!(error instanceof JsonFault)) throw error;
      this.#skipping = true;
      const found = error.found === END_OF_FILE ? 'the end of the line' : error.found;
      const what = `expected ${error.expected}, found ${found}; the rest of the line was not read`;
      this.#output.warning(whereOf(error), what);
      this.#flushed();
      this.#closeAll();
    }
  }

  #batch(batch: ElementBatch, scope: Scope | null, last = false): void {
    const decode = this.#guarded(() => this.#decoderOf(batch, scope, last));
    if (decode === null) return;
    if (decode !== 'later') this.#each(batch, decode);
    else {
      const bytesId = this.#bytes.keep(batch.bytes);
      this.#open.at(-1)?.deferred.push({ batch: { ...batch, bytes: NO_BYTES }, bytesId, scope });
    }
  }

  /** How elements of the role are decoded; 'later' when something they need has not been read. */
  #decoderOf(batch: ElementBatch, scope: Scope | null, last: boolean): DecodeElement | 'later' {
    const documents = this.#documents;
    switch (batch.role) {
      case 'root':
      case 'item':
      case 'data':
      case 'otlp':
        return (value, path) => documents.value(value, path);
      case 'resourceSpans':
        return (value, path) => documents.resourceSpans(value, path);
      case 'scopeSpans': {
        const open = this.#open.at(-1);
        if (!open || (!resourceOf(open) && !last)) return 'later';
        const resource = decodeResource(resourceOf(open));
        return (value, path) => documents.scopeSpans(value, path, resource);
      }
      case 'span':
        return this.#spanDecoder(scope, last);
      case 'traceEvent':
        return (value, path) => documents.traceEvent(value, path);
      case 'scopeLogs':
      case 'logRecord':
        return this.#logDecoder(batch.role, last);
      default:
        return this.#counter(batch.role);
    }
  }

  /** For records of signals that are not read here. */
  #counter(role: string): DecodeElement {
    const other = COUNTED[role];
    if (!other) throw new FormatFault('', 'traces', null, role);
    return (value) => this.#output.others(other.signal, other.count(value), partsOfElement(role, value));
  }

  /** Parts of a resource's logs that is too large to be read as a whole. */
  #logDecoder(role: 'scopeLogs' | 'logRecord', last: boolean): DecodeElement | 'later' {
    const open = this.#open.at(-1);
    const outer = role === 'scopeLogs' ? open : this.#open.at(-2);
    const fields = role === 'logRecord' ? (open?.object.fields ?? {}) : {};
    const scope = scopeOf(fields);
    const resource = outer && resourceOf(outer);
    const isKnown = role === 'scopeLogs' ? resource !== undefined : scope !== undefined;
    if (!isKnown && !last) return 'later';
    const { signal, count } = COUNTED[role]!;
    return (value) => {
      const scopeLogs = role === 'scopeLogs' ? [value] : [{ scope: scope ?? {}, logRecords: [value] }];
      const whole = { resource: resource ?? {}, scopeLogs };
      this.#output.others(signal, count(value), partsOfElement('resourceLogs', whole));
    };
  }

  #spanDecoder(scope: Scope | null, last: boolean): DecodeElement | 'later' {
    const open = this.#open.at(-1);
    if (open?.object.role === 'scopeSpans') return this.#otlpDecoder(open, this.#open.at(-2), last);
    if (open?.object.role === 'resourceSpans' && scope) return this.#otlpSpans(open, scope);
    const fields = open?.object.fields ?? {};
    const processes = own(fields, 'processes');
    if (processes === undefined && !last) return 'later';
    const byId = processesOf(processes, 'processes');
    const traceId = own(fields, 'traceID');
    return (value, path) => this.#documents.jaegerSpan(value, path, traceId, byId);
  }

  #otlpDecoder(open: Open, outer: Open | undefined, last: boolean): DecodeElement | 'later' {
    const scope = scopeOf(open.object.fields);
    if (!outer || !resourceOf(outer) || (scope === undefined && !last)) return 'later';
    return this.#otlpSpans(outer, decodeScope(scope));
  }

  #otlpSpans(resourceSpans: Open, scope: Scope): DecodeElement {
    const resource = decodeResource(resourceOf(resourceSpans));
    return (value, path) => this.#documents.otlpSpan(value, path, resource, scope, decodeSpan);
  }

  #each(batch: ElementBatch, decode: DecodeElement): void {
    for (const [i, value] of this.#parsed(batch).entries()) decode(value, elementPath(batch, i));
  }

  #parsed(batch: ElementBatch): unknown[] {
    try {
      return parseBatch(batch);
    } catch (error) {
      if (!this.#partial || !(error instanceof JsonFault)) throw error;
    }
    return splitBatch(batch).flatMap((single) => {
      try {
        return parseBatch(single);
      } catch (error) {
        if (!(error instanceof JsonFault)) throw error;
        this.#output.warning(
          whereOf(error),
          `${elementPath(single, 0)}: expected ${error.expected}, found ${error.found}`,
        );
        return [];
      }
    });
  }

  /** The bytes end, or stop being JSON: what was read is kept, with what is known of it. */
  #closeAll(): void {
    for (let open = this.#open.at(-1); open; open = this.#open.at(-1)) this.close(open.object);
  }

  #reading(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof FormatFault) this.#fault(error);
      else if (!(error instanceof JsonFault)) throw error;
      else this.#breakAt({ where: whereOf(error), expected: error.expected, found: error.found });
    }
  }

  #breakAt(last: FileFault): void {
    this.#broken = true;
    // Elements that still wait for more of them stand before this place, and so do their faults.
    const fault = this.#flushed() ?? last;
    const unclosed = fault.found === END_OF_FILE && this.#scanner.betweenElements;
    // The closing bracket of Chrome's array of events may be missing, so that a program can write while it runs.
    if (unclosed && this.#documents.format === 'chrome-trace') return;
    // Nothing can be had of a document that is over, or that shows no sign of spans.
    const partialPossible = this.#documents.format !== null || this.#documentCount === 0;
    if (!this.#partial) throw new FileRefused(fault, partialPossible);
    const what = `expected ${fault.expected}, found ${fault.found}; the rest was not read`;
    this.#output.warning(fault.where, what);
  }

  #flushed(): FileFault | null {
    try {
      this.#guarded(() => this.#scanner.flushWhole());
      return null;
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      return { where: whereOf(error), expected: error.expected, found: error.found };
    }
  }

  #guarded<T>(action: () => T): T | null {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof FormatFault)) throw error;
      this.#fault(error);
      return null;
    }
  }

  #fault({ path, expected, found }: FormatFault): void {
    const fault = { where: this.#where(path), expected, found };
    if (!this.#partial) throw new FileRefused(fault, this.#documents.format !== null);
    this.#output.warning(fault.where, `expected ${expected}, found ${found}`);
  }

  #where(path: string): string {
    const line = `line ${this.#line}`;
    if (path === '') return line;
    return this.#documentCount > 1 ? `${line}: ${path}` : path;
  }
}

/** How elements of other signals count, by their role. */
const COUNTED: Readonly<Record<string, { signal: OtherSignal; count(value: unknown): number }>> = {
  ...OTHER_SIGNALS,
  scopeLogs: { signal: 'logRecords', count: countScopeLogs },
  logRecord: { signal: 'logRecords', count: () => 1 },
  scopeMetrics: { signal: 'metricPoints', count: countScopeMetrics },
  metric: { signal: 'metricPoints', count: countMetric },
  scopeProfiles: { signal: 'profiles', count: countScopeProfiles },
  profile: { signal: 'profiles', count: () => 1 },
};

type DecodeElement = (value: unknown, path: string) => void;

const END_OF_FILE = 'the end of the file';
const NEWLINE = 0x0a;
const NO_BYTES = new Uint8Array(0);

const resourceOf = (open: Open): unknown => own(open.object.fields, 'resource');

const whereOf = ({ line, column }: JsonFault): string =>
  column > 0 ? `line ${line}, column ${column}` : `line ${line}`;
