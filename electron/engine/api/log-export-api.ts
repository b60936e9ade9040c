import type { LogRow, logStreams } from '../../../shared/contract/logs.ts';
import { redactRow } from '../../../shared/redaction/redact-row.ts';
import { TextRedactor } from '../../../shared/redaction/text-redactor.ts';
import type { Subscribers } from '../../../shared/rpc/server.ts';
import { disposable } from '../../../shared/util/disposable.ts';
import type { EngineContext } from '../engine.ts';
import { exportLogs } from '../logs/log-export.ts';

type ExportSubscriber = Subscribers<{
  methods: Record<never, never>;
  streams: typeof logStreams;
}>['logs.export'];

/** `logs.export`: leaving it ends the reading. */
export const exportSubscriber =
  ({ store, settings }: EngineContext): ExportSubscriber =>
  ({ redact, ...asked }, sink) => {
    const { redaction, formats } = settings.current.logs;
    const redactor = (redact ?? redaction.exports) ? new TextRedactor(redaction) : null;
    const clean = (row: LogRow) => (redactor ? redactRow(row, redactor) : row);
    const ending = new AbortController();
    const take = async (text: string) => {
      const open = await sink.ready();
      if (open) sink.emit({ text });
      return open;
    };
    exportLogs(store, { ...asked, formats }, clean, take, ending.signal).then(
      () => sink.end(),
      (error) => sink.fail(error),
    );
    return disposable(() => ending.abort());
  };
