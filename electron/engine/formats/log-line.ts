import { LogFacts } from './log-facts.ts';

const facts = new LogFacts();

/** OTLP severity number of the line bytes[start, end); 0 where it names none. A stream of lines is read by `LogFacts`. */
export function detectSeverity(bytes: Uint8Array, start: number, end: number): number {
  facts.forget();
  facts.read(bytes, start, end);
  return facts.severity;
}

/** The text that stands for a severity number: the word of the loggers that write it, else OTLP's short name. */
export const severityText = (severity: number): string => severityTexts[severity] ?? '';

const severityTexts = (
  ' TRACE TRACE2 TRACE3 TRACE4 DEBUG DEBUG2 DEBUG3 DEBUG4 INFO NOTICE INFO3 INFO4 WARN WARN2 WARN3 WARN4 ' +
  'ERROR CRITICAL ALERT ERROR4 FATAL EMERGENCY FATAL3 FATAL4'
).split(' ');
