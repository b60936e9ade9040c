import { memo } from 'react';
import { type AnsiRun, parseAnsi, plainStyle } from '../ansi.ts';
import css from './log.module.css';
import { type MarkedRun, type Marker, markRuns, noMarks } from './marks.ts';
import { textStyle } from './text-style.ts';

interface MarkedTextProps {
  text: string;
  marker?: Marker;
}

/** Text that has no escape sequences any more, with its marks. */
export const MarkedText = memo(function MarkedText({ text, marker = noMarks }: MarkedTextProps) {
  return runsOf([{ text, style: plainStyle }], marker);
});

/** A line's text with the colours that its program gave it; no other escape sequence has an effect. */
export const LogText = memo(function LogText({ text, marker = noMarks }: MarkedTextProps) {
  return runsOf(parseAnsi(text), marker);
});

function runsOf(runs: AnsiRun[], marker: Marker) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text never move
  return markRuns(runs, marker).map((run, i) => <Run key={i} run={run} />);
}

function Run({ run: { text, style, mark } }: { run: MarkedRun }) {
  const look = textStyle(style);
  if (mark && mark.colour !== null) {
    const colour = { '--c': `var(--c${mark.colour + 1})` } as React.CSSProperties;
    return (
      <span className={css.ruled} style={{ ...look, ...colour }}>
        {text}
      </span>
    );
  }
  if (mark) return <mark style={look}>{text}</mark>;
  return look ? <span style={look}>{text}</span> : text;
}
