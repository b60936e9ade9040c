import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar } from '../../../components/LoadingBar.tsx';
import { ScrollRegion } from '../../../components/ScrollRegion.tsx';
import { useCall } from '../../../connection/use-call.ts';

const AGAIN_MS = 2000;
const NUMERIC = /^(pid|ppid|c|%cpu|%mem|vsz|rss|time|uid)$/i;

/** What runs inside, as the daemon's `top` tells it, every two seconds. */
export function ProcessesTab({ container }: { container: ContainerSummary }) {
  const up = container.state === 'running';
  const { data, error } = useCall(
    'containers.processes',
    { id: container.id },
    { enabled: up, refetchMs: AGAIN_MS },
  );
  if (!up)
    return <EmptyState title="The container is not running">Processes are there while it runs.</EmptyState>;
  if (error) return <ErrorNote error={error} what="Processes" />;
  if (!data) return <LoadingBar active />;
  return (
    <ScrollRegion label="Processes">
      <table className="table dense">
        <colgroup>
          {data.titles.map((title, i) => (
            <col
              key={title}
              style={i === data.titles.length - 1 ? {} : { width: NUMERIC.test(title) ? 80 : 120 }}
            />
          ))}
        </colgroup>
        <thead>
          <tr>
            {data.titles.map((title) => (
              <th key={title}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((row) => (
            <tr key={row.join('\0')}>
              {row.map((cell, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row's cells stand in the order of the heads
                <td key={i} className="mono" title={cell}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
