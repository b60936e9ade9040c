import { useEffect } from 'react';
import type { AlertView } from '../../../shared/contract/alerts.ts';
import type { SilenceView } from '../../../shared/contract/notifications.ts';
import { useCall } from '../../connection/use-call.ts';
import { useAlerts } from '../../telemetry/use-alerts.ts';

/** Every silence, asked for again when one has changed; null before the first answer. */
export function useSilences(enabled = true): SilenceView[] | null {
  const revision = useAlerts()?.routingRevision;
  const { data, refetch } = useCall('silences.list', {}, { enabled, staleMs: 10_000 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to ask again
  useEffect(() => {
    if (enabled && revision !== undefined) void refetch();
  }, [revision, enabled]);
  return data?.silences ?? null;
}

/** When the last of the silences that keep it quiet ends; null where none does, or it is not known yet. */
export function useSilenceEnd({ silencedBy }: Pick<AlertView, 'silencedBy'>): number | null {
  const silences = useCall('silences.list', {}, { enabled: silencedBy.length > 0, staleMs: 60_000 }).data;
  const ends = (silences?.silences ?? [])
    .filter(({ id }) => silencedBy.includes(id))
    .map(({ endsAtMs }) => endsAtMs);
  return ends.length === 0 ? null : Math.max(...ends);
}
