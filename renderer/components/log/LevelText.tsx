import type { LogRow } from '../../../shared/contract/logs.ts';
import { severityLevel } from '../../../shared/model/log-record.ts';
import css from './log.module.css';

/** A record's level in its colour, and always as a word; what has none says so by its stream. */
export function LevelText({ row }: { row: Pick<LogRow, 'severityNumber' | 'stream'> }) {
  const level = severityLevel(row.severityNumber);
  return (
    <span className={css.level} data-level={level}>
      {level === 'unknown' ? (row.stream === 'stderr' ? 'stderr' : '') : level}
    </span>
  );
}
