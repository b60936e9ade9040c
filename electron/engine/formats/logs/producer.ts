import { type Attributes, stringAttribute } from '../../../../shared/model/attributes.ts';
import type { LogProducer } from './decoded-logs.ts';

export const NOBODY: LogProducer = {
  service: '',
  containerId: null,
  containerName: null,
  hostName: null,
  file: null,
  relayed: false,
};

/** Of the attributes of an OTLP resource (semantic conventions: service, container, host, log.file). */
export function resourceProducer(resource: Attributes): LogProducer {
  const text = (key: string) => stringAttribute(resource, key) ?? null;
  return {
    service: text('service.name') ?? '',
    containerId: text('container.id'),
    containerName: text('container.name'),
    hostName: text('host.name'),
    file: text('log.file.path'),
    relayed: false,
  };
}

/** The first of the keys that has a text. */
export function firstText(attributes: Attributes, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = stringAttribute(attributes, key);
    if (text !== undefined) return text;
  }
  return null;
}
