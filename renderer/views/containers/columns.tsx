import type { ReactNode } from 'react';
import {
  bytes,
  bytesPerSecond,
  count,
  durationWords,
  percent,
  quantityText,
} from '../../../shared/model/format.ts';
import { type NamedSeries, withLatest } from '../../charts/container-series.ts';
import { Bar } from '../../components/Bar.tsx';
import { colourName, colourOf } from '../../components/colours.ts';
import { MemoryText } from '../../components/MemoryText.tsx';
import { Name } from '../../components/Name.tsx';
import { Quantity } from '../../components/Quantity.tsx';
import { Sparkline } from '../../components/Sparkline.tsx';
import { containerShape, containerStateText, StateIcon } from '../../components/StateIcon.tsx';
import type { Column } from '../../components/VirtualTable.tsx';
import type { ContainerRow, Totals } from './container-rows.ts';
import classes from './containers.module.css';
import { PortLinks } from './PortLinks.tsx';
import { RowActions } from './RowActions.tsx';

export interface TableColumn extends Column<ContainerRow> {
  /** Its name in the menu of columns. */
  label: string;
  total?(totals: Totals): ReactNode;
}

interface ColumnsSpec {
  /** The newest reading belongs to the lines. */
  live: boolean;
  /** The window is small: sparklines are shorter, so that names and values stay whole. */
  narrow: boolean;
  cpu: NamedSeries | null;
  nowMs: number;
  /** Places of OOM kills in the window from 0 to 1, by entity. */
  oomMarks: ReadonlyMap<string, number[]>;
}

const rate = (value: number | null | undefined) => {
  const { value: text, unit } = bytesPerSecond(value ?? null);
  // The head says "/s" already.
  return (
    <Quantity of={value === 0 ? { value: '0', unit: '' } : { value: text, unit: unit.replace('/s', '') }} />
  );
};

/** The table's columns, left to right. Widths are the grid's tracks. */
export function tableColumns(spec: ColumnsSpec): TableColumn[] {
  const numeric = (
    key: keyof Totals & string,
    label: string,
    width: string,
    cell: (row: ContainerRow) => ReactNode,
    total: (totals: Totals) => ReactNode,
  ): TableColumn => ({ key, label, title: label, width, align: 'right', sortable: true, cell, total });
  return [
    {
      key: 'name',
      label: 'Name',
      title: <span className={classes.nameHead}>Name</span>,
      width: 'minmax(144px, 1fr)',
      sortable: true,
      cell: nameCell,
    },
    {
      key: 'state',
      label: 'State',
      title: 'State',
      width: 'minmax(72px, 80px)',
      sortable: true,
      cell: stateCell,
    },
    {
      key: 'image',
      label: 'Image',
      title: 'Image',
      width: 'minmax(88px, 1.4fr)',
      sortable: true,
      cell: imageCell,
    },
    numeric(
      'cpu',
      'CPU',
      spec.narrow ? '124px' : '152px',
      (row) => cpuCell(row, spec),
      ({ cpu }) => <Quantity of={percent(cpu)} />,
    ),
    numeric('memory', 'Memory of limit', 'minmax(184px, 196px)', memoryCell, ({ memory }) => (
      <Quantity of={bytes(memory)} />
    )),
    numeric(
      'netIn',
      'Net in /s',
      'minmax(68px, 76px)',
      ({ container }) => rate(container.stats?.networkRxRate),
      ({ netIn }) => rate(netIn),
    ),
    numeric(
      'netOut',
      'Net out /s',
      'minmax(68px, 76px)',
      ({ container }) => rate(container.stats?.networkTxRate),
      ({ netOut }) => rate(netOut),
    ),
    numeric(
      'read',
      'Read /s',
      'minmax(68px, 76px)',
      ({ container }) => rate(container.stats?.blockReadRate),
      ({ read }) => rate(read),
    ),
    numeric(
      'write',
      'Write /s',
      'minmax(68px, 76px)',
      ({ container }) => rate(container.stats?.blockWriteRate),
      ({ write }) => rate(write),
    ),
    numeric(
      'pids',
      'PIDs',
      '48px',
      ({ container }) => number(container.stats?.pids),
      ({ pids }) => number(pids),
    ),
    numeric('restarts', 'Restarts', 'minmax(56px, 60px)', restartsCell, ({ restarts }) => number(restarts)),
    {
      key: 'up',
      label: 'Up',
      title: 'Up',
      width: 'minmax(76px, 84px)',
      align: 'right',
      sortable: true,
      cell: ({ container: { state, startedMs } }) =>
        state === 'running' && startedMs !== null ? (
          <span className="t2">{durationWords(spec.nowMs - startedMs)}</span>
        ) : (
          <span className="t3">—</span>
        ),
    },
    {
      key: 'ports',
      label: 'Ports',
      title: 'Ports',
      width: 'minmax(88px, 0.5fr)',
      cell: ({ container }) => <PortLinks container={container} />,
    },
    {
      ...numeric('errors', 'Errors', 'minmax(56px, 60px)', errorsCell, ({ errors }) => number(errors)),
      cell: errorsCell,
    },
  ];
}

