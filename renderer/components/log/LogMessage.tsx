import { memo } from 'react';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { count } from '../../../shared/model/format.ts';
import css from './log.module.css';
import { LogText, MarkedText } from './MarkedText.tsx';
import { type Marker, noMarks } from './marks.ts';
import { fieldsText, shownLog } from './shown-log.ts';

interface LogMessageProps {
  row: LogRow;
  marker?: Marker;
  /** As it came, with its colours, instead of message and fields. */
  raw?: boolean;
  /** All lines of the record, not the first alone. */
  open?: boolean;
  /** The fields behind the message; left out where they stand in columns. */
  withFields?: boolean;
}

const MOST_RAW = 4_000;
const MOST_RAW_OPEN = 100_000;

/** What a record says, its fields weaker behind it. Text only, whatever the text tries. */
export const LogMessage = memo(function LogMessage(props: LogMessageProps) {
  const { row, marker = noMarks, raw = false, open = false, withFields = true } = props;
  if (raw) return <RawMessage row={row} marker={marker} open={open} />;
  const { message, behind, repeated, more, fields, rest } = shownLog(row);
  const unsaid = behind === '' ? fields : fields.filter(([key]) => !behind.includes(` ${key}=`));
  const said = (withFields && !repeated) || message === '' ? fieldsText(unsaid) : '';
  return (
    <>
      {message !== '' && <MarkedText text={message} marker={marker} />}
      {more.length > 0 && !open && <MoreLines lines={more.length} />}
      {behind !== '' && (
        <span className={css.fields}>
          <MarkedText text={behind} marker={marker} />
        </span>
      )}
      {rest > 0 && <Rest characters={rest} />}
      {said !== '' && (
        <span className={css.fields}>
          {message === '' ? '' : ' '}
          <MarkedText text={said} marker={marker} />
        </span>
      )}
      {row.truncated && <span className={css.cut}> … cut at the limit</span>}
      {open &&
        more.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one record never move
          <span key={i} className={css.moreLine}>
            {'\n'}
            <MarkedText text={line} marker={marker} />
          </span>
        ))}
    </>
  );
});

function RawMessage({ row, marker, open }: { row: LogRow; marker: Marker; open: boolean }) {
  const { body } = row;
  const end = open ? -1 : body.indexOf('\n');
  const most = open ? MOST_RAW_OPEN : MOST_RAW;
  const shown = body.slice(0, Math.min(end < 0 ? body.length : end, most));
  return (
    <>
      <LogText text={shown} marker={marker} />
      {end >= 0 && <MoreLines lines={body.slice(0, 1_000_000).split('\n').length - 1} />}
      {end < 0 && shown.length < body.length && <Rest characters={body.length - shown.length} />}
      {row.truncated && <span className={css.cut}> … cut at the limit</span>}
    </>
  );
}

const MoreLines = ({ lines }: { lines: number }) => (
  <span className={css.more}>
    +{count(lines)} {lines === 1 ? 'line' : 'lines'}
  </span>
);

const Rest = ({ characters }: { characters: number }) => (
  <span className={css.more}>… {count(characters)} more characters</span>
);
