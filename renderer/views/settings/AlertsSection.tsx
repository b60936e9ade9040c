import { Link } from 'wouter';
import type { AlertFileView, AlertsStatus } from '../../../shared/contract/alerts.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { count } from '../../../shared/model/format.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { StateIcon } from '../../components/StateIcon.tsx';
import { Time } from '../../components/Time.tsx';
import { useCall } from '../../connection/use-call.ts';
import { useAlerts } from '../../telemetry/use-alerts.ts';
import { useViewHref } from '../../time/url-state.ts';
import { BrowserNotices } from './BrowserNotices.tsx';
import { ExternalLabels } from './ExternalLabels.tsx';
import { Field, Group, SimpleTable } from './Field.tsx';
import { fixedBy } from './fixed-by.ts';
import { NumberField } from './NumberField.tsx';
import { PathField } from './PathField.tsx';
import { PathList } from './PathList.tsx';
import { SecretsGroup } from './SecretsGroup.tsx';
import css from './settings.module.css';
import { Toggle } from './Toggle.tsx';
import { useSettings } from './use-settings.ts';

const MOST_FILES = 100;
const SECOND_MS = 1_000;
const DAY_SECONDS = 86_400;

/** Which rules are evaluated, how often, and who is told. */
export function AlertsSection() {
  const { view, save, error } = useSettings();
  const status = useAlerts();
  if (!view) return <Skeleton rows={8} />;
  const { alerts, notifications } = view.settings;
  const edit = (part: Partial<Settings['alerts']>) => save({ alerts: { ...alerts, ...part } });
  const fixed = (name: string) => fixedBy(view, `alerts.${name}`);
  return (
    <>
      {error && <ErrorNote error={error} what="Not saved" />}
      <Group
        title="Rules"
        note="Rule files of Prometheus as they stand, or folders with them; objectives too. They are watched: a file that cannot be read is refused whole while what it last said rightly goes on."
      >
        {status && <FileTable status={status} />}
        <PathList
          what="File or folder"
          another="Another rule file, or a folder with some"
          placeholder="/home/me/project/rules.yml"
          most={MOST_FILES}
          paths={alerts.files}
          fixed={fixed('files')}
          onChange={(files) => edit({ files })}
        />
        <Field name="Evaluated every, s" fixedBy={fixed('evaluationIntervalMs')}>
          <NumberField
            label="Evaluated every, s"
            value={alerts.evaluationIntervalMs / SECOND_MS}
            least={1}
            most={DAY_SECONDS}
            disabled={fixed('evaluationIntervalMs') !== undefined}
            onCommit={(seconds) => edit({ evaluationIntervalMs: Math.round(seconds * SECOND_MS) })}
          />{' '}
          <span className="t2">groups that name no interval of their own</span>
        </Field>
      </Group>
      <Group
        title="Who is told"
        note="An alertmanager.yml as it stands. Without one everything is told on this machine."
      >
        <Field name="alertmanager.yml" fixedBy={fixed('routing')}>
          <PathField
            label="Path of an alertmanager.yml"
            placeholder="none: everything is told on this machine"
            path={alerts.routing}
            disabled={fixed('routing') !== undefined}
            onCommit={(routing) => edit({ routing })}
          />
          <RoutingState />
        </Field>
        <ExternalLabels
          labels={alerts.externalLabels}
          fixed={fixed('externalLabels')}
          onChange={(externalLabels) => edit({ externalLabels })}
        />
      </Group>
      <SecretsGroup />
      <Group title="On this machine">
        <Toggle
          name="Notifications"
          value={notifications}
          fixedBy={fixedBy(view, 'notifications')}
          onChange={() => save({ notifications: !notifications })}
        />
        <BrowserNotices />
      </Group>
    </>
  );
}

const shapes = { loaded: 'ok', refused: 'error', missing: 'warn' } as const;
const words = {
  loaded: 'in force',
  refused: 'refused; what held before goes on',
  missing: 'not there yet',
} as const;

/** A file's state, and what is wrong with it line by line. */
function FileState({ file }: { file: AlertFileView }) {
  const { state, errors, warnings } = file;
  return (
    <>
      <span className={`${css.state} ${state === 'refused' ? 'err' : ''}`}>
        <StateIcon shape={state === 'loaded' && warnings.length > 0 ? 'warn' : shapes[state]} />{' '}
        {words[state]}
      </span>
      {[...errors, ...warnings].map(({ line, message }) => (
        <div key={`${line} ${message}`} className={errors.length > 0 ? 'err' : 't2'}>
          {line === null ? '' : `line ${line}: `}
          {message}
        </div>
      ))}
    </>
  );
}

function FileTable({ status: { files, rules } }: { status: AlertsStatus }) {
  if (files.length === 0) return null;
  return (
    <SimpleTable
      label="Rule files"
      rows={files}
      rowKey={({ path }) => path}
      columns={[
        {
          title: 'File',
          cell: ({ path, own }) => (
            <>
              <span className={`mono ${css.anywhere}`}>{path}</span>{' '}
              {own && <span className="tag">made here</span>}
            </>
          ),
        },
        { title: 'State', cell: (file) => <FileState file={file} /> },
        {
          title: 'Rules',
          right: true,
          cell: ({ path }) => count(rules.filter(({ file }) => file === path).length),
        },
        { title: 'Read', right: true, cell: ({ loadedMs }) => (loadedMs > 0 ? <Time ms={loadedMs} /> : '—') },
      ]}
    />
  );
}

function RoutingState() {
  const href = useViewHref();
  const { data } = useCall('receivers.list', {}, { staleMs: 1_000, refetchMs: 5_000 });
  return (
    <p className="fs12">
      {data?.file && <FileState file={data.file} />}
      <Link href={href('/alerts/receivers')}>Receivers and routes</Link>
    </p>
  );
}
