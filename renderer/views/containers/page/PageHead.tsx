import { Menu } from '@mantine/core';
import {
  IconAlignLeft,
  IconDots,
  IconPlayerPlay,
  IconRefresh,
  IconSquare,
  IconTerminal2,
} from '@tabler/icons-react';
import { Link } from 'wouter';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { serviceQuery } from '../../../../shared/trace-query/printer.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import { colourName } from '../../../components/colours.ts';
import { Name } from '../../../components/Name.tsx';
import { containerShape, containerStateText } from '../../../components/StateIcon.tsx';
import { TraceIcon } from '../../../components/TraceIcon.tsx';
import { useViewHref } from '../../../time/url-state.ts';
import { actionLabel, useContainerActions } from '../container-actions.tsx';
import { possibleActions } from '../possible-actions.ts';

interface PageHeadProps {
  container: ContainerSummary;
  marks: EventMark[];
  onTab(tab: string): void;
}

/** Where one is, what it is called, what is wrong with it, what can be done. */
export function PageHead({ container, marks, onTab }: PageHeadProps) {
  const href = useViewHref();
  const { name, entity, composeProject, composeService } = container;
  const ooms = marks.filter(({ kind }) => kind === 'oom').length;
  const shape = containerShape(container);
  return (
    <div className="view-head">
      <Link href={href('/containers')} className="t3 fs12">
        Containers
      </Link>
      <span className="t3">/</span>
      {composeProject ? (
        <>
          <Link href={href('/containers', { scope: composeProject })} className="t3 fs12">
            {composeProject}
          </Link>
          <span className="t3">/</span>
        </>
      ) : null}
      <h1 className="cut">
        <Name name={name} of={colourName(container)} />
      </h1>
      {shape === 'ok' ? null : (
        <span className={`tag ${shape === 'warn' ? 'warn' : shape === 'error' ? 'err' : ''}`}>
          {containerStateText(container)}
        </span>
      )}
      {ooms > 0 ? (
        <span className="tag err">
          {ooms} OOM {ooms === 1 ? 'kill' : 'kills'}
        </span>
      ) : null}
      <span className="grow" />
      <Link className="btn" href={href('/logs', { only: encodeURIComponent(entity) })}>
        <IconAlignLeft size={15} /> Logs
      </Link>
      <Link className="btn" href={href('/traces', { q: serviceQuery(composeService ?? name) })}>
        <TraceIcon size={15} /> Traces
      </Link>
      {container.state === 'running' ? (
        <button type="button" className="btn" onClick={() => onTab('shell')}>
          <IconTerminal2 size={15} /> Shell
        </button>
      ) : null}
      <Actions container={container} />
    </div>
  );
}

function Actions({ container }: { container: ContainerSummary }) {
  const act = useContainerActions();
  const href = useViewHref();
  const possible = possibleActions(container);
  if (possible.length === 0) return null;
  return (
    <span className="group">
      {possible.includes('restart') ? (
        <button type="button" className="btn" onClick={() => act('restart', [container])}>
          <IconRefresh size={15} /> Restart
        </button>
      ) : null}
      {possible.includes('start') ? (
        <button type="button" className="btn" onClick={() => act('start', [container])}>
          <IconPlayerPlay size={15} /> Start
        </button>
      ) : null}
      {possible.includes('stop') ? (
        <button
          type="button"
          className="btn icon"
          title="Stop"
          aria-label="Stop"
          onClick={() => act('stop', [container])}
        >
          <IconSquare size={14} />
        </button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="btn icon" title="More" aria-label="More actions">
            <IconDots size={15} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {possible.map((action) => (
            <Menu.Item
              key={action}
              onClick={() => act(action, [container])}
              c={action === 'remove' ? 'var(--err)' : undefined}
            >
              {actionLabel[action]}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            component={Link}
            href={href('/alerts/new', { shape: 'memory', subject: container.name })}
          >
            Make a rule
          </Menu.Item>
          <Menu.Item onClick={() => void navigator.clipboard.writeText(container.id)}>Copy the id</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
