import type { ReactNode } from 'react';
import type { ContainerDetail } from '../../../../shared/contract/containers.ts';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { bytes, count, durationWords, quantityText, significant } from '../../../../shared/model/format.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import { containerShape } from '../../../components/StateIcon.tsx';
import { Ago, Time } from '../../../components/Time.tsx';
import { useNow } from '../../../time/ticker.ts';
import { PortLinks } from '../PortLinks.tsx';
import classes from './page.module.css';

interface FactsProps {
  container: ContainerSummary;
  detail: ContainerDetail | null;
  marks: EventMark[];
}

/** What a person asks first about a container, on one line. */
export function Facts({ container, detail, marks }: FactsProps) {
  const { id, image, imageId, createdMs, startedMs, finishedMs, restarts, networks, state } = container;
  const address = networks.find((network) => network.address)?.address;
  const ended = state === 'exited' || state === 'dead';
  return (
    <dl className={classes.facts}>
      <Fact name="State">
        <StateText container={container} marks={marks} />
      </Fact>
      <Fact name="Image" title={image}>
        <span className="mono">
          {image} <span className="t3">@ {imageId.replace(/^sha256:/, '').slice(0, 8)}</span>
        </span>
      </Fact>
      <Fact name="Container" title={id}>
        <span className="mono">{id.slice(0, 12)}</span>
      </Fact>
      <Fact name="Created">
        <Time ms={createdMs} />{' '}
        <span className="t3">
          <Ago ms={createdMs} /> ago
        </span>
      </Fact>
      {startedMs !== null && !ended ? (
        <Fact name="Started">
          <Time ms={startedMs} />{' '}
          <span className="t3">
            <Ago ms={startedMs} /> ago
          </span>
        </Fact>
      ) : null}
      {ended && finishedMs !== null ? (
        <Fact name="Ended">
          <Time ms={finishedMs} />{' '}
          <span className="t3">
            <Ago ms={finishedMs} /> ago
          </span>
        </Fact>
      ) : null}
      <Fact name="Restarts">
        <span className={restarts ? 'warn' : ''}>{count(restarts)}</span>{' '}
        <span className="t3">{detail?.restartPolicy ?? ''}</span>
      </Fact>
      <Fact name="Limits">{limits(container, detail)}</Fact>
      <Fact name="Ports">
        <PortLinks container={container} />
      </Fact>
      {address ? (
        <Fact name="Address">
          <span className="mono">{address}</span>
        </Fact>
      ) : null}
      {networks.length > 0 ? (
        <Fact name="Networks">{networks.map(({ name }) => name).join(', ')}</Fact>
      ) : null}
    </dl>
  );
}

function Fact({ name, title, children }: { name: string; title?: string; children: ReactNode }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function StateText({ container, marks }: { container: ContainerSummary; marks: EventMark[] }) {
  const now = useNow(1000);
  const { state, health, exitCode } = container;
  const since =
    health === 'unhealthy' ? marks.findLast(({ kind }) => kind === 'unhealthy')?.timeMs : undefined;
  const shape = containerShape(container);
  const text = [
    state === 'exited' && exitCode !== null ? `exited ${exitCode}` : state,
    ...(health ? [`${health}${since ? ` ${durationWords(now - since)}` : ''}`] : []),
  ].join(', ');
  return <span className={shape === 'warn' ? 'warn' : shape === 'error' ? 'err' : ''}>{text}</span>;
}

function limits({ memoryLimited, stats }: ContainerSummary, detail: ContainerDetail | null): string {
  const cpus = detail?.cpuLimitCores;
  const memory = detail?.memoryLimitBytes ?? (memoryLimited ? stats?.memoryLimitBytes : null);
  const parts = [
    ...(cpus ? [`${significant(cpus).replace(/\.?0+$/, '')} CPUs`] : []),
    ...(memory ? [quantityText(bytes(memory))] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'none';
}
