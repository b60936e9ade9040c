import type { LogRow } from '../../../shared/contract/logs.ts';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { useCall } from '../../connection/use-call.ts';
import { useZone } from '../../time/preferences.ts';
import { LogLine } from './LogLine.tsx';
import css from './logs.module.css';

const AROUND_NANO = 3_600_000_000_000n;
const LINES = 15;

/** The lines of the same container before and after this one, whatever the query was. */
export function LogContext({ row }: { row: LogRow }) {
  const zone = useZone();
  const { timeUnixNano: at, entity } = row;
  const start = at > AROUND_NANO ? at - AROUND_NANO : 0n;
  const before = useCall('logs.query', {
    entities: [entity],
    start,
    end: at,
    direction: 'backward',
    limit: LINES,
  });
  const after = useCall('logs.query', {
    entities: [entity],
    start: at,
    end: at + AROUND_NANO,
    direction: 'forward',
    limit: LINES,
  });
  if (!before.data || !after.data) return <Skeleton rows={6} />;
  const known = new Set(before.data.records.map(({ id }) => id));
  const rows = [
    ...before.data.records.toReversed(),
    ...after.data.records.filter(({ id }) => !known.has(id)),
  ];
  return (
    <div className={css.context}>
      {rows.map((line) => (
        <div key={line.id} className={css.contextLine} aria-current={line.id === row.id}>
          <LogLine row={line} query="" zone={zone} showContainer={false} />
        </div>
      ))}
    </div>
  );
}
