import { IconChartBar, IconColumnInsertRight, IconCopy, IconMinus, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { ParsedLog } from '../../../../shared/log-format/parsed-log.ts';
import { attributeText } from '../../../../shared/model/attributes.ts';
import { count } from '../../../../shared/model/format.ts';
import { stripAnsi } from '../../../components/ansi.ts';
import { nanoText } from '../log-text.ts';
import { excluded, fieldCondition } from '../query/field-choice.ts';
import css from './detail.module.css';
import type { DetailProps } from './LogDetail.tsx';

const MOST_FIELDS = 300;
const MOST_VALUE = 4_000;

interface Field {
  key: string;
  text: string;
  number: boolean;
}

/** Fields of the record, each with what can be done about it. */
export function FieldsTab({ row, parsed, search, look, onStats }: DetailProps & { parsed: ParsedLog }) {
  const [wanted, setWanted] = useState('');
  const fields = useMemo(
    () =>
      [...parsed.fields, ...row.attributes].map(
        ([key, value]): Field => ({
          key,
          text: stripAnsi(attributeText(value)),
          number: typeof value === 'number' || typeof value === 'bigint' || isNumber(attributeText(value)),
        }),
      ),
    [row, parsed],
  );
  const found = fields.filter(({ key, text }) =>
    `${key} ${text}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  return (
    <>
      {fields.length > 12 && (
        <input
          className={css.find}
          value={wanted}
          placeholder={`Find in ${count(fields.length)} fields`}
          aria-label="Find in the fields"
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <dl className={css.fields}>
        {wanted === '' && (
          <>
            <Fact name="time" text={nanoText(row.timeUnixNano)} />
            <Fact name="severity" text={`${row.severityText || '—'} (${row.severityNumber})`} />
          </>
        )}
        {found.slice(0, MOST_FIELDS).map((field, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a key may stand twice in telemetry
          <FieldRow key={i} field={field} search={search} look={look} onStats={onStats} />
        ))}
      </dl>
      {found.length > MOST_FIELDS && (
        <p className={css.note}>{count(found.length - MOST_FIELDS)} more fields; find them by name.</p>
      )}
      {fields.length === 0 && <p className={css.note}>The line has no fields: it is plain text.</p>}
    </>
  );
}

const isNumber = (text: string): boolean => text !== '' && text.length < 32 && Number.isFinite(Number(text));

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <div className={css.field}>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

type FieldRowProps = Pick<DetailProps, 'search' | 'look' | 'onStats'> & { field: Field };

function FieldRow({ field: { key, text, number }, search, look, onStats }: FieldRowProps) {
  const isColumn = look.columns.includes(key);
  const condition = fieldCondition(key, text);
  const hand = (label: string, icon: React.ReactNode, act: () => void) => (
    <button type="button" title={label} aria-label={`${label}: ${key}`} onClick={act}>
      {icon}
    </button>
  );
  return (
    <div className={css.field}>
      <dt title={key}>{key}</dt>
      <dd>
        {text.slice(0, MOST_VALUE)}
        {text.length > MOST_VALUE && <span className="t3"> … {count(text.length - MOST_VALUE)} more</span>}
      </dd>
      <dd className={css.hands}>
        {hand('Only lines with this value', <IconPlus size={12} />, () => search.add(condition))}
        {hand('Without lines with this value', <IconMinus size={12} />, () =>
          search.add(excluded(condition)),
        )}
        {hand(isColumn ? 'Remove the column' : 'Show as a column', <IconColumnInsertRight size={12} />, () =>
          isColumn ? look.removeColumn(key) : look.addColumn(key),
        )}
        {number && hand('Statistics', <IconChartBar size={12} />, () => onStats(key))}
        {hand('Copy the value', <IconCopy size={12} />, () => void navigator.clipboard.writeText(text))}
      </dd>
    </div>
  );
}
