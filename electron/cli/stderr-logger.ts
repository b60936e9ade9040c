import pino, { type Logger } from 'pino';

const NAMES: Record<number, string> = { 30: '', 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' };

interface Entry {
  level: number;
  msg?: string;
  err?: { message?: string };
  error?: { message?: string };
}

/** The engine's log for a person at a terminal: one line an entry, on stderr. TRIVET_LOG sets the level. */
export function stderrLogger(
  stderr: NodeJS.WritableStream,
  level = process.env.TRIVET_LOG ?? 'warn',
): Logger {
  const levels = [...Object.keys(pino.levels.values), 'silent'];
  return pino(
    {
      level: levels.includes(level) ? level : 'warn',
      base: null,
      serializers: { error: pino.stdSerializers.err },
    },
    {
      write(line: string) {
        const { level: number, msg = '', err, error } = JSON.parse(line) as Entry;
        const cause = (err ?? error)?.message;
        stderr.write(`trivet: ${NAMES[number] ?? ''}${msg}${cause ? `: ${cause}` : ''}\n`);
      },
    },
  );
}
