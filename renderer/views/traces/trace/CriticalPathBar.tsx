import type { CSSProperties } from 'react';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { duration, percent, quantityText } from '../../../../shared/model/format.ts';
import type { CriticalPath } from '../../../../shared/trace-analysis/critical-path.ts';
import type { LongestPath } from '../../../../shared/trace-analysis/longest-path.ts';
import { colourOf } from '../../../components/colours.ts';
import chip from './service-chip.module.css';
import css from './trace.module.css';

const MOST_NAMED = 6;

interface CriticalPathBarProps {
  detail: TraceDetail;
  path: CriticalPath;
  longest: LongestPath;
}

/** Whose time the trace's length was: one bar, and the shares by service. */
export function CriticalPathBar({ detail, path, longest }: CriticalPathBarProps) {
  if (path.totalNano === 0) return null;
  const shares = path.byService.map(({ service, nano }) => ({
    name: detail.services[service] ?? '',
    nano,
    share: (nano / path.totalNano) * 100,
  }));
  return (
    <div className={css.criticalPath}>
      <span title="The chain of spans that decided how long the trace took">Critical path</span>
      <span className={css.shares} aria-hidden="true">
        {shares.map(({ name, nano }) => (
          <i
            key={name}
            title={`${name} ${quantityText(duration(nano))}`}
            style={{ flex: nano, background: colourOf(name) }}
          />
        ))}
      </span>
      {shares.slice(0, MOST_NAMED).map(({ name, nano, share }) => (
        <span
          key={name}
          className={chip.service}
          style={{ '--c': colourOf(name) } as CSSProperties}
          title={quantityText(duration(nano))}
        >
          {name} <b className="med">{quantityText(percent(share))}</b>
        </span>
      ))}
      {shares.length > MOST_NAMED && <span className={css.weak}>{shares.length - MOST_NAMED} more</span>}
      <span
        className={`${css.longest} ${css.wideOnly}`}
        title={`The path from a root downwards whose spans' durations have the largest sum, ${longest.spans.length} spans. Parents and children count both, so it may exceed the trace's duration.`}
      >
        longest path <b className="med">{quantityText(duration(longest.totalNano))}</b>
      </span>
    </div>
  );
}
