import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useCall } from '../../../connection/use-call.ts';
import { useAlerts } from '../../../telemetry/use-alerts.ts';

/** They begin and end by the clock, of which no change of routing tells. */
const LOOK_EVERY_MS = 5_000;

/** The silences, asked for again when one was made or ended, by whomever. */
export function useSilences() {
  const revision = useAlerts()?.routingRevision ?? 0;
  const queries = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to ask again
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['silences.list'] });
  }, [queries, revision]);
  return useCall('silences.list', {}, { refetchMs: LOOK_EVERY_MS });
}