const number = (value: number | null | undefined) =>
  value === null || value === undefined ? <span className="t3">—</span> : count(value);

function nameCell({ container }: ContainerRow) {
  const off = container.stats === null && container.state !== 'running';
  return (
    <span className={off ? `${classes.nameCell} ${classes.off}` : classes.nameCell}>
      <StateIcon shape={containerShape(container)} title={containerStateText(container)} />
      <Name name={container.name} of={colourName(container)} className="med" />
    </span>
  );
}

function stateCell({ container }: ContainerRow) {
  const text = containerStateText(container);
  const shape = containerShape(container);
  return <span className={shape === 'warn' ? 'warn' : shape === 'error' ? 'err' : 't3'}>{text}</span>;
}

function imageCell({ container: { image } }: ContainerRow) {
  return (
    <span className="mono t2" title={image}>
      {image}
    </span>
  );
}

function cpuCell({ container }: ContainerRow, { cpu, oomMarks, narrow, live }: ColumnsSpec) {
  const { stats, name, entity } = container;
  const values = cpu?.byName.get(name);
  if (!stats && !values) return <span className="t3">—</span>;
  return (
    <span className={classes.pair}>
      {values ? (
        <Sparkline
          values={live ? withLatest(values, stats?.cpuPercent) : values}
          colour={colourOf(colourName(container))}
          least={4}
          width={narrow ? 44 : 72}
          marks={oomMarks.get(entity) ?? NO_MARKS}
        />
      ) : null}
      <span className={classes.cpu}>
        <Quantity
          of={percent(stats?.cpuPercent ?? null)}
          exact={`${stats?.cpuPercent ?? ''} % of one core`}
        />
      </span>
    </span>
  );
}
const NO_MARKS: number[] = [];

function memoryCell({ container }: ContainerRow) {
  const { stats, memoryLimited } = container;
  if (!stats || stats.memoryBytes === null) return <span className="t3">—</span>;
  const limit = memoryLimited ? stats.memoryLimitBytes : null;
  const part = limit ? stats.memoryBytes / limit : null;
  return (
    <span className={classes.pair}>
      {part === null ? null : <Bar part={part} width={56} label={`memory of ${container.name}`} />}
      <span
        className={classes.memory}
        title={`${count(stats.memoryBytes)} B${limit ? ` of ${quantityText(bytes(limit))}` : ''}`}
      >
        <MemoryText bytes={stats.memoryBytes} limit={limit} />
      </span>
    </span>
  );
}

function restartsCell({ container: { restarts, state } }: ContainerRow) {
  if (restarts === null || state === 'exited' || state === 'gone') return <span className="t3">—</span>;
  return <span className={restarts > 0 ? 'warn' : ''}>{count(restarts)}</span>;
}

function errorsCell(row: ContainerRow, hot = false) {
  const { errors, container } = row;
  const gone = container.state === 'exited' && !errors;
  return (
    <span className={classes.last}>
      {hot ? <RowActions container={container} /> : null}
      <span className={errors !== null && errors >= 100 ? 'err' : ''}>
        {gone ? <span className="t3">—</span> : number(errors)}
      </span>
    </span>
  );
}
