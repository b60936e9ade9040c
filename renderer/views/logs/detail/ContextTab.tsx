import { useState } from 'react';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { LevelText } from '../../../components/log/LevelText.tsx';
import { LogMessage } from '../../../components/log/LogMessage.tsx';
import type { Marker } from '../../../components/log/marks.ts';
import { useCall } from '../../../connection/use-call.ts';
import { milliText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import css from './detail.module.css';

const AROUND_NANO = 86_400_000_000_000n;
const LINES = 12;
const MORE = 40;

interface ContextTabProps {
  row: LogRow;
  marker: Marker;
  onSelect(row: LogRow): void;
}

/** The lines of the same producer before and after this one, whatever the query was. */
export function ContextTab({ row, marker, onSelect }: ContextTabProps) {
  const zone = useZone();
  const [size, setSize] = useState({ before: LINES, after: LINES });
  const { entity, id, timeUnixNano: at } = row;
  const around = {
    entities: [entity],
    start: at > AROUND_NANO ? at - AROUND_NANO : 0n,
    end: at + AROUND_NANO,
  };
  const before = useCall('logs.query', { ...around, direction: 'backward', cursor: id, limit: size.before });
  const after = useCall('logs.query', { ...around, direction: 'forward', cursor: id, limit: size.after });
  const error = before.error ?? after.error;
  if (error) return <ErrorNote error={error} what="The lines around" />;
  if (!before.data || !after.data) return <Skeleton rows={6} />;
  const more = (end: 'before' | 'after') => setSize({ ...size, [end]: size[end] + MORE });
  return (
    <div className={css.context}>
      <MoreLines page={before.data.cursor} label="More lines before" onMore={() => more('before')} />
      {[...before.data.records.toReversed(), row, ...after.data.records].map((line) => (
        <button
          key={line.id}
          type="button"
          className={css.contextLine}
          aria-current={line.id === id}
          onClick={() => line.id !== id && onSelect(line)}
        >
          <span className={css.contextTime}>{milliText(nanoToMs(line.timeUnixNano), zone)}</span>
          <LevelText row={line} />
          <span className="cut">
            <LogMessage row={line} marker={marker} />
          </span>
        </button>
      ))}
      <MoreLines page={after.data.cursor} label="More lines after" onMore={() => more('after')} />
    </div>
  );
}

function MoreLines({ page, label, onMore }: { page: string | null; label: string; onMore(): void }) {
  if (page === null) return null;
  return (
    <button type="button" className={css.link} onClick={onMore}>
      {label}
    </button>
  );
}
