import { modals } from '@mantine/modals';
import { Link } from 'wouter';
import type { OpenedFile } from '../../../shared/contract/files.ts';
import { bytes, count, quantityText } from '../../../shared/model/format.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { Time } from '../../components/Time.tsx';
import { useAction, useCall } from '../../connection/use-call.ts';
import { logsOfFile } from '../../files/logs-of-file.ts';
import { OpenFileButton } from '../../files/OpenFileButton.tsx';
import { useViewHref } from '../../time/url-state.ts';
import { Group, SimpleTable } from './Field.tsx';

export function FilesSection() {
  const files = useCall('files.list', {});
  const remove = useAction('files.remove', [
    'files.list',
    'traces.search',
    'traces.points',
    'logs.query',
    'logs.volume',
  ]);
  const href = useViewHref();
  if (files.error)
    return <ErrorNote error={files.error} what="Opened files" onRetry={() => void files.refetch()} />;
  if (!files.data) return <Skeleton rows={4} />;
  const ask = (file: OpenedFile) =>
    modals.openConfirmModal({
      title: `Remove ${file.name}?`,
      children: (
        <p>
          Its log records and spans go from the store; spans that also came live or from another file stay.
          The file itself is not touched.
        </p>
      ),
      labels: { confirm: 'Remove', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ id: file.id }),
    });
  return (
    <Group
      title="Opened files"
      note="Jaeger, Zipkin, OTLP in JSON or protobuf, what SDKs print, Chrome traces and Docker's build traces; logs as lines of any format, as Docker or journald keep them; gzip, zstd or zip. Drop files or folders anywhere on the window, or choose them. They stay until they are removed."
    >
      <OpenFileButton />
      {files.data.length > 0 && (
        <SimpleTable
          label="Opened files"
          rows={files.data}
          rowKey={({ id }) => String(id)}
          columns={[
            {
              title: 'File',
              cell: ({ id, name, path, logs, spans }) => (
                <Link
                  href={
                    logs && spans === 0
                      ? href('/logs', logsOfFile(logs))
                      : href('/traces', { file: String(id) })
                  }
                  title={path ?? ''}
                >
                  {name}
                </Link>
              ),
            },
            { title: 'Format', cell: ({ format }) => format },
            { title: 'Opened', cell: ({ openedMs }) => <Time ms={openedMs} /> },
            { title: 'Size', right: true, cell: ({ bytes: size }) => quantityText(bytes(size)) },
            { title: 'Traces', right: true, cell: ({ traces }) => count(traces) },
            { title: 'Spans', right: true, cell: ({ spans }) => count(spans) },
            {
              title: 'Log records',
              right: true,
              cell: ({ logs }) =>
                logs ? <Link href={href('/logs', logsOfFile(logs))}>{count(logs.records)}</Link> : 0,
            },
            {
              title: '',
              cell: (file) => (
                <button type="button" className="btn small" onClick={() => ask(file)}>
                  Remove
                </button>
              ),
            },
          ]}
        />
      )}
      {remove.data && (
        <p className="t2">
          {count(remove.data.spans)} spans and {count(remove.data.logRecords)} log records removed
        </p>
      )}
      {remove.error && <ErrorNote error={remove.error} what="Not removed" />}
    </Group>
  );
}
