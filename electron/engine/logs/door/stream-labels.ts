import { attributeText } from '../../../../shared/model/attributes.ts';
import type { LogStreamKey } from '../../storage/logs/streams.ts';
import type { StreamLabels } from './pipeline/pipeline.ts';

/**
 * What selectors of pipelines know a stream by: Promtail's names where it has some. `container` (and
 * `container_name`), `compose_project`, `compose_service`, `service`, `filename`, `source`, and the sender's labels.
 */
export function streamLabels(key: LogStreamKey): StreamLabels {
  const labels = new Map<string, string>();
  for (const [name, value] of key.labels ?? []) labels.set(name, attributeText(value));
  const give = (name: string, value: string | undefined) => {
    if (value) labels.set(name, value);
  };
  const source = key.source ?? 'docker';
  give('source', source);
  give('service', key.service);
  const [kind, ...rest] = key.entity.split(':');
  const name = rest.join(':');
  if (kind === 'file') give('filename', name);
  if (source === 'docker' || kind === 'name' || kind === 'compose') {
    give('container', key.container);
    give('container_name', key.container);
  }
  if (kind === 'compose') {
    const [project, service] = name.split('/');
    give('compose_project', project);
    give('compose_service', service);
  }
  return labels;
}
