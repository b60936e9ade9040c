import type { LogPattern } from '../../../../shared/contract/logs.ts';
import { count, percent, quantityText, significant } from '../../../../shared/model/format.ts';
import type { SeverityLevel } from '../../../../shared/model/log-record.ts';
import { Name } from '../../../components/Name.tsx';
import { Sparkline } from '../../../components/Sparkline.tsx';
import { Ago, Time } from '../../../components/Time.tsx';
import type { Column } from '../../../components/VirtualTable.tsx';
import { type ComparedPattern, growthOf } from './pattern-order.ts';
import css from './patterns.module.css';
import { TemplateText } from './TemplateText.tsx';

export interface PatternHands {
  onKeep(pattern: LogPattern): void;
  onHide(pattern: LogPattern): void;
}

const DAY_MS = 86_400_000;

const isGrave = (level: SeverityLevel): boolean => level === 'error' || level === 'fatal';

const levelClass = (level: SeverityLevel): string =>
  isGrave(level) ? 'err' : level === 'warn' ? 'warn' : 't2';

const trendColour = (level: SeverityLevel): string =>
  isGrave(level) ? 'var(--err)' : level === 'warn' ? 'var(--warn)' : 'var(--t2)';

/** @param total lines of the whole result */
export function patternColumns(total: number, hands: PatternHands): Column<ComparedPattern>[] {
  return [
    {
      key: 'level',
      title: 'Level',
      width: '64px',
      cell: ({ level }) => <span className={levelClass(level)}>{level}</span>,
    },
    {
      key: 'container',
      title: 'Producer',
      width: 'minmax(80px, 120px)',
      cell: ({ container }) => <Name name={container} />,
    },
    {
      key: 'template',
      title: 'Template',
      width: 'minmax(160px, 1fr)',
      cell: (pattern, hot) => (
        <span className={css.templateCell}>
          <TemplateText template={pattern.template} />
          {hot && <RowHands pattern={pattern} hands={hands} />}
        </span>
      ),
    },
    {
      key: 'new',
      title: '',
      width: '52px',
      align: 'right',
      cell: ({ isNew }) => (isNew ? <span className="tag accent">new</span> : null),
    },
    {
      key: 'lines',
      title: 'Lines',
      width: '76px',
      align: 'right',
      cell: (pattern) => <span className="med">{count(pattern.count)}</span>,
    },
    {
      key: 'share',
      title: 'Share',
      width: '80px',
      align: 'right',
      cell: (pattern) => (
        <span className="t3">{total === 0 ? '—' : quantityText(percent((100 * pattern.count) / total))}</span>
      ),
    },
    { key: 'growth', title: 'Before', width: '64px', align: 'right', cell: (row) => <Growth of={row} /> },
    {
      key: 'trend',
      title: 'Trend',
      width: '136px',
      cell: ({ trend, level }) => <Sparkline values={trend} width={120} colour={trendColour(level)} />,
    },
    {
      key: 'seen',
      title: 'First seen',
      width: '92px',
      align: 'right',
      cell: ({ firstSeenMs }) => <FirstSeen ms={firstSeenMs} />,
    },
  ];
}

function RowHands({ pattern, hands }: { pattern: LogPattern; hands: PatternHands }) {
  const click = (action: (pattern: LogPattern) => void) => (event: React.MouseEvent) => {
    event.stopPropagation();
    action(pattern);
  };
  return (
    <span className={css.hands}>
      <button type="button" tabIndex={-1} title="Only its lines (k)" onClick={click(hands.onKeep)}>
        keep
      </button>
      <button type="button" tabIndex={-1} title="Without its lines (h)" onClick={click(hands.onHide)}>
        hide
      </button>
    </span>
  );
}

function Growth({ of }: { of: ComparedPattern }) {
  const title = `${count(of.after)} lines, ${significant(of.until)} would be as before`;
  const growth = growthOf(of);
  const text = Number.isFinite(growth) ? `×${significant(growth)}` : of.isNew ? '' : 'was 0';
  return (
    <span className="t3" title={title}>
      {text}
    </span>
  );
}

/** The clock within a day, and how long ago beyond it. */
function FirstSeen({ ms }: { ms: number }) {
  if (Date.now() - ms < DAY_MS) return <Time className="mono t3" ms={ms} />;
  return (
    <span className="t3">
      <Ago ms={ms} /> ago
    </span>
  );
}
