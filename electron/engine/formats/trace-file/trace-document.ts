import type { TraceFileFormat } from '../../../../shared/contract/files.ts';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { Resource, Scope, ScopeSpans, Span } from '../../../../shared/model/span.ts';
import { isTraceEvent } from '../chrome/trace-event.ts';
import { decodeJsConsoleResource, decodeJsConsoleSpan, isJsConsoleSpan } from '../console/js-span.ts';
import { decodePythonResource, decodePythonSpan, isPythonSpan } from '../console/python-span.ts';
import {
  type ConsoleSpan,
  decodeStdoutResource,
  decodeStdoutSpan,
  isStdoutSpan,
} from '../console/stdouttrace-span.ts';
import { describeValue, FormatFault, joinPath, within } from '../fault.ts';
import { decodeFlatSpan } from '../flat/flat-span.ts';
import { decodeJaegerSpan } from '../jaeger/jaeger-span.ts';
import { isObject, type JsonObject, listOrEmpty, own } from '../json-values.ts';
import { OTHER_SIGNALS, type OtherSignal } from '../otlp/other-signals.ts';
import {
  decodeResourceSpans,
  decodeScopeSpans,
  type OtlpSpans,
  RESOURCE_SPANS_KEYS,
} from '../otlp/otlp-json.ts';
import { decodeZipkinSpan, type ServiceSpan } from '../zipkin/zipkin-span.ts';
import { decodeZipkinV1Span, isZipkinV1 } from '../zipkin/zipkin-v1-span.ts';
import { ChromeDocument } from './chrome-document.ts';
import { type FileParts, partsOfElement } from './file-parts.ts';
import { Resources } from './resources.ts';

/** Where decoded spans go. What `fault` throws ends the reading. */
export interface SpanOutput {
  span(resource: Resource, scope: Scope, span: Span): void;
  /** Something that cannot be stored; its neighbours go on. */
  fault(fault: FormatFault): void;
  /** Something odd that is stored all the same. */
  warning(where: string, what: string): void;
  /** Records of another signal, with what is stored of them where it could be read. */
  others(signal: OtherSignal, count: number, parts?: FileParts | null): void;
}

const NO_SCOPE: Scope = { name: '', version: '', attributes: [] };
const EXPECTED = 'a Jaeger, Zipkin or OTLP trace';

/** What each console exporter's spans are called and how their resources are read. */
const CONSOLE_SPANS: readonly {
  format: TraceFileFormat;
  is(value: JsonObject): boolean;
  decode(value: JsonObject): ConsoleSpan;
  resource(value: unknown): Attributes;
}[] = [
  { format: 'go-stdouttrace', is: isStdoutSpan, decode: decodeStdoutSpan, resource: decodeStdoutResource },
  { format: 'python-console', is: isPythonSpan, decode: decodePythonSpan, resource: decodePythonResource },
  {
    format: 'js-console',
    is: isJsConsoleSpan,
    decode: decodeJsConsoleSpan,
    resource: decodeJsConsoleResource,
  },
];

/**
 * Recognises parsed values of any trace file by their content and decodes them. The first span's format is the
 * file's: a span of another one is a fault.
 */
export class TraceDocuments {
  readonly #output: SpanOutput;
  readonly #resources: Resources;
  #chrome: ChromeDocument | null = null;
  #format: TraceFileFormat | null = null;

  constructor(output: SpanOutput) {
    this.#output = output;
    this.#resources = new Resources();
  }

  get format(): TraceFileFormat | null {
    return this.#format;
  }

  /** A document, an element of a bare array, or of `data`. Faults go to the output. */
  value(value: unknown, path: string): void {
    this.#guarded(() => this.#value(value, path, 0));
  }

  /** No document follows. What could be told only now goes to the output. */
  end(fields: JsonObject = {}): void {
    this.#guarded(() => this.#chrome?.end(fields));
    this.#chrome = null;
  }

  isConsoleSpan(value: JsonObject): boolean {
    return CONSOLE_SPANS.some(({ is }) => is(value));
  }

