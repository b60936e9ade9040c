const FIRST_LINE = 512;
/** `java.lang.IllegalStateException: text`, `TypeError: text`, `System.IO.IOException: text`. */
const NAMED =
  /^(?:Caused by: |Uncaught |Unhandled exception\. |Exception in thread "[^"]{0,128}" )?([A-Za-z_$][\w.$:`+]{0,255}?)(?:: (.*))?$/;
const TYPE = /(?:Error|Exception|Throwable|Fault|Warning|Interrupt|Exit|Failure)(?:`\d)?$/;

export interface ExceptionText {
  type: string;
  message: string;
  stack: string;
}

/** Type and message of an exception from the text of its stack: its first line, or the last one of a Python traceback. */
export function exceptionOf(stack: string): ExceptionText | null {
  const python = stack.includes('Traceback (most recent call last)');
  const line = python ? lastLine(stack) : lineAt(stack, 0);
  const named = NAMED.exec(line.slice(0, FIRST_LINE).trim());
  if (!named?.[1] || !(python || TYPE.test(named[1]))) return null;
  return { type: named[1], message: named[2] ?? '', stack };
}

const lineAt = (text: string, from: number): string => {
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? undefined : end);
};

function lastLine(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.slice(trimmed.lastIndexOf('\n') + 1);
}
