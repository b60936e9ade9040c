import { useMemo, useState } from 'react';
import { stripAnsi } from '../../../../components/ansi.ts';
import css from './span.module.css';
import { type StackLine, stackParts } from './stack-frames.ts';

const SHOWN_PARTS = 60;

/** The program's own frames; those of libraries are one line until it is opened. */
export function StackTrace({ stack }: { stack: string }) {
  const parts = useMemo(() => stackParts(stripAnsi(stack)), [stack]);
  const [all, setAll] = useState(false);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={css.stack} tabIndex={0} role="group" aria-label="Stack trace">
      {parts.slice(0, all ? undefined : SHOWN_PARTS).map((part, i) =>
        part.kind === 'line' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one stack never move
          <Frame key={i} line={part.line} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <details key={i} className={css.library}>
            <summary>
              {part.lines.length} {part.lines.length === 1 ? 'frame' : 'frames'} in {part.name}
            </summary>
            {part.lines.map((line, k) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <Frame key={k} line={line} />
            ))}
          </details>
        ),
      )}
      {!all && parts.length > SHOWN_PARTS && (
        <button type="button" className="btn quiet small" onClick={() => setAll(true)}>
          Show {parts.length - SHOWN_PARTS} more lines
        </button>
      )}
    </div>
  );
}

function Frame({ line: { text, frame } }: { line: StackLine }) {
  if (!frame) return <div>{text}</div>;
  return (
    <div title={text.trim()}>
      {frame.call && <b>at {frame.call} </b>}
      <span>({frame.place})</span>
    </div>
  );
}
