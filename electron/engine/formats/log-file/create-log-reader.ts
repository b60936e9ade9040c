import type { LogFileFormat } from '../../../../shared/contract/files.ts';
import { DockerJsonReader } from './docker-json.ts';
import { JournalExportReader } from './journal-export.ts';
import { JournalJsonReader } from './journal-json.ts';
import type { LogFileOutput, LogFileReader } from './log-file-reader.ts';
import { DockerFramesReader, TextLinesReader } from './text-lines.ts';

const readers: Readonly<Record<LogFileFormat, new (output: LogFileOutput) => LogFileReader>> = {
  'log-text': TextLinesReader,
  'log-docker-json': DockerJsonReader,
  'log-docker-frames': DockerFramesReader,
  'log-journal-export': JournalExportReader,
  'log-journal-json': JournalJsonReader,
};

export const createLogFileReader = (format: LogFileFormat, output: LogFileOutput): LogFileReader =>
  new readers[format](output);
