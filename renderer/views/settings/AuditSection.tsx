import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { Time } from '../../components/Time.tsx';
import { useCall } from '../../connection/use-call.ts';
import { Group, SimpleTable } from './Field.tsx';

export function AuditSection() {
  const audit = useCall('audit.list', { limit: 500 });
  if (audit.error) return <ErrorNote error={audit.error} what="Actions taken" />;
  if (!audit.data) return <Skeleton rows={6} />;
  return (
    <Group
      title="Actions taken"
      note="What Trivet did to containers and images because somebody asked for it, newest first."
    >
      {audit.data.length === 0 ? (
        <p className="t2">None yet.</p>
      ) : (
        <SimpleTable
          label="Actions taken"
          rows={audit.data}
          rowKey={({ id }) => String(id)}
          columns={[
            { title: 'Time', cell: ({ timeMs }) => <Time ms={timeMs} millis /> },
            { title: 'Action', cell: ({ action }) => action },
            { title: 'Target', cell: ({ target }) => target },
            {
              title: 'Outcome',
              cell: ({ outcome }) => <span className={outcome === 'ok' ? '' : 'err'}>{outcome}</span>,
            },
            { title: 'Detail', cell: ({ detail }) => detail },
          ]}
        />
      )}
    </Group>
  );
}
