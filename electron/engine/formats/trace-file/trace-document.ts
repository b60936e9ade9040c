import type { TraceFileFormat } from '../../../../shared/contract/files.ts';
import type { Resource, Scope, ScopeSpans, Span } from '../../../../shared/model/span.ts';
import { describeValue, FormatFault, joinPath, within } from '../fault.ts';
import { decodeFlatSpan } from '../flat/flat-span.ts';
import { decodeJaegerSpan } from '../jaeger/jaeger-span.ts';
import { isObject, type JsonObject, listOrEmpty, own } from '../json-values.ts';
import {
  decodeResourceSpans,
  decodeScopeSpans,
  type OtlpSpans,
  RESOURCE_SPANS_KEYS,
} from '../otlp/otlp-json.ts';
import { decodeZipkinSpan, type ServiceSpan } from '../zipkin/zipkin-span.ts';
import { decodeZipkinV1Span, isZipkinV1 } from '../zipkin/zipkin-v1-span.ts';
import { Resources } from './resources.ts';

/** Where decoded spans go. What `fault` throws ends the reading. */
export interface SpanOutput {
  span(resource: Resource, scope: Scope, span: Span): void;
  /** Something that cannot be stored; its neighbours go on. */
  fault(fault: FormatFault): void;
  /** Something odd that is stored all the same. */
  warning(where: string, what: string): void;
}

const NO_SCOPE: Scope = { name: '', version: '', attributes: [] };
const EXPECTED = 'a Jaeger, Zipkin or OTLP trace';

/** What other documents that look like OTLP hold. */
const OTHER_SIGNALS: Record<string, string> = {
  resourceLogs: 'OTLP logs',
  resourceMetrics: 'OTLP metrics',
  resourceProfiles: 'OTLP profiles',
};

/**
 * Recognises parsed values of any trace file by their content and decodes them. The first span's format is the
 * file's: a span of another one is a fault.
 */
export class TraceDocuments {
  readonly #output: SpanOutput;
  readonly #resources: Resources;
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
    for (const key in OTHER_SIGNALS) {
      if (own(value, key) !== undefined) throw new FormatFault(path, 'traces', null, OTHER_SIGNALS[key]);
    }
    const resourceSpansKey = RESOURCE_SPANS_KEYS.find((key) => own(value, key) !== undefined);
    if (resourceSpansKey) this.#resourceSpansOf(value, resourceSpansKey, path);
    else if (Array.isArray(own(value, 'spans'))) this.#jaegerTrace(value, path);
    else if (depth < 2 && this.#wrapped(value, path, depth)) return;
    else this.#leaf(value, path);
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
    if (has('spanID')) {
      this.#is('jaeger-flat-json', path);
      this.#jaeger(value, path, undefined, new Map());
    } else if (has('traceId') && has('id')) this.#zipkin(value, path);
    else if (has('traceId') && has('spanId') && has('startTime')) {
      this.#is('flat-json', path);
      this.#at(path, () => this.#service(decodeFlatSpan(value)));
    } else throw new FormatFault(path, EXPECTED, value);
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
