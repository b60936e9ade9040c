import type { LogFormat } from './formats.ts';
import { access } from './readers/access.ts';
import { bracketed } from './readers/bracketed.ts';
import { consoleFormat } from './readers/console.ts';
import { dotnet } from './readers/dotnet.ts';
import { go } from './readers/go.ts';
import { haproxy } from './readers/haproxy.ts';
import { java } from './readers/java.ts';
import { klog } from './readers/klog.ts';
import { logfmt } from './readers/logfmt.ts';
import { plain } from './readers/plain.ts';
import { postgresql } from './readers/postgresql.ts';
import { python } from './readers/python.ts';
import { redis } from './readers/redis.ts';
import { priority, syslog } from './readers/syslog.ts';
import { w3c } from './readers/w3c.ts';
import { webError } from './readers/web-error.ts';
import type { TextReader } from './text-reader.ts';

/** In the order in which they are tried: the narrower ones first, the one that takes all last. */
export const textReaders: readonly TextReader[] = [
  ...[klog, haproxy, syslog, priority, access, webError, redis, postgresql, w3c],
  ...[consoleFormat, dotnet, go, python, java, logfmt, bracketed, plain],
];

const byFormat = new Map(textReaders.map((reader) => [reader.format, reader]));

export const textReaderOf = (format: LogFormat): TextReader | undefined => byFormat.get(format);
