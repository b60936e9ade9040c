import { useState } from 'react';
import type { ReceiverName } from '../../../shared/contract/app.ts';
import { count, significant } from '../../../shared/model/format.ts';
import { CopyLines } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { StateIcon } from '../../components/StateIcon.tsx';
import { Ago } from '../../components/Time.tsx';
import { useLive } from '../../connection/use-stream.ts';
import { Field, Group, SimpleTable } from './Field.tsx';
import { howToSend, type ReceiverRow, receiverRows } from './receiver-rows.ts';
import css from './settings.module.css';
import { useSettings } from './use-settings.ts';

export function SourcesSection() {
  const status = useLive('app.status', {});
  if (!status) return <Skeleton rows={8} />;
  const rows = receiverRows(status);
  const docker = status.sources.find(({ name }) => name === 'docker');
  const otherDrops = status.dropped.filter(({ receiver }) => !rows.some(({ name }) => name === receiver));
  return (
    <>
      {docker && <DockerGroup docker={docker} />}
      <Group
        title="Receivers"
        note="They answer this machine and containers on its Docker bridges, nobody else. A changed port takes effect at the next start."
      >
        <SimpleTable
          label="Receivers"
          rows={rows}
          rowKey={({ name }) => name}
          columns={[
            {
              title: 'Receiver',
              cell: ({ name, state }) => (
                <span className={css.state}>
                  <StateIcon shape={state === 'listening' ? 'ok' : state === 'failed' ? 'warn' : 'idle'} />{' '}
                  {name}
                </span>
              ),
            },
            { title: 'Port', cell: (row) => <PortField name={row.name} port={row.port} /> },
            {
              title: 'Listening on',
              cell: ({ state, addresses, reason }) =>
                state === 'listening' ? (
                  <>
                    {addresses.join(', ')}
                    {reason && <div className="t3">{reason}</div>}
                  </>
                ) : (
                  <span className={state === 'failed' ? 'warn' : 't3'}>{reason ?? state}</span>
                ),
            },
            { title: 'Received', right: true, cell: ({ received }) => count(received) },
            { title: 'Now', right: true, cell: ({ rate }) => (rate > 0 ? `${significant(rate)} /s` : '0') },
            { title: 'Dropped', right: true, cell: ({ dropped }) => <Dropped causes={dropped} /> },
          ]}
        />
        <BadInput rows={rows} />
      </Group>
      {otherDrops.length > 0 && (
        <Group title="Dropped elsewhere">
          <SimpleTable
            label="Dropped elsewhere"
            rows={otherDrops}
            rowKey={({ receiver, signal, cause }) => receiver + signal + cause}
            columns={[
              { title: 'Source', cell: ({ receiver }) => receiver },
              { title: 'Signal', cell: ({ signal }) => signal },
              { title: 'Cause', cell: ({ cause }) => cause },
              { title: 'Items', right: true, cell: ({ items }) => count(items) },
            ]}
          />
        </Group>
      )}
      <Group title="How to send">
        {rows.map((row) => {
          const lines = howToSend(row);
          return lines && <CopyLines key={row.name} caption={row.name} text={lines} />;
        })}
      </Group>
    </>
  );
}

/** What senders got wrong, in the words that they were answered with. */
function BadInput({ rows }: { rows: ReceiverRow[] }) {
  const faulty = rows.filter((row) => row.lastFault !== null);
  if (faulty.length === 0) return null;
  return (
    <SimpleTable
      label="Bad input"
      rows={faulty}
      rowKey={({ name }) => name}
      columns={[
        { title: 'Bad input at', cell: ({ name }) => name },
        { title: 'Refused', right: true, cell: ({ lastFault }) => count(lastFault?.count ?? 0) },
        { title: 'The last one', cell: ({ lastFault }) => lastFault?.text },
        { title: 'Ago', right: true, cell: ({ lastFault }) => lastFault && <Ago ms={lastFault.atMs} /> },
      ]}
    />
  );
}

function Dropped({ causes }: { causes: [cause: string, items: number][] }) {
  if (causes.length === 0) return '0';
  return (
    <span className="warn">{causes.map(([cause, items]) => `${count(items)} ${cause}`).join(', ')}</span>
  );
}

type Docker = {
  endpoint: string | null;
  detail: string | null;
  state: string;
  running: number;
  total: number;
  cause: string | null;
  cure: string | null;
};

function DockerGroup({ docker }: { docker: Docker }) {
  const { view, save, error } = useSettings();
  const [draft, setDraft] = useState<string | null>(null);
  const stored = view?.settings.dockerHost ?? '';
  const fixedBy = view?.fixed.find(([path]) => path === 'dockerHost')?.[1];
  return (
    <Group title="Docker">
      <Field name="State">
        <span className={css.state}>
          <StateIcon
            shape={docker.state === 'connected' ? 'ok' : docker.state === 'connecting' ? 'pending' : 'warn'}
          />
          {docker.state === 'connected'
            ? `connected, ${docker.running} of ${docker.total} running`
            : docker.state}
        </span>
      </Field>
      <Field name="Endpoint">
        <span className="mono">{docker.endpoint ?? '—'}</span> <span className="t3">{docker.detail}</span>
      </Field>
      {docker.cause && (
        <Field name="Cause">
          {docker.cause}
          {docker.cure && <p className="t2">{docker.cure}</p>}
        </Field>
      )}
      <Field name="Another endpoint" fixedBy={fixedBy}>
        <input
          className={css.input}
          aria-label="Docker endpoint"
          placeholder="found as the docker command finds it; or unix:///… tcp://… ssh://…"
          value={draft ?? stored}
          disabled={fixedBy !== undefined}
          onChange={(event) => setDraft(event.target.value)}
        />
        {draft !== null && draft !== stored && (
          <button
            type="button"
            className="btn small"
            onClick={() => save({ dockerHost: draft === '' ? null : draft }, () => setDraft(null))}
          >
            Save, from the next start on
          </button>
        )}
        {error && <ErrorNote error={error} what="Not saved" />}
      </Field>
    </Group>
  );
}

function PortField({ name, port }: { name: ReceiverName; port: number | null }) {
  const { view, save } = useSettings();
  const [draft, setDraft] = useState<string | null>(null);
  const fixed = view?.fixed.some(([path]) => path === 'listen' || path === `listen.${name}`);
  const stored = view?.settings.listen[name];
  const shown = draft ?? String(stored ?? port ?? '');
  const valid = shown === 'off' || (/^\d{1,5}$/.test(shown) && Number(shown) <= 65_535);
  const commit = () => {
    if (draft === null || !valid || !view) return;
    save({ listen: { ...view.settings.listen, [name]: draft === 'off' ? 'off' : Number(draft) } }, () =>
      setDraft(null),
    );
  };
  return (
    <input
      className={css.port}
      aria-label={`Port of ${name}`}
      aria-invalid={!valid}
      title={valid ? 'A port, 0 for a free one, or off' : 'expected 0 to 65535, or off'}
      placeholder="off"
      value={shown}
      disabled={fixed ?? true}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
