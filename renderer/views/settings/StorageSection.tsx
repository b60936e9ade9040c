import { modals } from '@mantine/modals';
import { useState } from 'react';
import type { Signal, StoreUsage } from '../../../shared/contract/app.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { bytes, count, durationWords, quantityText } from '../../../shared/model/format.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { Time } from '../../components/Time.tsx';
import { useAction, useCall } from '../../connection/use-call.ts';
import { useLive } from '../../connection/use-stream.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import { Field, Group, SimpleTable } from './Field.tsx';
import { NumberField } from './NumberField.tsx';
import { fillsInDays } from './retention-forecast.ts';
import css from './settings.module.css';
import { useSettings } from './use-settings.ts';

const DAY_MS = 86_400_000;
const MIB = 2 ** 20;

export function StorageSection() {
  const status = useLive('app.status', {});
  const { view, save, error } = useSettings();
  if (!status || !view) return <Skeleton rows={8} />;
  const { retention } = view.settings;
  const edit = (signal: Signal, part: Partial<Settings['retention'][Signal]>) =>
    save({ retention: { ...retention, [signal]: { ...retention[signal], ...part } } });
  return (
    <>
      <Group
        title="What is kept"
        note="The oldest goes first when either limit is reached. Pinned traces and opened files stay."
      >
        <SimpleTable
          label="What is kept"
          rows={status.stores}
          rowKey={({ signal }) => signal}
          columns={[
            { title: 'Signal', cell: ({ signal }) => signal },
            { title: 'Items', right: true, cell: ({ items }) => count(items) },
            { title: 'Stored', right: true, cell: ({ bytes: stored }) => quantityText(bytes(stored)) },
            {
              title: 'Oldest',
              cell: ({ oldestMs }) =>
                oldestMs === null ? '—' : `${durationWords(Date.now() - oldestMs)} ago`,
            },
            {
              title: 'Keep for, days',
              cell: ({ signal }) => (
                <NumberField
                  label={`Days of ${signal}`}
                  value={retention[signal].maxAgeMs / DAY_MS}
                  least={1}
                  onCommit={(days) => edit(signal, { maxAgeMs: Math.round(days * DAY_MS) })}
                />
              ),
            },
            {
              title: 'At most, MiB',
              cell: ({ signal }) => (
                <NumberField
                  label={`MiB of ${signal}`}
                  value={retention[signal].maxBytes / MIB}
                  least={1}
                  onCommit={(mib) => edit(signal, { maxBytes: Math.round(mib * MIB) })}
                />
              ),
            },
            {
              title: 'At this pace',
              cell: (usage) => <Forecast usage={usage} most={retention[usage.signal].maxBytes} />,
            },
          ]}
        />
        {error && <ErrorNote error={error} what="Not saved" />}
        <Field name="On disk">{quantityText(bytes(status.storeBytes))} with the write-ahead log</Field>
      </Group>
      <DeleteGroup />
      <BackupGroup />
    </>
  );
}

function Forecast({ usage, most }: { usage: StoreUsage; most: number }) {
  const days = fillsInDays(usage, most, Date.now());
  return <span className="t2">{days === null ? '—' : `full in ${durationWords(days * DAY_MS)}`}</span>;
}

const deletable = ['metrics', 'logs', 'traces', 'events'] as const;

function DeleteGroup() {
  const { window: range } = useTimeRange();
  const remove = useAction('storage.delete', ['logs.query', 'traces.search', 'events.query']);
  const ask = (signal: Signal) =>
    modals.openConfirmModal({
      title: `Delete ${signal} of this range?`,
      children: (
        <p>
          <Time ms={range.startMs} millis /> to <Time ms={range.endMs} millis />, everything of every
          container. This cannot be undone.
        </p>
      ),
      labels: { confirm: `Delete ${signal}`, cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ signal, ...range }),
    });
  return (
    <Group title="Delete" note="Of the time range chosen above.">
      <div className={css.buttons}>
        {deletable.map((signal) => (
          <button
            key={signal}
            type="button"
            className="btn"
            disabled={remove.isPending}
            onClick={() => ask(signal)}
          >
            Delete {signal}
          </button>
        ))}
      </div>
      {remove.data && <p className="t2">{count(remove.data.items)} items deleted</p>}
      {remove.error && <ErrorNote error={remove.error} what="Not deleted" />}
    </Group>
  );
}

function BackupGroup() {
  const info = useCall('app.info', {}, { staleMs: 60_000 });
  const backup = useAction('storage.backup');
  const [path, setPath] = useState('');
  return (
    <Group title="Data directory">
      <Field name="Path">
        <span className="mono">{info.data?.dataDir ?? '—'}</span>
        {window.trivet && (
          <button type="button" className="btn small" onClick={() => window.trivet?.showDataDir()}>
            Show
          </button>
        )}
      </Field>
      <Field name="Back up to">
        <input
          className={css.input}
          aria-label="Directory for the backup"
          placeholder="an absolute path that does not exist yet"
          value={path}
          onChange={(event) => setPath(event.target.value)}
        />
        <button
          type="button"
          className="btn small"
          disabled={path === '' || backup.isPending}
          onClick={() => backup.mutate({ path })}
        >
          {backup.isPending ? 'Backing up' : 'Back up now'}
        </button>
        {backup.data && (
          <p className="t2">
            {quantityText(bytes(backup.data.bytes))} in {backup.data.path}
          </p>
        )}
        {backup.error && <ErrorNote error={backup.error} what="Not backed up" />}
      </Field>
    </Group>
  );
}
