import { useMemo } from 'react';
import type { AlertView } from '../../../../shared/contract/alerts.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import { namedServices } from '../../../alerts/alert-subject.ts';
import { useCall } from '../../../connection/use-call.ts';
import { useAllContainers } from '../../../scope/use-scope.ts';
import { useSubject } from '../use-subject.ts';
import type { Moment } from './moment.ts';
import { callersOf, entitiesOf } from './related-services.ts';

export interface Related {
  /** Who wrote the logs to look at; undefined for everybody. */
  entities: string[] | undefined;
  /** The service whose traces to look at; null for all. */
  service: string | null;
  /** Whose logs these are, in words. */
  of: string;
}

/** Whom the alert is about, with those that call it. */
export function useRelated(alert: AlertView, moment: Moment): Related {
  const containers = useAllContainers();
  const { container } = useSubject(alert);
  const names = useMemo(() => namedServices(alert.labels, container), [alert.labels, container]);
  const map = useCall(
    'traces.map',
    { start: msToNano(moment.startMs), end: msToNano(moment.endMs) },
    { enabled: names.length > 0 },
  );
  return useMemo(() => {
    const known = containers ?? [];
    const callers = map.data ? callersOf(map.data, names) : [];
    const own = entitiesOf(known, names, alert.entity);
    const near = entitiesOf(known, callers, null);
    const service = map.data?.nodes.find((node) => node.service !== null && names.includes(node.service));
    if (own.length === 0)
      return { entities: undefined, service: service?.service ?? null, of: 'all containers' };
    const first = container?.name ?? names[0] ?? '';
    const of = near.length > 0 ? `${first} and its callers` : first;
    return {
      entities: [...new Set([...own, ...near])].sort(),
      service: service?.service ?? null,
      of,
    };
  }, [containers, map.data, names, alert.entity, container]);
}
