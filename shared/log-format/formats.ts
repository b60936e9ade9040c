/**
 * What a line is written in. Stored blocks keep a format by its place in this list: append only. Place 0 is a line
 * whose format was not looked for.
 */
export const logFormats = [
  'unknown',
  'plain',
  /** One object a line: pino, winston, zap, slog, logrus, zerolog, bunyan, CLEF, log4j2, ECS, MongoDB, GCP. */
  'json',
  'logfmt',
  'syslog',
  /** nginx and Apache access lines, common and combined. */
  'access',
  /** nginx and Apache error lines. */
  'web-error',
  'klog',
  'python',
  'java',
  'dotnet',
  'go',
  'postgresql',
  'redis',
  /** `[2025-01-01T10:00:00] [INFO] [name] [thread] message [k=v, k=v]` */
  'bracketed',
  /** `<6>message [k=v]` */
  'priority',
  /** zap's console encoder and its like: columns parted by tabs, an object at the end. */
  'console',
  'haproxy',
  /** W3C extended log format, as IIS writes it. */
  'w3c',
  /** What the stages of a pipeline file made of it: its fields are stored with the line. */
  'pipeline',
] as const;
export type LogFormat = (typeof logFormats)[number];
