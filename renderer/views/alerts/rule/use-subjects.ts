import type { Subject } from '../../../../shared/alerts/simple-shapes.ts';
import { useCall } from '../../../connection/use-call.ts';
import { useNow } from '../../../time/ticker.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** The series that name each kind of subject, and the label that does. */
const SOURCES: Record<Exclude<Subject, 'search'>, [metric: string, label: string]> = {
  container: ['container_memory_working_set_bytes', 'name'],
  service: ['traces_spanmetrics_calls_total', 'service'],
  job: ['up', 'job'],
  mountpoint: ['node_filesystem_avail_bytes', 'mountpoint'],
};

/** What there is of a kind to make a rule about, seen within a day. */
export function useSubjects(subject: Subject | null): string[] {
  const endMs = Math.ceil(useNow(60_000) / HOUR_MS) * HOUR_MS;
  const isSearch = subject === 'search';
  const [metric, label] = subject === null || isSearch ? ['', 'none'] : SOURCES[subject];
  const asked = { startMs: endMs - DAY_MS, endMs, label, selectors: [named(metric)], limit: 500 };
  const { data } = useCall('metrics.labelValues', asked, { enabled: metric !== '', keep: false });
  const settings = useCall('settings.get', {}, { enabled: isSearch });
  if (isSearch) return (settings.data?.settings.logs.searches ?? []).map(({ name }) => name);
  return data?.values ?? [];
}

const named = (metric: string) => [{ name: '__name__', op: '=' as const, value: metric || 'none' }];
