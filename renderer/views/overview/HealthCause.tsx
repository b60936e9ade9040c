import type { ContainerSummary } from '../../../shared/model/container.ts';
import { useCall } from '../../connection/use-call.ts';

/** What the last failed probe said, and how many failed in a row. */
export function HealthCause({ container }: { container: ContainerSummary }) {
  const { data } = useCall(
    'containers.inspect',
    { id: container.id },
    { staleMs: 15_000, refetchMs: 30_000 },
  );
  const log = data?.healthLog ?? [];
  const last = log.at(-1);
  if (!last) return 'its health check fails';
  const failed = log.length - 1 - log.findLastIndex(({ exitCode }) => exitCode === 0);
  const text = last.output.trim().split('\n').at(-1) || `its probe ended with exit ${last.exitCode}`;
  return `${text}${failed > 1 ? `, ${failed} in a row` : ''}`;
}