  /** An element of `traceEvents`. */
  traceEvent(value: unknown, path: string): void {
    this.#guarded(() => {
      if (!isObject(value)) throw new FormatFault(path, 'a trace event', value);
      this.#traceEvent(value, path);
    });
  }

  /** An element of `resourceSpans`. */
  resourceSpans(value: unknown, path: string): void {
    this.#otlp(path, (into) => decodeResourceSpans(value, path, into));
  }

  /** An element of `scopeSpans`. */
  scopeSpans(value: unknown, path: string, resource: Resource): void {
    this.#otlp(path, (into) => decodeScopeSpans(value, '', path, resource, into));
  }

  otlpSpan(
    value: unknown,
    path: string,
    resource: Resource,
    scope: Scope,
    decode: (value: unknown) => Span,
  ): void {
    this.#guarded(() => {
      this.#is('otlp-json', path);
      this.#at(path, () => this.#output.span(resource, scope, decode(value)));
    });
  }

  /** A span inside a trace of Jaeger's, whose processes are known. */
  jaegerSpan(value: unknown, path: string, traceId: unknown, processes: ReadonlyMap<string, unknown>): void {
    this.#guarded(() => {
      this.#is('jaeger-json', path);
      this.#jaeger(value, path, traceId, processes);
    });
  }

  #otlp(path: string, decode: (into: OtlpSpans) => void): void {
    this.#guarded(() => {
      this.#is('otlp-json', path);
      const into: OtlpSpans = { scopeSpans: [], faults: [] };
      decode(into);
      for (const scopeSpans of into.scopeSpans) this.#emit(scopeSpans);
      for (const { path: at, expected, found } of into.faults)
        this.#output.fault(new FormatFault(at, expected, null, found));
    });
  }

  #emit({ resource, scope, spans }: ScopeSpans): void {
    for (const span of spans) this.#output.span(resource, scope, span);
  }

  #value(value: unknown, path: string, depth: number): void {
    if (!isObject(value)) throw new FormatFault(path, EXPECTED, value);
    const others = this.#otherSignals(value);
    const resourceSpansKey = RESOURCE_SPANS_KEYS.find((key) => own(value, key) !== undefined);
    if (resourceSpansKey === undefined && others) return;
    if (resourceSpansKey) this.#resourceSpansOf(value, resourceSpansKey, path);
    else if (Array.isArray(own(value, 'spans'))) this.#jaegerTrace(value, path);
    else if (Array.isArray(own(value, 'traceEvents'))) this.#traceEvents(value, path);
    else if (depth < 2 && this.#wrapped(value, path, depth)) return;
    else this.#leaf(value, path);
  }

  /** Counts logs, metrics and profiles of an OTLP document; true when it has any such part. */
  #otherSignals(value: JsonObject): boolean {
    let found = false;
    for (const [key, { signal, count }] of Object.entries(OTHER_SIGNALS)) {
      const list = own(value, key);
      if (list === undefined) continue;
      found = true;
      if (!Array.isArray(list)) continue;
      for (const item of list) this.#output.others(signal, count(item), partsOfElement(key, item));
    }
    return found;
  }

  #traceEvents(value: JsonObject, path: string): void {
    const at = joinPath(path, 'traceEvents');
    const events = listOrEmpty(own(value, 'traceEvents'), at);
    for (let i = 0; i < events.length; i++) this.traceEvent(events[i], `${at}[${i}]`);
    this.end(value);
  }

  #traceEvent(value: JsonObject, path: string): void {
    this.#is('chrome-trace', path);
    this.#chrome ??= new ChromeDocument(this.#output);
    const chrome = this.#chrome;
    this.#at(path, () => chrome.add(value));
  }

  /** Answers of APIs keep what is looked for under `data`, `trace` or `result`. */
  #wrapped(value: JsonObject, path: string, depth: number): boolean {
    for (const key of ['data', 'trace', 'result']) {
      const inner = own(value, key);
      const at = joinPath(path, key);
      if (isObject(inner)) {
        this.#value(inner, at, depth + 1);
        return true;
      }
      if (key === 'data' && Array.isArray(inner)) {
        for (let i = 0; i < inner.length; i++) this.#guarded(() => this.#value(inner[i], `${at}[${i}]`, 2));
        return true;
      }
      if (key === 'data' && inner === null) throw new FormatFault(at, 'an array of traces', errorsOf(value));
    }
    return false;
  }

  #resourceSpansOf(value: JsonObject, key: string, path: string): void {
    const at = joinPath(path, key);
    const list = listOrEmpty(own(value, key), at);
    this.#is('otlp-json', path);
    for (let i = 0; i < list.length; i++) this.resourceSpans(list[i], `${at}[${i}]`);
  }

  #jaegerTrace(value: JsonObject, path: string): void {
    const at = joinPath(path, 'spans');
    const spans = listOrEmpty(own(value, 'spans'), at);
    const processes = processesOf(own(value, 'processes'), joinPath(path, 'processes'));
    for (let i = 0; i < spans.length; i++) this.jaegerSpan(spans[i], `${at}[${i}]`, value.traceID, processes);
  }

  /** One span that stands alone or in a bare array. */
  #leaf(value: JsonObject, path: string): void {
    const has = (key: string) => own(value, key) !== undefined;
    const printed = CONSOLE_SPANS.find(({ is }) => is(value));
    if (isTraceEvent(value)) this.#traceEvent(value, path);
    else if (printed) this.#console(value, path, printed);
    else if (has('spanID')) {
      this.#is('jaeger-flat-json', path);
      this.#jaeger(value, path, undefined, new Map());
    } else if (has('traceId') && has('id')) this.#zipkin(value, path);
    else if (has('traceId') && has('spanId') && has('startTime')) {
      this.#is('flat-json', path);
      this.#at(path, () => this.#service(decodeFlatSpan(value)));
    } else throw new FormatFault(path, EXPECTED, value);
  }

  #console(
    value: JsonObject,
    path: string,
    { format, decode, resource }: (typeof CONSOLE_SPANS)[number],
  ): void {
    this.#is(format, path);
    this.#at(path, () => {
      const { span, resource: content, scope } = decode(value);
      this.#output.span(this.#resources.ofContent(content, resource), this.#resources.ofScope(scope), span);
    });
  }

  #zipkin(value: JsonObject, path: string): void {
    const v1 = isZipkinV1(value);
    // A v1 span with nothing but core fields looks like v2; in a v1 file it stays v1.
    this.#is(v1 || this.#format === 'zipkin-v1-json' ? 'zipkin-v1-json' : 'zipkin-v2-json', path);
    this.#at(path, () => {
      if (v1) for (const side of decodeZipkinV1Span(value)) this.#service(side);
      else this.#service(decodeZipkinSpan(value));
    });
  }

  #service({ service, resource, span }: ServiceSpan): void {
    this.#output.span(resource ?? this.#resources.ofService(service), NO_SCOPE, span);
  }

  #jaeger(value: unknown, path: string, traceId: unknown, processes: ReadonlyMap<string, unknown>): void {
    const { span, scope, processId, process } = this.#at(path, () => decodeJaegerSpan(value, traceId));
    const named = processId === null ? undefined : processes.get(processId);
    if (named !== undefined) {
      const trace = path.replace(/\.?spans\[\d+\]$/, '');
      const resource = this.#at(trace, () => this.#resources.ofProcess(named, `processes.${processId}`));
      this.#output.span(resource, scope, span);
    } else if (process !== null) {
      this.#output.span(
        this.#at(path, () => this.#resources.ofProcess(process, 'process')),
        scope,
        span,
      );
    } else {
      this.#output.warning(
        joinPath(path, 'processID'),
        `no process ${processId ?? ''}: the service is unknown`,
      );
      this.#output.span(this.#resources.ofService(''), scope, span);
    }
  }

  #is(format: TraceFileFormat, path: string): void {
    this.#format ??= format;
    if (this.#format !== format) throw new FormatFault(path, `more of ${this.#format}`, null, format);
  }

  #at<T>(path: string, decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      throw within(error, path);
    }
  }

  /** A fault of what stands here is told; anything else is no business of this module. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof FormatFault)) throw error;
      this.#output.fault(error);
    }
  }
}

/** @throws FormatFault */
export function processesOf(value: unknown, path: string): ReadonlyMap<string, unknown> {
  if (value === undefined || value === null) return new Map();
  if (!isObject(value)) throw new FormatFault(path, 'an object of processes', value);
  return new Map(Object.entries(value));
}

/** Jaeger's API answers a failed question with `data: null` and says why under `errors`. */
function errorsOf(value: JsonObject): unknown {
  const errors = own(value, 'errors');
  return Array.isArray(errors) && errors.length > 0 ? `errors: ${describeValue(errors[0])}` : null;
}
