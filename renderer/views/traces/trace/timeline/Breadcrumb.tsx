import type { DisplayOrder } from '../model/display-order.ts';
import type { TraceModel } from '../model/trace-model.ts';
import { ancestorsOf } from '../model/visible-lines.ts';
import css from './timeline.module.css';

interface BreadcrumbProps {
  model: TraceModel;
  order: DisplayOrder;
  /** The first line in sight; -1 for none. */
  line: number;
  onSelect(span: number): void;
}

/** Deeper than this a trace has its path named above the rows. */
const FROM_DEPTH = 15;
const OUTERMOST = 2;
const INNERMOST = 3;

/** Under what the rows in sight hang: the outermost and the innermost ancestors, each a way back to it. */
export function Breadcrumb({ model, order, line, onSelect }: BreadcrumbProps) {
  const { detail, analysis } = model;
  if (analysis.counts.depth <= FROM_DEPTH) return null;
  const path = line < 0 ? [] : ancestorsOf(order, line).filter((each) => order.members[each] === 0);
  const left = path.length - OUTERMOST - INNERMOST;
  const shown = left > 0 ? [...path.slice(0, OUTERMOST), -1, ...path.slice(-INNERMOST)] : path;
  return (
    <nav className={css.breadcrumb} aria-label="Ancestors of the rows in sight">
      {shown.length === 0 && <span className={css.weak}>top of the trace</span>}
      {shown.map((each) =>
        each < 0 ? (
          <span key={each} className={css.weak}>
            {left.toLocaleString('en-US')} more
          </span>
        ) : (
          <button key={each} type="button" onClick={() => onSelect(order.span[each]!)}>
            {detail.names[detail.name[order.span[each]!]!]}
          </button>
        ),
      )}
    </nav>
  );
}
