import type { LogFormat } from './formats.ts';
import { access } from './readers/access.ts';
import { bracketed } from './readers/bracketed.ts';
import { klog } from './readers/klog.ts';
import { logfmt } from './readers/logfmt.ts';
import { plain } from './readers/plain.ts';
import { priority, syslog } from './readers/syslog.ts';
import type { TextReader } from './text-reader.ts';

/** In the order in which they are tried: the narrower ones first, the one that takes all last. */
export const textReaders: readonly TextReader[] = [klog, syslog, priority, access, logfmt, bracketed, plain];

const byFormat = new Map(textReaders.map((reader) => [reader.format, reader]));

export const textReaderOf = (format: LogFormat): TextReader | undefined => byFormat.get(format);
