import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useCall } from '../../../connection/use-call.ts';
import { useAlerts } from '../../../telemetry/use-alerts.ts';

/** Attempts come and go without any change of routing. */
const LOOK_EVERY_MS = 3_000;

/** Routes and receivers, asked for again when their file changed. */
export function useRouting() {
  const revision = useAlerts()?.routingRevision ?? 0;
  const queries = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to ask again
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['receivers.list'] });
  }, [queries, revision]);
  return useCall('receivers.list', {}, { refetchMs: LOOK_EVERY_MS });
}
