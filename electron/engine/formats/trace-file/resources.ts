import type { Resource } from '../../../../shared/model/span.ts';
import { decodeProcess } from '../jaeger/jaeger-span.ts';

const MOST_KEPT = 10_000;

/**
 * Resources are told apart by identity further on, so the same service, or the same process in another trace, is
 * one object here. Bounded: with more of them they are only stored more often.
 */
export class Resources {
  readonly #byService = new Map<string, Resource>();
  readonly #byProcess = new Map<string, Resource>();
  /** Processes of the trace at hand are one object for all its spans. */
  readonly #byObject = new WeakMap<object, Resource>();

  /** '' is a service that is not told. */
  ofService(name: string): Resource {
    let resource = this.#byService.get(name);
    if (!resource) {
      resource = { attributes: name === '' ? [] : [['service.name', name]] };
      keep(this.#byService, name, resource);
    }
    return resource;
  }

  /** @throws FormatFault */
  ofProcess(process: unknown, path: string): Resource {
    if (typeof process !== 'object' || process === null) return decodeProcess(process, path);
    let resource = this.#byObject.get(process);
    if (resource) return resource;
    const key = JSON.stringify(process);
    resource = this.#byProcess.get(key) ?? decodeProcess(process, path);
    keep(this.#byProcess, key, resource);
    this.#byObject.set(process, resource);
    return resource;
  }
}

function keep(map: Map<string, Resource>, key: string, resource: Resource): void {
  if (map.size >= MOST_KEPT) map.clear();
  map.set(key, resource);
}
