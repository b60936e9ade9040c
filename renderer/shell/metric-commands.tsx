import type { SpotlightActionData } from '@mantine/spotlight';
import { IconChartLine } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useCall } from '../connection/use-call.ts';
import { useViewHref } from '../time/url-state.ts';

const PLACES: [id: string, label: string, path: string, own: Record<string, string>][] = [
  ['explore', 'Explore metrics', '/metrics', {}],
  ['cardinality', 'Cardinality: metrics and labels with most series', '/metrics', { tab: 'cardinality' }],
  ['targets', 'Targets: what is scraped', '/metrics/targets', {}],
];
/** The palette goes through all of them for every key. */
const MOST = 3_000;
const LOOK_BACK_MS = 15 * 60_000;
const MINUTE_MS = 60_000;

/** The views of metrics, and every metric by its name. */
export function useMetricCommands(): { places: SpotlightActionData[]; metrics: SpotlightActionData[] } {
  const [, navigate] = useLocation();
  const href = useViewHref();
  const endMs = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
  const families = useCall(
    'metrics.families',
    { startMs: endMs - LOOK_BACK_MS, endMs, limit: MOST },
    { staleMs: 30_000 },
  );
  const action = (id: string, label: string, path: string, own: Record<string, string>) => ({
    id: `metrics-${id}`,
    label,
    leftSection: <IconChartLine size={14} />,
    onClick: () => navigate(href(path, own)),
  });
  return {
    places: PLACES.map(([id, label, path, own]) => action(id, label, path, own)),
    metrics: (families.data ?? []).map(({ name, type, help }) => ({
      ...action(`metric-${name}`, name, '/metrics', { m: name }),
      description: [type === 'unknown' ? 'metric' : type, help].filter(Boolean).join(', '),
    })),
  };
}
