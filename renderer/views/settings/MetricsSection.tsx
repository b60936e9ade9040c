import { useState } from 'react';
import { settingsSchema } from '../../../shared/contract/settings.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { Field, Group } from './Field.tsx';
import { fixedBy } from './fixed-by.ts';
import { NumberField } from './NumberField.tsx';
import { PathList } from './PathList.tsx';
import css from './settings.module.css';
import { Toggle } from './Toggle.tsx';
import { useSettings } from './use-settings.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** Where metrics come from beside the receivers, what is taken late, and where dashboards are looked for. */
export function MetricsSection() {
  const { view, save, error } = useSettings();
  if (!view) return <Skeleton rows={6} />;
  const { settings } = view;
  const fixed = (path: string) => fixedBy(view, path);
  return (
    <>
      {error && <ErrorNote error={error} what="Not saved" />}
      <Group title="Metrics">
        <Toggle
          name="This machine's own metrics"
          value={settings.hostMetrics}
          fixedBy={fixed('hostMetrics')}
          onChange={() => save({ hostMetrics: !settings.hostMetrics })}
        />
        <Field name="Samples may be late by, min" fixedBy={fixed('metrics.outOfOrderMs')}>
          <NumberField
            label="Samples may be late by, min"
            value={settings.metrics.outOfOrderMs / MINUTE_MS}
            least={0}
            most={DAY_MINUTES}
            disabled={fixed('metrics.outOfOrderMs') !== undefined}
            onCommit={(minutes) =>
              save({ metrics: { ...settings.metrics, outOfOrderMs: Math.round(minutes * MINUTE_MS) } })
            }
          />{' '}
          <span className="t2">behind the newest of their series; what is older is refused and counted</span>
        </Field>
        <Field name="Prefix of StatsD names" fixedBy={fixed('statsd.prefix')}>
          <PrefixField
            value={settings.statsd.prefix}
            disabled={fixed('statsd.prefix') !== undefined}
            onCommit={(prefix) => save({ statsd: { ...settings.statsd, prefix } })}
          />{' '}
          <span className="t2">for what comes from now on</span>
        </Field>
      </Group>
      <Group
        title="Dashboards of projects"
        note="Folders whose dashboards are shown beside your own. Their files are watched, and changed where they are."
      >
        <PathList
          what="Folder"
          another="Another folder of dashboards"
          placeholder="/home/me/project/dashboards"
          most={100}
          paths={settings.dashboards.folders}
          fixed={fixed('dashboards.folders')}
          onChange={(folders) => save({ dashboards: { ...settings.dashboards, folders } })}
        />
      </Group>
    </>
  );
}

interface PrefixFieldProps {
  value: string;
  disabled: boolean;
  onCommit(prefix: string): void;
}

function PrefixField({ value, disabled, onCommit }: PrefixFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const isValid = draft === null || settingsSchema.shape.statsd.safeParse({ prefix: draft }).success;
  const commit = () => {
    if (!isValid) return;
    if (draft !== null && draft !== value) onCommit(draft);
    setDraft(null);
  };
  return (
    <input
      className={css.prefix}
      aria-label="Prefix of StatsD names"
      aria-invalid={!isValid}
      title={isValid ? '' : 'expected at most 100 letters, digits and _ . : -'}
      placeholder="none"
      spellCheck={false}
      value={draft ?? value}
      disabled={disabled}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
