import type { LogExportFormat, LogRow } from '../contract/logs.ts';
import { csvLayout } from './csv.ts';
import { ndjsonLayout } from './ndjson.ts';
import { plainLayout, textLayout } from './plain.ts';
import { syslogLayout } from './syslog.ts';

/** How records become the text of one file. */
export interface LogLayout {
  /** Stands once, in front of all. */
  start: string;
  /** A record with its line end. */
  row(row: LogRow): string;
}

export interface LayoutOptions {
  /** Fields beside the standard ones, for those that have columns. */
  columns: readonly string[];
}

const layouts: Readonly<Record<LogExportFormat, (options: LayoutOptions) => LogLayout>> = {
  ndjson: () => ndjsonLayout,
  csv: csvLayout,
  plain: () => plainLayout,
  text: () => textLayout,
  syslog: () => syslogLayout,
};

export const logLayout = (format: LogExportFormat, options: LayoutOptions = { columns: [] }): LogLayout =>
  layouts[format](options);
