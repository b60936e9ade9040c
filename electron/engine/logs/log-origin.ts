import type { Attributes } from '../../../shared/model/attributes.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import type { LogSource } from '../../../shared/model/log-record.ts';
import { UNKNOWN_SERVICE } from '../../../shared/model/span.ts';
import type { LogProducer } from '../formats/logs/decoded-logs.ts';
import type { LogOrigin } from './log-sink.ts';

/**
 * What a stream is stored under: its container where one is tied to it, else the service that it names, else its
 * file, else its host.
 */
export function logOrigin(
  source: LogSource,
  producer: LogProducer,
  labels: Attributes,
  container: ContainerSummary | null,
): LogOrigin {
  const { service, file, hostName, containerName } = producer;
  const common = { source, service, labels };
  if (container) {
    const { entity, id, name } = container;
    return { ...common, entity, containerId: id, container: name };
  }
  const without = (kind: string, name: string): LogOrigin => ({
    ...common,
    entity: `${kind}:${name}`,
    containerId: producer.containerId ?? '',
    container: name,
  });
  if (service !== '') return without('service', service);
  // A container that this machine's daemon does not know.
  if (containerName) return without('service', containerName.replace(/^\//, ''));
  if (file) return without('file', file);
  if (hostName) return without('host', hostName);
  return without('service', producer.name || UNKNOWN_SERVICE);
}
