import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import { type Scope, SpanKind, StatusCode } from '../../../../shared/model/span.ts';

const KINDS: Record<string, SpanKind> = {
  internal: SpanKind.internal,
  server: SpanKind.server,
  client: SpanKind.client,
  producer: SpanKind.producer,
  consumer: SpanKind.consumer,
};

/** Scopes are told apart by identity further on, so equal ones are one object. */
const NO_SCOPE: Scope = { name: '', version: '', attributes: [] };
const scopes = new Map<string, Scope>();
const MOST_SCOPES = 1000;

function sharedScope(name: string, version: string): Scope {
  if (name === '' && version === '') return NO_SCOPE;
  const key = `${name}\0${version}`;
  let scope = scopes.get(key);
  if (!scope) {
    if (scopes.size >= MOST_SCOPES) scopes.clear();
    scope = { name, version, attributes: [] };
    scopes.set(key, scope);
  }
  return scope;
}

/** Takes those tags of one span for which OTLP has fields. */
export class SpecialTags {
  kind: SpanKind = SpanKind.unspecified;
  statusCode: StatusCode = StatusCode.unset;
  statusMessage = '';
  traceState = '';
  #scopeName = '';
  #scopeVersion = '';

  get scope(): Scope {
    return sharedScope(this.#scopeName, this.#scopeVersion);
  }

  /** What is left is attributes. */
  take(tags: Attributes): Attributes {
    let rest: Attributes | null = null;
    for (let i = 0; i < tags.length; i++) {
      const tag = tags[i]!;
      if (!this.#takes(tag[0], tag[1])) rest?.push(tag);
      else rest ??= tags.slice(0, i);
    }
    return rest ?? tags;
  }

  #takes(key: string, value: AttributeValue): boolean {
    switch (key) {
      case 'span.kind':
        return this.#takeKind(value);
      case 'error':
        return this.#takeError(value);
      case 'otel.status_code':
        return this.#takeStatus(value);
      case 'otel.status_description':
      case 'otel.scope.name':
      case 'otel.library.name':
      case 'otel.scope.version':
      case 'otel.library.version':
      case 'w3c.tracestate':
        return typeof value === 'string' && this.#takeText(key, value);
      default:
        return false;
    }
  }

  #takeText(key: string, text: string): true {
    if (key === 'otel.status_description') this.statusMessage = text;
    else if (key === 'w3c.tracestate') this.traceState = text;
    else if (key.endsWith('.name')) this.#scopeName = text;
    else this.#scopeVersion = text;
    return true;
  }

  #takeKind(value: AttributeValue): boolean {
    const name = typeof value === 'string' ? value.toLowerCase() : '';
    if (!Object.hasOwn(KINDS, name)) return false;
    this.kind = KINDS[name] ?? SpanKind.unspecified;
    return true;
  }

  /** Only true is an error; a text such as "ClientSideError" is an attribute like any other. */
  #takeError(value: AttributeValue): boolean {
    if (value !== true && value !== 'true') return false;
    this.statusCode = StatusCode.error;
    return true;
  }

  #takeStatus(value: AttributeValue): boolean {
    if (value === 'ERROR' || value === 2n) this.statusCode = StatusCode.error;
    else if (value === 'OK' || value === 1n) this.statusCode = StatusCode.ok;
    else return value === 'UNSET' || value === 0n;
    return true;
  }
}
