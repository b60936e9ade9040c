import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { ObjectiveView } from '../../../../shared/contract/objectives.ts';
import { Name } from '../../../components/Name.tsx';
import { Sparkline } from '../../../components/Sparkline.tsx';
import { type Column, VirtualTable } from '../../../components/VirtualTable.tsx';
import { useKeys } from '../../../shell/keys.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { BudgetBar, Firing } from './BudgetBar.tsx';
import { budgetState, burnText, firingSeverities, goodText, partText, windowText } from './objective-text.ts';
import css from './objectives.module.css';

/** Every objective with what is left of its budget, the worst first. */
export function ObjectiveTable({ objectives }: { objectives: ObjectiveView[] }) {
  const href = useViewHref();
  const [, navigate] = useLocation();
  const [active, setActive] = useState(-1);
  const pathOf = (objective: ObjectiveView) => href(`/alerts/objectives/${objective.id}`);
  const open = (objective: ObjectiveView | undefined) => objective && navigate(pathOf(objective));
  const move = (by: number) => setActive((at) => Math.min(Math.max(at + by, 0), objectives.length - 1));
  const openActive = () => open(objectives[active]);
  useKeys({ j: () => move(1), k: () => move(-1), Enter: openActive });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the columns change with the address only
  const columns = useMemo(() => columnsOf(pathOf), [href]);
  return (
    <VirtualTable
      label="Objectives"
      columns={columns}
      rows={objectives}
      rowKey={({ id }) => id}
      active={active}
      minWidth={760}
      onRowClick={(row) => open(row)}
    />
  );
}

const columnsOf = (pathOf: (objective: ObjectiveView) => string): Column<ObjectiveView>[] => [
  {
    key: 'name',
    title: <span className={css.indent}>Objective</span>,
    width: 'minmax(180px, 3fr)',
    cell: (one) => (
      <Link
        href={pathOf(one)}
        className={`${css.indent} ${css.nameLink} cut`}
        title={one.description || one.name}
      >
        {one.displayName}
      </Link>
    ),
  },
  {
    key: 'service',
    title: 'Service',
    width: 'minmax(90px, 1.2fr)',
    cell: ({ service }) => <Name name={service} />,
  },
  {
    key: 'target',
    title: 'Target',
    width: '72px',
    align: 'right',
    cell: ({ target }) => <span className="mono">{partText(target)}</span>,
  },
  {
    key: 'good',
    title: 'Good',
    width: '84px',
    align: 'right',
    cell: ({ good, target }) =>
      good === null ? (
        <span className="t3">—</span>
      ) : (
        <span className={`mono ${good < target ? 'err' : ''}`}>{goodText(good, target)}</span>
      ),
  },
  {
    key: 'window',
    title: 'Window',
    width: '60px',
    align: 'right',
    cell: ({ windowMs }) => windowText(windowMs),
  },
  {
    key: 'budget',
    title: <span className={css.indent}>Budget left</span>,
    width: 'minmax(140px, 2fr)',
    cell: (one) => (
      <span className={css.indent}>
        <BudgetBar objective={one} />
      </span>
    ),
  },
  {
    key: 'trend',
    title: <span className={css.indent}>Over window</span>,
    width: '108px',
    cell: (one) => <Trend objective={one} />,
  },
  {
    key: 'burn',
    title: 'Burns now',
    width: '76px',
    align: 'right',
    cell: ({ burnRates: [first] }) => (
      <span
        className={first && (first.long ?? 0) > 1 ? 'warn mono' : 'mono'}
        title={first ? `over ${windowText(first.longMs)}` : ''}
      >
        {burnText(first?.long ?? null)}
      </span>
    ),
  },
  {
    key: 'alerts',
    title: <span className={css.indent}>Alerts</span>,
    width: '96px',
    cell: (one) => (
      <span className={css.indent}>
        {one.error === null ? (
          <Firing severities={firingSeverities(one)} />
        ) : (
          <span className="err cut" title={one.error}>
            error
          </span>
        )}
      </span>
    ),
  },
];

function Trend({ objective }: { objective: ObjectiveView }) {
  const { budgetLeft } = objective.trend;
  const shown = useMemo(() => budgetLeft.map((left) => Math.max(0, left)), [budgetLeft]);
  const spent = budgetState(objective) === 'spent';
  return (
    <span className={css.trend}>
      <Sparkline values={shown} colour={spent ? 'var(--err)' : 'var(--accent)'} width={88} area />
    </span>
  );
}
