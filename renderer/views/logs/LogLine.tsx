import { memo } from 'react';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { severityLevel } from '../../../shared/model/log-record.ts';
import { nanoToMs } from '../../../shared/model/time.ts';
import { type AnsiStyle, parseAnsi } from '../../components/ansi.ts';
import { Name } from '../../components/Name.tsx';
import { milliText, type Zone } from '../../time/clock-text.ts';
import { type MarkedRun, markHits } from './highlight.ts';
import css from './logs.module.css';

interface LogLineProps {
  row: LogRow;
  query: string;
  zone: Zone;
  showContainer: boolean;
}

/** One line: time, level, container, message. Text only, with the colours the program gave it. */
export const LogLine = memo(function LogLine({ row, query, zone, showContainer }: LogLineProps) {
  const level = severityLevel(row.severityNumber);
  return (
    <>
      <span className={css.time}>{milliText(nanoToMs(row.timeUnixNano), zone)}</span>
      <span className={css.level} data-level={level}>
        {level === 'unknown' ? '' : level}
      </span>
      {showContainer && <Name name={row.container} className={css.container ?? ''} />}
      <span className={css.message}>
        <Message body={row.body} query={query} />
        {row.truncated && <span className={css.cut}> … cut at the limit</span>}
      </span>
    </>
  );
});

export function Message({ body, query }: { body: string; query: string }) {
  return markHits(parseAnsi(body), query).map((run, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text never move
    <Run key={i} run={run} />
  ));
}

function Run({ run }: { run: MarkedRun }) {
  const style = runStyle(run.style);
  if (run.hit) return <mark style={style}>{run.text}</mark>;
  return style ? <span style={style}>{run.text}</span> : run.text;
}

const colour = (value: number | string) => (typeof value === 'number' ? `var(--ansi-${value})` : value);

function runStyle(style: AnsiStyle): React.CSSProperties | undefined {
  const { color, background, bold, dim, italic, underline, strike } = style;
  if (color === null && background === null && !bold && !dim && !italic && !underline && !strike)
    return undefined;
  const lines = [underline ? 'underline' : '', strike ? 'line-through' : ''].filter(Boolean).join(' ');
  return {
    ...(color === null ? {} : { color: colour(color) }),
    ...(background === null ? {} : { backgroundColor: colour(background) }),
    ...(bold ? { fontWeight: 600 } : {}),
    ...(dim ? { opacity: 0.7 } : {}),
    ...(italic ? { fontStyle: 'italic' } : {}),
    ...(lines === '' ? {} : { textDecoration: lines }),
  };
}
