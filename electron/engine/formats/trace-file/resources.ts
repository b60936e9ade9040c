import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { Resource, Scope } from '../../../../shared/model/span.ts';
import { decodeProcess } from '../jaeger/jaeger-span.ts';
import { isObject, type JsonObject, own } from '../json-values.ts';

const MOST_SERVICES = 10_000;
/** Processes of one service that are compared; services run in several places. */
const MOST_A_SERVICE = 16;

interface Known {
  process: JsonObject;
  resource: Resource;
}

/**
 * Resources are told apart by identity further on, so the same service, or the same process in another trace, is
 * one object here. Bounded: with more of them they are only stored more often.
 */
export class Resources {
  readonly #byService = new Map<string, Resource>();
  readonly #byContent = new Map<string, Resource>();
  readonly #scopes = new Map<string, Scope>();
  readonly #processes = new Map<unknown, Known[]>();
  /** Processes of the trace at hand are one object for all its spans. */
  readonly #byObject = new WeakMap<object, Resource>();

  /** '' is a service that is not told. */
  ofService(name: string): Resource {
    let resource = this.#byService.get(name);
    if (!resource) {
      resource = { attributes: name === '' ? [] : [['service.name', name]] };
      if (this.#byService.size >= MOST_SERVICES) this.#byService.clear();
      this.#byService.set(name, resource);
    }
    return resource;
  }

  /** One that every span of a console dump repeats. @throws FormatFault */
  ofContent(content: unknown, decode: (content: unknown) => Attributes): Resource {
    const key = jsonKey(content);
    let resource = this.#byContent.get(key);
    if (!resource) {
      resource = { attributes: decode(content) };
      if (this.#byContent.size >= MOST_SERVICES) this.#byContent.clear();
      this.#byContent.set(key, resource);
    }
    return resource;
  }

  /** The scope itself, or an equal one that was seen before. */
  ofScope(scope: Scope): Scope {
    const key = jsonKey(scope);
    const known = this.#scopes.get(key);
    if (known) return known;
    if (this.#scopes.size >= MOST_SERVICES) this.#scopes.clear();
    this.#scopes.set(key, scope);
    return scope;
  }

  /** @throws FormatFault */
  ofProcess(process: unknown, path: string): Resource {
    if (!isObject(process)) return decodeProcess(process, path);
    let resource = this.#byObject.get(process);
    if (resource) return resource;
    const known = this.#knownOf(own(process, 'serviceName'));
    resource = known.find((one) => isSameProcess(one.process, process))?.resource;
    if (!resource) {
      resource = decodeProcess(process, path);
      if (known.length >= MOST_A_SERVICE) known.shift();
      known.push({ process, resource });
    }
    this.#byObject.set(process, resource);
    return resource;
  }

  #knownOf(service: unknown): Known[] {
    let known = this.#processes.get(service);
    if (!known) {
      known = [];
      if (this.#processes.size >= MOST_SERVICES) this.#processes.clear();
      this.#processes.set(service, known);
    }
    return known;
  }
}

function isSameProcess(a: JsonObject, b: JsonObject): boolean {
  const tags = own(a, 'tags');
  const others = own(b, 'tags');
  if (!Array.isArray(tags) || !Array.isArray(others)) return tags === others;
  return tags.length === others.length && tags.every((tag, i) => isSameTag(tag, others[i]));
}

/** Values that are objects are never the same, which costs a further resource and nothing else. */
const isSameTag = (a: unknown, b: unknown) =>
  isObject(a) && isObject(b) && a.key === b.key && a.value === b.value && a.type === b.type;

/** Bigints, which JSON does not know, stay apart from numbers and texts. */
const jsonKey = (value: unknown): string =>
  JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? { bigint: String(item) } : item)) ?? '';
