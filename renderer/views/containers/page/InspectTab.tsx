import { type ReactNode, useState } from 'react';
import type { ContainerDetail } from '../../../../shared/contract/containers.ts';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { ScrollRegion } from '../../../components/ScrollRegion.tsx';
import { Segments } from '../../../components/Segments.tsx';
import { Time } from '../../../components/Time.tsx';
import { EnvList } from './EnvList.tsx';
import classes from './page.module.css';

type Form = 'readable' | 'json';

interface InspectTabProps {
  container: ContainerSummary;
  detail: ContainerDetail | null;
  error: Error | null;
}

/** Everything the daemon says, readable or as it came; secrets masked in both. */
export function InspectTab({ container, detail, error }: InspectTabProps) {
  const [form, setForm] = useState<Form>('readable');
  if (error && !detail) return <ErrorNote error={error} what="Inspect" />;
  if (!detail) return <Skeleton rows={8} />;
  const json = () => JSON.stringify(detail.inspect, null, 2);
  return (
    <section className="pane" style={{ flex: 1 }} aria-label="Inspect">
      <div className="pane-head">
        <Segments<Form>
          label="Form"
          options={[
            ['readable', 'Readable'],
            ['json', 'JSON'],
          ]}
          value={form}
          onChange={setForm}
        />
        <span className="grow" />
        <CopyButton text={json} label="Copy as JSON" />
      </div>
      <ScrollRegion label="Everything the daemon says">
        {form === 'json' ? (
          <pre className={classes.json}>{json()}</pre>
        ) : (
          <Readable container={container} detail={detail} />
        )}
      </ScrollRegion>
    </section>
  );
}

function Readable({ container, detail }: { container: ContainerSummary; detail: ContainerDetail }) {
  const { command, workingDir, user, restartPolicy, mounts, healthLog, env } = detail;
  return (
    <div className={classes.sections}>
      <Section title="Process">
        <dl className="kv">
          <Pair name="Command">{command.join(' ')}</Pair>
          <Pair name="Working directory">{workingDir || '/'}</Pair>
          <Pair name="User">{user || 'root'}</Pair>
          <Pair name="Restart policy">{restartPolicy}</Pair>
        </dl>
      </Section>
      <Section title="Environment" count={env.length}>
        <EnvList container={container} env={env} />
      </Section>
      <Section title="Ports" count={container.ports.length}>
        <dl className="kv">
          {container.ports.map(({ privatePort, publicPort, protocol, address }) => (
            <Pair
              key={`${address} ${privatePort} ${publicPort} ${protocol}`}
              name={`${privatePort}/${protocol}`}
            >
              {publicPort === null ? 'not published' : `${address ?? ''}:${publicPort}`}
            </Pair>
          ))}
        </dl>
      </Section>
      <Section title="Networks" count={container.networks.length}>
        <dl className="kv">
          {container.networks.map(({ name, address }) => (
            <Pair key={name} name={name}>
              {address ?? '—'}
            </Pair>
          ))}
        </dl>
      </Section>
      <Section title="Mounts" count={mounts.length}>
        <dl className="kv">
          {mounts.map(({ type, source, destination, readOnly }) => (
            <Pair key={destination} name={destination}>
              {source} <span className="t3">{`${type}${readOnly ? ', read only' : ''}`}</span>
            </Pair>
          ))}
        </dl>
      </Section>
      {healthLog.length > 0 ? (
        <Section title="Health checks" count={healthLog.length}>
          {[...healthLog].reverse().map(({ startMs, exitCode, output }) => (
            <div key={startMs} className={classes.probe}>
              <Time ms={startMs} className="mono t3" />
              <span className={exitCode === 0 ? 'ok' : 'err'}>exit {exitCode}</span>
              <span className="mono t2">{output.trim()}</span>
            </div>
          ))}
        </Section>
      ) : null}
      <Section title="Labels" count={container.labels.length}>
        <dl className="kv">
          {container.labels.map(([name, value]) => (
            <Pair key={name} name={name}>
              {value}
            </Pair>
          ))}
        </dl>
      </Section>
    </div>
  );
}

function Section({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h2>
        {title} {count === undefined ? null : <span className="t3">{count}</span>}
      </h2>
      {count === 0 ? <p className="t3 fs12">none</p> : children}
    </section>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt title={name}>{name}</dt>
      <dd className="mono">{children}</dd>
    </>
  );
}
