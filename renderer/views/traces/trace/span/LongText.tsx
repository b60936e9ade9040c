import { useState } from 'react';
import { bytes, quantityText } from '../../../../../shared/model/format.ts';
import { stripAnsi } from '../../../../components/ansi.ts';
import { CopyButton } from '../../../../components/CopyButton.tsx';
import css from './span.module.css';

const SHOWN = 600;
/** More than this in one element makes the page slow; the copy has all of it. */
const MOST_SHOWN = 200_000;

/** A value as text; a long one is cut until all of it is asked for. */
export function LongText({ text }: { text: string }) {
  const [all, setAll] = useState(false);
  if (text.length <= SHOWN) return stripAnsi(text);
  return (
    <>
      <span className={all ? css.longText : ''}>{stripAnsi(text.slice(0, all ? MOST_SHOWN : SHOWN))}</span>
      {(!all || text.length > MOST_SHOWN) && '…'}{' '}
      <button type="button" className="btn quiet small" aria-expanded={all} onClick={() => setAll(!all)}>
        {all ? 'Show less' : `Show all, ${quantityText(bytes(text.length))}`}
      </button>
      <CopyButton text={text} label="Copy the whole value" />
    </>
  );
}
