import type { SpotlightActionData } from '@mantine/spotlight';
import { IconBookmark } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { serviceQuery } from '../../shared/trace-query/printer.ts';
import { TraceIcon } from '../components/TraceIcon.tsx';
import { useCall } from '../connection/use-call.ts';
import { useViewHref } from '../time/url-state.ts';

const PLACES: [id: string, label: string, path: string, own: Record<string, string>][] = [
  ['failing', 'Failing traces', '/traces', { q: 'trace.errors>0' }],
  ['services', 'Rate, errors, durations of services', '/traces', { tab: 'services' }],
  ['map', 'Service map', '/traces', { tab: 'map' }],
  ['flame', 'Flame graph of all traces', '/traces', { tab: 'flame' }],
  ['doctor', 'Doctor: what is wrong with the telemetry', '/traces', { tab: 'doctor' }],
  ['compare', 'Compare two traces', '/traces/compare', {}],
];

/** Saved searches, the ways to look at traces, and the services that sent some. */
export function useTraceCommands(): { places: SpotlightActionData[]; services: SpotlightActionData[] } {
  const [, navigate] = useLocation();
  const href = useViewHref();
  const services = useCall('traces.services', {}, { staleMs: 30_000 });
  const settings = useCall('settings.get', {}, { staleMs: 30_000 });
  const action = (id: string, label: string, path: string, own: Record<string, string>) => ({
    id: `traces-${id}`,
    label,
    leftSection: <TraceIcon size={14} />,
    onClick: () => navigate(href(path, own)),
  });
  return {
    places: [
      ...PLACES.map(([id, label, path, own]) => action(id, label, path, own)),
      ...(settings.data?.settings.traceSearches ?? []).map(({ name, query }) => ({
        ...action(`saved-${name}`, name, '/traces', { q: query }),
        description: query,
        leftSection: <IconBookmark size={14} />,
      })),
    ],
    services: (services.data ?? []).map(({ service }) => ({
      ...action(`service-${service}`, `Traces of ${service}`, '/traces', { q: serviceQuery(service) }),
    })),
  };
}
