import { lengthWords } from '../../../time/time-range.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import css from '../metrics.module.css';
import type { Explore } from '../use-explore.ts';

/** A query that answered with nothing: what may be the reason, and what helps. */
export function NoAnswer({ explore }: { explore: Explore }) {
  const { state, change } = explore;
  const { zoomOut, range } = useTimeRange();
  const length = range.kind === 'last' ? `the ${lengthWords(range.lengthMs)}` : 'this range';
  return (
    <div className={css.none} role="status">
      <p className="med">Nothing matches in {length}.</p>
      <p className="t2">
        {state.where.length > 0
          ? 'No series fulfils all conditions, or none had samples then.'
          : 'There may have been no samples then, or too few of them for a rate.'}
      </p>
      <p>
        <button type="button" className="btn" onClick={zoomOut}>
          Zoom out
        </button>{' '}
        {state.where.length > 0 ? (
          <button type="button" className="btn" onClick={() => change({ where: [] })}>
            Without conditions
          </button>
        ) : null}
      </p>
    </div>
  );
}
