import type { LogRow } from '../../../../shared/contract/logs.ts';
import { type LogFormat, logFormats } from '../../../../shared/log-format/formats.ts';
import { useAction, useCall } from '../../../connection/use-call.ts';
import css from './detail.module.css';

const choices = logFormats.filter((format) => format !== 'unknown' && format !== 'pipeline');

/** How the lines of this producer are read: found out, or as chosen here. */
export function FormatChoice({ row }: { row: LogRow }) {
  const settings = useCall('settings.get', {}, { staleMs: 5_000 });
  const set = useAction('logs.setFormat', ['settings.get', 'logs.query', 'logs.streams', 'logs.fields']);
  const chosen = settings.data?.settings.logs.formats[row.entity] ?? null;
  return (
    <>
      <select
        className={css.select}
        aria-label="Read its lines as"
        value={chosen ?? ''}
        onChange={({ target: { value } }) =>
          set.mutate({ entity: row.entity, format: value === '' ? null : (value as LogFormat) })
        }
      >
        <option value="">automatic (found: {row.format})</option>
        {choices.map((format) => (
          <option key={format}>{format}</option>
        ))}
      </select>
      {set.error && <p className="err">{set.error.message}</p>}
    </>
  );
}
