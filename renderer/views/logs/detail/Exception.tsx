import { useState } from 'react';
import { stripAnsi } from '../../../components/ansi.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import css from './detail.module.css';

interface ExceptionProps {
  type: string;
  message: string;
  stack: string;
}

const FOLDED = 8;
/** Frames of runtimes and libraries, which are seldom where the fault is. */
const FOREIGN =
  /node_modules[/\\]|node:internal|\bjava\.base\/|\bjavax?\.|\bsun\.|site-packages|dist-packages|\/usr\/lib\/|\/vendor\/|runtime\/|System\.|Microsoft\.|<anonymous>/;

/** What was thrown, and where: own code strong, frames of libraries weak. */
export function Exception({ type, message, stack }: ExceptionProps) {
  const [all, setAll] = useState(false);
  const frames = stack.split('\n').filter((line) => line.trim() !== '');
  const shown = all ? frames.slice(0, 1_000) : frames.slice(0, FOLDED);
  return (
    <section className={css.exception} aria-label="Exception">
      <div className={css.exceptionHead}>
        <b>{type === '' ? 'Exception' : stripAnsi(type)}</b>
        <span className="grow">{message === '' ? '' : stripAnsi(message).slice(0, 2_000)}</span>
        <CopyButton text={stack} label="Copy the stack" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ol tabIndex={0} aria-label="Stack">
        {shown.map((frame, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the frames of one stack never move
          <li key={i} data-foreign={FOREIGN.test(frame) || undefined}>
            {stripAnsi(frame).slice(0, 1_000)}
          </li>
        ))}
      </ol>
      {frames.length > FOLDED && (
        <button type="button" className={css.link} onClick={() => setAll(!all)}>
          {all ? 'Fewer frames' : `All ${frames.length} frames`}
        </button>
      )}
    </section>
  );
}
