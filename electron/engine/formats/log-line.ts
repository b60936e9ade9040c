import { LogFacts } from './log-facts.ts';

export { traceReference } from '../../../shared/log-format/trace-ids.ts';

const facts = new LogFacts();

/** OTLP severity number of the line bytes[start, end); 0 where it names none. A stream of lines is read by `LogFacts`. */
export function detectSeverity(bytes: Uint8Array, start: number, end: number): number {
  facts.forget();
  facts.read(bytes, start, end);
  return facts.severity;
}

/** The text that stands for a number found by `detectSeverity`. */
export const severityText = (severity: number): string => severityTexts[severity] ?? '';

const severityTexts: Record<number, string> = {
  1: 'TRACE',
  5: 'DEBUG',
  9: 'INFO',
  10: 'NOTICE',
  13: 'WARN',
  17: 'ERROR',
  18: 'CRITICAL',
  19: 'ALERT',
  21: 'FATAL',
  22: 'EMERGENCY',
};
