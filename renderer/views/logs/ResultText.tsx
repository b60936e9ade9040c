import { count } from '../../../shared/model/format.ts';
import type { LogVolumes } from './use-log-volume.ts';

/** "47,954 of 192,604 lines in 38 ms". */
export function ResultText({ volumes: { total, all, tookMs } }: { volumes: LogVolumes }) {
  if (total === null) return null;
  return (
    <span role="status">
      {count(total)}
      {all !== null && all !== total && ` of ${count(all)}`} {total === 1 && all === 1 ? 'line' : 'lines'}
      {tookMs !== null && <span className="wide-only"> in {count(Math.max(1, Math.round(tookMs)))} ms</span>}
    </span>
  );
}
