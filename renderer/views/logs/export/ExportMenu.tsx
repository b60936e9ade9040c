import { Popover } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { LogExportFormat } from '../../../../shared/contract/logs.ts';
import { bytes, quantityText } from '../../../../shared/model/format.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { useClient } from '../../../connection/ConnectionProvider.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import css from '../logs.module.css';
import type { LogLook } from '../use-log-look.ts';
import type { LogSearch } from '../use-log-search.ts';
import { type LogExport, saveLogs } from './save-logs.ts';

const FORMATS: [format: LogExportFormat, label: string, about: string][] = [
  ['ndjson', 'NDJSON', 'one JSON object a line, every field'],
  ['csv', 'CSV', 'time, level, container, the chosen columns, message'],
  ['plain', 'Plain', 'the lines as they came, without colours'],
  ['text', 'Text', 'time, level, container and message'],
  ['syslog', 'syslog', 'RFC 5424'],
];

/** The whole result as a file, redacted unless that is taken away. */
export function ExportMenu({ search, look }: { search: LogSearch; look: LogLook }) {
  const client = useClient();
  const { window } = useTimeRange();
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<LogExportFormat>('ndjson');
  const [redact, setRedact] = useState<boolean | null>(null);
  const [under, setUnder] = useState<number | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const running = useRef<LogExport | null>(null);
  const byDefault =
    useCall('settings.get', {}, { staleMs: 5_000 }).data?.settings.logs.redaction.exports ?? true;
  async function save(): Promise<void> {
    if (!client) return;
    setError(null);
    setUnder(0);
    const bounds = { start: msToNano(window.startMs), end: msToNano(window.endMs) };
    const params = {
      ...search.filter,
      ...bounds,
      format,
      columns: look.columns,
      redact: redact ?? byDefault,
    };
    running.current = saveLogs(client, params, setUnder);
    try {
      if (await running.current.done) setOpen(false);
    } catch (failure) {
      setError(failure instanceof Error ? failure : new Error(String(failure)));
    } finally {
      setUnder(null);
    }
  }
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={340} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="btn icon"
          title="Export the result"
          aria-label="Export the result"
          onClick={() => setOpen(!open)}
        >
          <IconDownload size={14} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.menu}>
        <fieldset>
          <legend className="semi">All that is found, as a file of</legend>
          {FORMATS.map(([name, label, about]) => (
            <label key={name}>
              <input
                type="radio"
                name="log-export"
                checked={format === name}
                onChange={() => setFormat(name)}
              />
              <span>{label}</span>
              <span className="t3 cut grow">{about}</span>
            </label>
          ))}
        </fieldset>
        <label>
          <input
            type="checkbox"
            checked={redact ?? byDefault}
            onChange={({ target: { checked } }) => setRedact(checked)}
          />
          <span>Redacted</span>
          <span className="t3 cut">e-mail, cards, tokens, keys and one's own rules</span>
        </label>
        {error && <ErrorNote error={error} what="Export" />}
        <div className={css.form}>
          {under === null ? (
            <button type="button" className="btn small primary" onClick={() => void save()}>
              Export
            </button>
          ) : (
            <>
              <span className="t2 grow" role="status">
                {quantityText(bytes(under))} read
              </span>
              <button type="button" className="btn small" onClick={() => running.current?.cancel()}>
                Cancel
              </button>
            </>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
