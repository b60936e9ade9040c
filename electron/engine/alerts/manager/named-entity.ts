import type { Labels } from '../../../../shared/model/series.ts';
import type { Scraper } from '../../scrape/scraper.ts';
import type { ContainerTies } from '../../traces/container-tie.ts';

const SERVICE_LABELS = ['container_label_com_docker_compose_service', 'compose_service', 'service'];

/** Whose container labels name: by its id, its name, its compose service, or the target that was scraped. */
export function entityNamer(
  ties: Pick<ContainerTies, 'findContainer'>,
  scraper: Pick<Scraper, 'status' | 'onChange'>,
): (labels: Labels) => string | null {
  let targets: Map<string, string | null> | null = null;
  // For as long as the engine: both end with it.
  scraper.onChange.on(() => (targets = null));
  const scraped = (job: string, instance: string): string | null => {
    targets ??= new Map(
      scraper.status().targets.map(({ job: name, labels, entity }) => {
        const own = new Map(labels);
        return [`${own.get('job') ?? name}\0${own.get('instance') ?? ''}`, entity];
      }),
    );
    return targets.get(`${job}\0${instance}`) ?? null;
  };
  return (labels) => {
    const by = new Map(labels);
    const containerId = /\b[0-9a-f]{64}\b/.exec(by.get('container_id') ?? by.get('id') ?? '')?.[0] ?? null;
    const containerName = by.get('name') ?? by.get('container_name') ?? by.get('container') ?? null;
    const service = SERVICE_LABELS.map((label) => by.get(label)).find((value) => value) ?? '';
    const found = ties.findContainer({ containerId, hostName: null, service, containerName }, null);
    if (found) return found.container.entity;
    const [job, instance] = [by.get('job'), by.get('instance')];
    return job && instance ? scraped(job, instance) : null;
  };
}
